import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { FilePlace, Staged } from "../core/staged.ts";
import type {
  Face,
  PhotoFields,
  PhotoReading,
  SidecarField,
  SidecarReading,
} from "../core/reading.ts";
import { PHOTO_COLUMNS } from "./photo_columns.ts";

/** The part of a record that tells of the sidecar it was read with. */
export class SidecarStore {
  readonly #find: StatementSync;
  readonly #write: StatementSync;
  readonly #follow: StatementSync;
  readonly #photo: StatementSync;
  readonly #keywords: StatementSync;
  readonly #keywordPaths: StatementSync;
  readonly #faces: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT sidecar, sidecar_size, sidecar_mtime_ms, sidecar_inode, sidecar_hash, sidecar_fields,
         sidecar_problem, sidecar_problem_since_ms FROM file WHERE id = ?`,
    );
    this.#write = database.prepare(
      `UPDATE file SET sidecar = ?, sidecar_size = ?, sidecar_mtime_ms = ?, sidecar_ctime_ms = ?,
         sidecar_inode = ?, sidecar_looked_at_ms = ?, sidecar_hash = ?, sidecar_fields = ?,
         sidecar_problem = ?, sidecar_problem_detail = ?, sidecar_problem_since_ms = ? WHERE id = ?`,
    );
    this.#follow = database.prepare(
      "UPDATE file SET sidecar = ?, sidecar_ctime_ms = ?, sidecar_inode = ? WHERE id = ?",
    );
    this.#photo = database.prepare("SELECT * FROM photo WHERE file_id = ?");
    this.#keywords = database.prepare(
      "SELECT keyword FROM keyword WHERE file_id = ? ORDER BY position",
    );
    this.#keywordPaths = database.prepare("SELECT path FROM keyword_path WHERE file_id = ?");
    this.#faces = database.prepare(
      "SELECT name, x, y, w, h FROM face WHERE file_id = ? ORDER BY position",
    );
  }

  /**
   * The reading as it is to be stored: of a sidecar that could not be read the values stay that were
   * read of it last, whatever the photo itself says.
   */
  kept(fileId: number, reading: PhotoReading): PhotoReading {
    const { sidecar } = reading;
    if (sidecar == null || sidecar.problem === null || reading.format === null) return reading;
    const before = this.#find.get(fileId);
    const fields = fieldsOf(before);
    const hash = before?.["sidecar_hash"] == null ? null : String(before["sidecar_hash"]);
    const beside: SidecarReading = { ...sidecar, hash, fields };
    return { ...this.#withFields(fileId, reading, new Set(fields)), sidecar: beside };
  }

  /** Notes the sidecar of a record; tells whether it is another one, or says something else. */
  store(fileId: number, sidecar: SidecarReading | null | undefined, nowMs: number): boolean {
    if (sidecar === undefined) return false;
    const before = this.#find.get(fileId);
    const [name, hash] = [before?.["sidecar"] ?? null, before?.["sidecar_hash"] ?? null];
    if (sidecar === null && name === null) return false;
    const look = sidecar?.fingerprint ?? null;
    const problem = sidecar?.problem ?? null;
    const isKnown = problem !== null && before?.["sidecar_problem"] === problem.kind;
    const sinceMs = isKnown ? Number(before["sidecar_problem_since_ms"]) : nowMs;
    this.#write.run(
      ...[sidecar?.name ?? null, look?.size ?? null, look?.mtimeMs ?? null, look?.ctimeMs ?? null],
      ...[look?.inode ?? null, sidecar?.lookedAtMs ?? null, sidecar?.hash ?? null],
      sidecar === null ? null : JSON.stringify(sidecar.fields),
      ...[problem?.kind ?? null, problem?.detail ?? null, problem === null ? null : sinceMs],
      fileId,
    );
    return name !== (sidecar?.name ?? null) || hash !== (sidecar?.hash ?? null);
  }

  /** Whether what is beside a moved photo is the sidecar that was read with it, under its new name. */
  follow(fileId: number, { sidecar }: Pick<Staged, "sidecar"> & FilePlace): boolean {
    const before = this.#find.get(fileId);
    const isKnown = before?.["sidecar"] != null;
    if (!isKnown || sidecar === null) return isKnown === (sidecar !== null);
    const { fingerprint, name } = sidecar;
    const isSame = fingerprint !== null && before["sidecar_size"] === fingerprint.size &&
      before["sidecar_mtime_ms"] === fingerprint.mtimeMs &&
      before["sidecar_inode"] === fingerprint.inode;
    if (isSame) this.#follow.run(name, fingerprint.ctimeMs, fingerprint.inode, fileId);
    return isSame;
  }

  #withFields(fileId: number, reading: PhotoReading, kept: ReadonlySet<SidecarField>) {
    const row = this.#photo.get(fileId);
    if (kept.size === 0 || row === undefined) return reading;
    const columns = PHOTO_COLUMNS.filter(([field]) => kept.has(field))
      .map(([field, column]) => [field, row[column]]);
    const fields: PhotoFields = { ...reading.fields, ...Object.fromEntries(columns) };
    const texts = (statement: StatementSync, column: string) =>
      statement.all(fileId).map((one) => String(one[column]));
    return {
      ...reading,
      fields,
      ...kept.has("keywords") ? { keywords: texts(this.#keywords, "keyword") } : {},
      ...kept.has("keywordPaths") ? { keywordPaths: texts(this.#keywordPaths, "path") } : {},
      ...kept.has("faces") ? { faces: this.#faces.all(fileId) as unknown as Face[] } : {},
    };
  }
}

function fieldsOf(row: Record<string, unknown> | undefined): SidecarField[] {
  return row?.["sidecar_fields"] == null ? [] : JSON.parse(String(row["sidecar_fields"]));
}
