import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Fingerprint, joinPath, type RelativePath } from "../core/entry.ts";
import { inTransaction } from "./transaction.ts";

/** A present photo whose bytes have not all been read yet. */
export interface UnhashedFile {
  readonly id: number;
  readonly path: RelativePath;
  readonly fingerprint: Fingerprint;
  readonly sampleHash: string | null;
}

/** The content hash of one file, and the record it was read for. */
export interface HashedFile {
  readonly id: number;
  /** Of the record: should it have changed meanwhile, the hash is of something else. */
  readonly fingerprint: Fingerprint;
  readonly contentHash: string;
}

/** The content hashes of all roots: those that are wanting, and those that were read. */
export class HashStore {
  readonly #page: StatementSync;
  readonly #store: StatementSync;

  constructor(private readonly database: DatabaseSync) {
    // The index `file_unhashed` holds what is left of all roots, in the order of the ids. What is held is
    // gone, or something else is in its place, as it is where no reader survived what is there.
    this.#page = database.prepare(
      `SELECT f.id, f.name, f.size, f.mtime_ms, f.ctime_ms, f.inode, f.born_ms, f.sample_hash,
         directory.path AS directory, directory.root_id
       FROM (SELECT * FROM file INDEXED BY file_unhashed
             WHERE content_hash IS NULL AND missing_since_ms IS NULL AND format IS NOT NULL
               AND failed_size IS NULL AND NOT EXISTS (SELECT 1 FROM held_file WHERE held_file.file_id = file.id)
               AND id > ? ORDER BY id LIMIT ?) AS f
       JOIN directory ON directory.id = f.directory_id ORDER BY f.id`,
    );
    this.#store = database.prepare(
      `UPDATE file SET content_hash = ? WHERE id = ? AND size = ? AND mtime_ms = ?
         AND ctime_ms IS ? AND inode IS ? AND missing_since_ms IS NULL`,
    );
  }

  /**
   * Of the next `limit` files of all roots after `afterId` those of one root, and where to go on;
   * `lastId` is `null` at the end.
   */
  page(
    rootId: number,
    afterId: number,
    limit: number,
  ): { readonly lastId: number | null; readonly files: readonly UnhashedFile[] } {
    const rows = this.#page.all(afterId, limit);
    const lastId = rows.length === 0 ? null : Number(rows.at(-1)?.["id"]);
    return { lastId, files: rows.filter((row) => row["root_id"] === rootId).map(unhashedFile) };
  }

  /** Stores hashes of records that are still what they were, in one transaction. */
  store(files: readonly HashedFile[]): void {
    inTransaction(this.database, () => {
      for (const { id, fingerprint, contentHash } of files) {
        const { size, mtimeMs, ctimeMs, inode } = fingerprint;
        this.#store.run(contentHash, id, size, mtimeMs, ctimeMs, inode);
      }
    });
  }
}

function unhashedFile(row: Record<string, unknown>): UnhashedFile {
  const numberOrNull = (name: string) => row[name] === null ? null : Number(row[name]);
  return {
    id: Number(row["id"]),
    path: joinPath(String(row["directory"]), String(row["name"])),
    fingerprint: {
      size: Number(row["size"]),
      mtimeMs: Number(row["mtime_ms"]),
      ctimeMs: numberOrNull("ctime_ms"),
      inode: numberOrNull("inode"),
      bornMs: numberOrNull("born_ms"),
    },
    sampleHash: row["sample_hash"] === null ? null : String(row["sample_hash"]),
  };
}
