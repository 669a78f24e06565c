import { queryCatalogue } from "../support/catalogue.ts";
import type { PhotoHistory } from "./chaotic_tree.ts";

/** What the daemon left behind. */
export interface Witnesses {
  readonly database: string;
  /** Of the daemon, JSON lines, at `debug`. */
  readonly logFile: string;
}

/** What happened so shortly before or after a change of the photo may have to do with it. */
const NEAR_MS = 3_000;

/**
 * All that is known of a photo that has lost its id, as one list in the order of time: what was done to
 * it, what the catalogue concluded of it and of the record that took its place, and what the daemon
 * did around these moments.
 */
export function explainLost(photo: PhotoHistory, witnesses: Witnesses): string {
  const { path, id, now, events } = photo;
  const done = events.map(({ atMs, text }) => ({ atMs, line: `DONE      ${text}` }));
  const concluded = changesOf([id, now ?? id], witnesses.database);
  const moments = [...done, ...concluded].map(({ atMs }) => atMs);
  const isNear = ({ atMs }: Line) => moments.some((one) => Math.abs(one - atMs) < NEAR_MS);
  const said = logLines(witnesses.logFile).filter(isNear);
  const lines = [...done, ...concluded, ...said].sort((one, other) => one.atMs - other.atMs)
    .map(({ atMs, line }) => `  ${new Date(atMs).toISOString().slice(11)} ${line}`);
  return [`${path}: ${id} became ${now ?? "nothing"}`, ...lines].join("\n");
}

interface Line {
  readonly atMs: number;
  readonly line: string;
}

function changesOf(ids: readonly number[], database: string): Line[] {
  const marks = ids.map(() => "?").join(", ");
  const rows = queryCatalogue(
    database,
    `SELECT at, kind, photo_id, root, path, old_path, old_photo_id FROM changes
     WHERE photo_id IN (${marks}) OR old_photo_id IN (${marks}) ORDER BY seq`,
    ...ids,
    ...ids,
  );
  return rows.map(({ at, kind, photo_id, root, path, old_path }) => ({
    atMs: Date.parse(String(at)),
    line: `CATALOGUE record ${photo_id} ${kind}: ${root}/${path}${
      old_path === null ? "" : ` from ${old_path}`
    }`,
  }));
}

function logLines(logFile: string): Line[] {
  return Deno.readTextFileSync(logFile).split("\n").flatMap((line) => {
    try {
      const { at, message } = JSON.parse(line);
      return [{ atMs: Date.parse(at), line: `DAEMON    ${message}` }];
    } catch {
      // A daemon that was killed in the midst of a line leaves half of it.
      return [];
    }
  });
}
