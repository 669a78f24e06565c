import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EditField, FieldValues } from "../core/editable.ts";
import { type Fingerprint, joinPath, type RelativePath } from "../core/entry.ts";
import { sidecarFingerprint } from "./sidecar_fingerprint.ts";
import { inTransaction } from "./transaction.ts";

/** A sidecar as it was last read. */
export interface OutgoingSidecar {
  /** In the directory of the photo. */
  readonly name: string;
  /** `null` where it could not be read. */
  readonly fingerprint: Fingerprint | null;
  /** Whether other photos have the same one. */
  readonly isShared: boolean;
}

/** A photo with edits that are to be written. */
export interface OutgoingPhoto {
  readonly fileId: number;
  readonly path: RelativePath;
  readonly fingerprint: Fingerprint;
  /** `null` for what is no photo any more. */
  readonly format: string | null;
  readonly takenSource: string | null;
  /** The sidecar that was read with it; `null` where it has none. */
  readonly sidecar: OutgoingSidecar | null;
  readonly changed: FieldValues;
  /** Of the edits, in the order of the fields. */
  readonly ids: readonly number[];
  /** Times that writing was tried in vain. */
  readonly tries: number;
  readonly triedAtMs: number | null;
}

const PAGE_ROWS = 50;

/** Edits of one root on their way into files. */
export class OutboxStore {
  readonly #page: StatementSync;
  readonly #edits: StatementSync;
  readonly #fail: StatementSync;
  readonly #wanted: StatementSync;
  readonly #send: StatementSync;
  readonly #unsend: StatementSync;
  readonly #note: StatementSync;
  readonly #forget: StatementSync;

  constructor(private readonly database: DatabaseSync, private readonly rootId: number) {
    // Few of many photos have one, so the edits come first.
    this.#page = database.prepare(
      `SELECT file.*, directory.path AS directory, photo.taken_source
       FROM (SELECT DISTINCT file_id FROM edit INDEXED BY edit_pending
             WHERE state = 'pending' AND file_id > ? ORDER BY file_id LIMIT ${PAGE_ROWS}) AS wanted
       CROSS JOIN file ON file.id = wanted.file_id
       CROSS JOIN directory ON directory.id = file.directory_id
       LEFT JOIN photo ON photo.file_id = file.id
       ORDER BY file.id`,
    );
    this.#edits = database.prepare(
      `SELECT id, field, value, tries, tried_at_ms FROM edit
       WHERE file_id = ? AND state = 'pending' ORDER BY id`,
    );
    this.#fail = database.prepare(
      `UPDATE edit SET state = ?, reason = ?, tries = tries + 1, tried_at_ms = ?
       WHERE file_id = ? AND state = 'pending'`,
    );
    this.#wanted = database.prepare(
      "SELECT 1 FROM edit WHERE id = ? AND value = ? AND state = 'pending'",
    );
    this.#send = database.prepare("UPDATE edit SET sent = ? WHERE id = ?");
    this.#unsend = database.prepare(
      `UPDATE edit SET sent = NULL, state = iif(value = base, 'discarded', state),
         done_at_ms = iif(value = base, ?, done_at_ms)
       WHERE id = ? AND sent IS NOT NULL AND state IN ('pending', 'failed')`,
    );
    this.#note = database.prepare(
      "INSERT OR IGNORE INTO temporary_file (path, root_id) VALUES (?, ?)",
    );
    this.#forget = database.prepare("DELETE FROM temporary_file WHERE path = ?");
  }

  /** The next present photos with pending edits after `afterId`, and where to go on; `null` at the end. */
  page(afterId: number): { readonly lastId: number | null; readonly photos: OutgoingPhoto[] } {
    const rows = this.#page.all(afterId);
    const lastId = rows.length === 0 ? null : Number(rows.at(-1)?.["id"]);
    const mine = rows.filter((row) =>
      row["missing_since_ms"] === null && this.#rootOf(Number(row["directory_id"])) === this.rootId
    );
    return { lastId, photos: mine.map((row) => this.#photo(row)) };
  }

  /** Notes why the edits of a photo were not written; `isFinal` when only a person can change that. */
  fail(fileId: number, reason: string, isFinal: boolean, nowMs: number): void {
    this.#fail.run(isFinal ? "failed" : "pending", reason, nowMs, fileId);
  }

  /** Names of the other present files in the directory of one that have its name but for the extension. */
  namesakes(fileId: number): string[] {
    const sql = `SELECT other.name, file.name AS own FROM file
      JOIN file AS other ON other.directory_id = file.directory_id AND other.id <> file.id
      WHERE file.id = ? AND other.missing_since_ms IS NULL`;
    const withoutExtension = (name: unknown) => String(name).replace(/\.[^.]*$/, "");
    return this.database.prepare(sql).all(fileId)
      .filter(({ name, own }) => withoutExtension(name) === withoutExtension(own))
      .map(({ name }) => String(name));
  }

  /**
   * Notes what is about to be in the file of a photo, whatever becomes of the program; `false`, and noted
   * is nothing, where one of its edits is not to be written any more, or something else instead.
   */
  send({ ids, changed }: OutgoingPhoto): boolean {
    return inTransaction(this.database, () => {
      const values = Object.values(changed).map((value) => JSON.stringify(value));
      const isWanted = values.every((value, index) =>
        this.#wanted.get(ids[index]!, value) !== undefined
      );
      if (isWanted) values.forEach((value, index) => this.#send.run(value, ids[index]!));
      return isWanted;
    });
  }

  /**
   * Notes that it is not in the file after all. What was taken back or discarded in between, and only had
   * to be written for that, is done with.
   */
  unsend({ ids }: OutgoingPhoto, nowMs: number): void {
    inTransaction(this.database, () => {
      for (const id of ids) this.#unsend.run(nowMs, id);
    });
  }

  /** Remembers a file that is about to be made; `forget` it when it is gone. */
  note(path: string): void {
    this.#note.run(path, this.rootId);
  }

  forget(path: string): void {
    this.#forget.run(path);
  }

  /** Files that a killed program may have left. */
  leftovers(): readonly string[] {
    const sql = "SELECT path FROM temporary_file WHERE root_id = ?";
    return this.database.prepare(sql).all(this.rootId).map((row) => String(row["path"]));
  }

  #rootOf(directoryId: number): number {
    const sql = "SELECT root_id FROM directory WHERE id = ?";
    return Number(this.database.prepare(sql).get(directoryId)?.["root_id"]);
  }

  #sidecarOf(row: Record<string, unknown>): OutgoingSidecar | null {
    const { sidecar: name, directory_id, id } = row;
    if (name === null) return null;
    const others = this.database.prepare(
      `SELECT count(*) AS n FROM file INDEXED BY file_sidecar WHERE sidecar IS NOT NULL
         AND directory_id = ? AND sidecar = ? AND id <> ? AND missing_since_ms IS NULL`,
    ).get(Number(directory_id), String(name), Number(id));
    const fingerprint = sidecarFingerprint(row);
    return { name: String(name), fingerprint, isShared: Number(others?.["n"]) > 0 };
  }

  #photo(row: Record<string, unknown>): OutgoingPhoto {
    const fileId = Number(row["id"]);
    const edits = this.#edits.all(fileId);
    const changed = edits.map(({ field, value }) =>
      [String(field) as EditField, JSON.parse(String(value))] as const
    );
    const tried = edits.map((edit) => Number(edit["tried_at_ms"] ?? 0));
    return {
      fileId,
      path: joinPath(String(row["directory"]), String(row["name"])),
      fingerprint: fingerprintIn(row),
      format: row["format"] === null ? null : String(row["format"]),
      takenSource: row["taken_source"] === null ? null : String(row["taken_source"]),
      sidecar: this.#sidecarOf(row),
      changed: Object.fromEntries(changed) as FieldValues,
      ids: edits.map(({ id }) => Number(id)),
      tries: Math.max(...edits.map(({ tries }) => Number(tries))),
      triedAtMs: Math.max(...tried) || null,
    };
  }
}

function fingerprintIn(row: Record<string, unknown>): Fingerprint {
  const numberOrNull = (name: string) => row[name] === null ? null : Number(row[name]);
  return {
    size: Number(row["size"]),
    mtimeMs: Number(row["mtime_ms"]),
    ctimeMs: numberOrNull("ctime_ms"),
    inode: numberOrNull("inode"),
    bornMs: numberOrNull("born_ms"),
  };
}
