import type { DatabaseSync, StatementSync } from "node:sqlite";
import { parentPath, type RelativePath } from "../core/entry.ts";

/** More than a working set; a full cache is emptied, so memory does not grow with the library. */
const CACHED_MAX = 4_096;

/** The directories of one root that hold photos or lead to one that does. */
export class DirectoryStore {
  readonly #cache = new Map<RelativePath, number>();
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #mark: StatementSync;

  constructor(database: DatabaseSync, private readonly rootId: number) {
    this.#find = database.prepare("SELECT id FROM directory WHERE root_id = ? AND path = ?");
    this.#insert = database.prepare(
      "INSERT INTO directory (root_id, parent_id, path) VALUES (?, ?, ?) RETURNING id",
    );
    this.#mark = database.prepare("UPDATE directory SET is_mount = 1 WHERE id = ?");
  }

  /** The id of the directory, made with all its parents when it is new. */
  idOf(path: RelativePath): number {
    const cached = this.#cache.get(path);
    if (cached !== undefined) return cached;
    const id = this.#found(path) ?? this.#made(path);
    if (this.#cache.size >= CACHED_MAX) this.#cache.clear();
    this.#cache.set(path, id);
    return id;
  }

  /** Remembers that another file system is mounted at `path`. */
  markMount(path: RelativePath): void {
    this.#mark.run(this.idOf(path));
  }

  /** Ids made in a transaction that was rolled back must not be believed. */
  forget(): void {
    this.#cache.clear();
  }

  #found(path: RelativePath): number | null {
    const row = this.#find.get(this.rootId, path);
    return row === undefined ? null : Number(row["id"]);
  }

  #made(path: RelativePath): number {
    const parent = path === "" ? null : this.idOf(parentPath(path));
    return Number(this.#insert.get(this.rootId, parent, path)?.["id"]);
  }
}
