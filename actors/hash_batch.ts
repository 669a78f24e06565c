import type { DatabaseSync } from "node:sqlite";
import { type HashedFile, HashStore } from "../lib/catalogue/hash_store.ts";

/** Hashes of one transaction, and the pause between two that hold fewer. */
const STORED_AT_ONCE_MAX = 64;
const STORE_EVERY_MS = 5_000;

/** What a batch needs beside the catalogue. */
export interface HashBatchOptions {
  /** Milliseconds. */
  readonly now: () => number;
  /** Told how many were stored. */
  readonly onStored?: (count: number) => void;
}

/** Hashes on their way into the catalogue, in transactions that are neither many nor long. */
export class HashBatch {
  readonly #store: HashStore;
  #files: HashedFile[] = [];
  #storedAtMs: number;

  constructor(database: DatabaseSync, private readonly options: HashBatchOptions) {
    this.#store = new HashStore(database);
    this.#storedAtMs = options.now();
  }

  /** Takes one hash, and stores what there is when it is enough or has waited for long. */
  add(file: HashedFile): void {
    this.#files.push(file);
    const isDue = this.options.now() - this.#storedAtMs >= STORE_EVERY_MS;
    if (isDue || this.#files.length >= STORED_AT_ONCE_MAX) this.store();
  }

  /** Stores what there is. */
  store(): void {
    const files = this.#files;
    this.#files = [];
    this.#storedAtMs = this.options.now();
    if (files.length === 0) return;
    this.#store.store(files);
    this.options.onStored?.(files.length);
  }
}
