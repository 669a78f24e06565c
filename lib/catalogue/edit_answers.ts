import type { DatabaseSync } from "node:sqlite";

/** An edit as the view `edits` has it, its values read. */
export type EditAnswer = Readonly<Record<string, unknown>>;

/** Which edits are wanted, the latest first. */
export interface EditQuestion {
  /** Of one photo; `null` for all. */
  readonly photoId: number | null;
  /** `open` for what waits for something or somebody, `all` for what is kept, or one state. */
  readonly state: string;
  /** Only those that came further then or later, UTC milliseconds; `null` for all. */
  readonly sinceMs: number | null;
  /** Only older ones than this. */
  readonly before: number | null;
  readonly limit: number;
}

/** How many edits wait for what. */
export interface EditCounts {
  readonly pending: number;
  readonly failed: number;
  readonly conflict: number;
}

const OPEN = "state IN ('pending', 'failed', 'conflict')";
const MOVED = `id IN (SELECT id FROM edit WHERE done_at_ms >= ?1
  UNION ALL SELECT id FROM edit
    WHERE ${OPEN} AND max(accepted_at_ms, coalesce(tried_at_ms, 0)) >= ?1)`;

/** Edits, the latest first. */
export function editAnswers(
  database: DatabaseSync,
  { photoId, state, sinceMs, before, limit }: EditQuestion,
): EditAnswer[] {
  const conditions = [
    ...sinceMs === null ? [] : [MOVED],
    ...photoId === null ? [] : ["photo_id = ?"],
    ...state === "all" ? [] : [state === "open" ? OPEN : "state = ?"],
    ...before === null ? [] : ["id < ?"],
  ];
  const values = [
    ...sinceMs === null ? [] : [sinceMs],
    ...photoId === null ? [] : [photoId],
    ...state === "all" || state === "open" ? [] : [state],
    ...before === null ? [] : [before],
  ];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  return database.prepare(`SELECT * FROM edits ${where} ORDER BY id DESC LIMIT ?`)
    .all(...values, limit).map(read);
}

/** One edit; `null` when there is none of that number. */
export function editAnswer(database: DatabaseSync, id: number): EditAnswer | null {
  const row = database.prepare("SELECT * FROM edits WHERE id = ?").get(id);
  return row === undefined ? null : read(row);
}

/** How many edits are not done with. */
export function countEdits(database: DatabaseSync): EditCounts {
  const rows = database.prepare(
    `SELECT state, count(*) AS count FROM edit WHERE ${OPEN} GROUP BY state`,
  ).all();
  const counts = Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
  return { pending: 0, failed: 0, conflict: 0, ...counts };
}

/** When an edit came further last; `null` when none is kept. ISO 8601, UTC. */
export function lastEditAt(database: DatabaseSync): string | null {
  const row = database.prepare(
    `SELECT (SELECT max(done_at_ms) FROM edit WHERE done_at_ms IS NOT NULL) AS done,
       (SELECT max(max(accepted_at_ms, coalesce(tried_at_ms, 0))) FROM edit WHERE ${OPEN}) AS open`,
  ).get();
  const atMs = Math.max(Number(row?.["done"] ?? 0), Number(row?.["open"] ?? 0));
  return atMs === 0 ? null : new Date(atMs).toISOString();
}

function read(row: Record<string, unknown>): EditAnswer {
  const value = (name: string) => row[name] === null ? null : JSON.parse(String(row[name]));
  return {
    ...row,
    old_value: value("old_value"),
    new_value: value("new_value"),
    lost: value("lost"),
  };
}
