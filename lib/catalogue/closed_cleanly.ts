import type { DatabaseSync } from "node:sqlite";

const KEY = "closed_cleanly";

/** Whether the last owner of a catalogue closed it; one that is new or was made before is not known to be. */
export function wasClosedCleanly(database: DatabaseSync): boolean {
  const row = database.prepare("SELECT value FROM catalogue WHERE key = ?").get(KEY);
  return row?.["value"] === "yes";
}

/** Notes that a catalogue is in use, or that it is not any more. */
export function noteClosedCleanly(database: DatabaseSync, isClosed: boolean): void {
  database.prepare("INSERT OR REPLACE INTO catalogue (key, value) VALUES (?, ?)")
    .run(KEY, isClosed ? "yes" : "no");
}
