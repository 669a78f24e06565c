import type { DatabaseSync } from "node:sqlite";
import { readingColumns } from "../lib/catalogue/photo_columns.ts";
import { PhotoReader, type PhotoTotals, type StoredPhoto } from "../lib/catalogue/photo_reader.ts";
import { RootStore } from "../lib/catalogue/root_store.ts";
import type { ReportedDifference } from "../lib/commands/report_differences.ts";
import { differingFields } from "../lib/core/differing_fields.ts";
import { parentPath, type RelativePath } from "../lib/core/entry.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { type FingerprintPolicy, hasChanged } from "../lib/core/fingerprint.ts";
import type { Hasher, HashOutcome } from "../lib/core/hashing.ts";
import type { PhotoReading, ReadOutcome, ReadRequest } from "../lib/core/reading.ts";
import type { RootProgress } from "../lib/core/root_work.ts";
import type { HashBatch } from "./hash_batch.ts";

/** What of every photo is compared beside its fingerprint. */
export interface PhotoChecks {
  /** Opens the reader of all bytes; `null` when these are not compared. */
  readonly openHasher: ((rootPath: string) => Hasher) | null;
  /** Where content hashes go that are wanting; `null` when nothing may be stored. Asked when needed. */
  readonly batch: () => Promise<HashBatch | null>;
  /** Reads metadata, outcomes in the same order; `null` when it is not compared. */
  readonly read:
    | ((requests: readonly ReadRequest[], signal: AbortSignal) => Promise<readonly ReadOutcome[]>)
    | null;
}

/** Which photos are checked. */
export interface CheckOrder {
  readonly database: DatabaseSync;
  readonly rootId: number;
  readonly path: string;
  readonly scope: readonly RelativePath[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RootProgress) => void;
}

/** Pages on their way at once: enough to keep every reader busy, few enough to bound memory. */
const PAGES_AHEAD = 8;

/**
 * Reads every present photo of a scope and compares it with the catalogue. A file that has another
 * fingerprint than its record is left out: the comparison of the trees tells of it.
 */
export async function* checkPhotos(
  order: CheckOrder,
  checks: PhotoChecks,
): AsyncGenerator<ReportedDifference> {
  const reader = new PhotoReader(order.database, order.rootId);
  const hasher = checks.openHasher?.(order.path) ?? null;
  const check = new Check(order, checks, hasher, reader.totals(order.scope));
  const started: Promise<readonly ReportedDifference[]>[] = [];
  try {
    for (const page of reader.pages(order.scope)) {
      order.signal.throwIfAborted();
      const result = check.page(page);
      // It may fail long before somebody asks for it.
      result.catch(() => {});
      started.push(result);
      if (started.length >= PAGES_AHEAD) yield* await started.shift()!;
    }
    for (const result of started) yield* await result;
  } finally {
    hasher?.close();
  }
}

class Check {
  readonly #policy: FingerprintPolicy;
  #photos = 0;
  #bytes = 0;

  constructor(
    private readonly order: CheckOrder,
    private readonly checks: PhotoChecks,
    private readonly hasher: Hasher | null,
    private readonly totals: PhotoTotals,
  ) {
    const root = new RootStore(order.database).get(order.rootId);
    this.#policy = fileSystemOfName(root.fileSystem);
  }

  async page(photos: readonly StoredPhoto[]): Promise<ReportedDifference[]> {
    const requests = photos.map((photo) => this.#request(photo));
    const [readings, ...hashes] = await Promise.all([
      this.checks.read?.(requests, this.order.signal) ?? [],
      ...photos.map((photo) => this.#hash(photo)),
    ]);
    this.#photos += photos.length;
    this.#tell(photos[0]?.path ?? "", 0);
    return photos.flatMap((
      photo,
      index,
    ) => [...this.#judge(photo, hashes[index] ?? null, readings[index] ?? null)]);
  }

  /** A hash that is wanting is kept as soon as it is there. */
  async #hash(photo: StoredPhoto): Promise<HashOutcome | null> {
    if (this.hasher === null) return null;
    const request = {
      path: this.#absolute(photo),
      pace: null,
      isSampled: photo.contentHash === null,
      policy: this.#policy,
    };
    const { signal } = this.order;
    const onBytes = (bytes: number) => this.#tell(photo.path, bytes);
    const outcome = await this.hasher.hash(request, signal, onBytes);
    this.#bytes += photo.fingerprint.size;
    this.#tell(photo.path, 0);
    if (photo.contentHash === null && this.#isOf(photo, outcome) && !isOther(photo, outcome)) {
      const batch = await this.checks.batch();
      batch?.add({ ...photo, contentHash: outcome.contentHash });
    }
    return outcome;
  }

  *#judge(
    photo: StoredPhoto,
    hash: HashOutcome | null,
    reading: ReadOutcome | null,
  ): Generator<ReportedDifference> {
    const { path } = photo;
    const failed = [hash, reading].find((outcome) => outcome?.status === "failed");
    if (failed?.status === "failed") {
      yield { kind: "unreadable", path, oldPath: null, reason: failed.problem.detail };
    }
    const isRead = reading?.status === "read" && this.#isUnchanged(photo, reading.reading);
    const other = hash !== null
      ? this.#isOf(photo, hash) && isOther(photo, hash)
      : isRead && photo.sampleHash !== null && photo.sampleHash !== reading.reading.sampleHash;
    if (other) yield { kind: "content", path, oldPath: null, reason: OTHER_BYTES };
    if (isRead) yield* this.#judgeMetadata(photo, reading.reading);
  }

  *#judgeMetadata(photo: StoredPhoto, reading: PhotoReading): Generator<ReportedDifference> {
    const [known, found] = [photo.sidecar, reading.sidecar ?? null];
    if (known !== null) {
      const { path } = known;
      const problem = found?.problem ?? null;
      if (problem !== null) {
        yield { kind: "unreadable", path, oldPath: null, reason: problem.detail };
      }
      // The comparison of the trees tells of another one, and one that was never read says nothing.
      if (known.fingerprint === null || found?.fingerprint == null) return;
      if (hasChanged(known.fingerprint, found.fingerprint, this.#policy)) return;
      if (found.hash !== null && found.hash !== known.hash) {
        yield { kind: "content", path, oldPath: null, reason: OTHER_BYTES };
      }
    }
    const all = differingFields(photo.columns, readingColumns(reading));
    // What was read last stays while a sidecar cannot be read; an edit is shown before it is written.
    const kept = found?.problem == null ? [] : known?.columns ?? [];
    const excused = [...kept, ...photo.editedColumns];
    const fields = all.filter(({ field }) => !excused.includes(field));
    const { path } = photo;
    if (fields.length > 0) yield { kind: "metadata", path, oldPath: null, reason: null, fields };
  }

  #isOf(photo: StoredPhoto, outcome: HashOutcome): outcome is Hashed {
    return outcome.status === "hashed" && this.#isUnchanged(photo, outcome);
  }

  #isUnchanged(photo: StoredPhoto, { fingerprint }: Pick<Hashed, "fingerprint">): boolean {
    return !hasChanged(photo.fingerprint, fingerprint, this.#policy);
  }

  #absolute({ path }: StoredPhoto): string {
    return `${this.order.path}/${path}`;
  }

  #request(photo: StoredPhoto): ReadRequest {
    const path = this.#absolute(photo);
    return photo.sidecar === null
      ? { path }
      : { path, sidecar: `${this.order.path}/${photo.sidecar.path}` };
  }

  #tell(path: RelativePath, bytesInHand: number): void {
    const bytes = { done: this.#bytes + bytesInHand, total: this.totals.bytes };
    this.order.onProgress({
      phase: "checking",
      done: this.#photos,
      total: this.totals.photos,
      directory: parentPath(path),
      ...(this.hasher === null ? {} : { bytes }),
    });
  }
}

type Hashed = Extract<HashOutcome, { status: "hashed" }>;

/** Size and times are those of the catalogue. */
const OTHER_BYTES = "damage, or an edit that left no trace";

/** Whether the bytes are others than the catalogue has a hash of; where it has none, it tells nothing. */
function isOther(photo: StoredPhoto, hashed: Hashed): boolean {
  if (photo.contentHash !== null) return photo.contentHash !== hashed.contentHash;
  return photo.sampleHash !== null && photo.sampleHash !== hashed.sampleHash;
}
