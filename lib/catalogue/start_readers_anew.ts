import type { DatabaseSync } from "node:sqlite";

/**
 * Tells readers of the change log to read everything again: the root of many photos changed, or many
 * records are gone, and that is one act of a person rather than a change of each photo. A reader finds
 * that its epoch is not there any more; numbers already given are never given again.
 *
 * A new epoch begins with the number given last, so that who has started anew carries on from there.
 */
export function startReadersAnew(database: DatabaseSync): void {
  database.exec("DELETE FROM epoch");
  database.prepare(
    `INSERT INTO epoch (id, first_seq, at_ms)
     SELECT ?, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0), ?`,
  ).run(crypto.randomUUID(), Date.now());
}
