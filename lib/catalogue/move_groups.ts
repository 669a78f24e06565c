import { joinPath } from "../core/entry.ts";
import type { MoveCandidates } from "../core/moves.ts";

/** Groups of one inode, size, mtime and mount, from rows that are sorted by these. */
export function* moveGroups(rows: readonly Record<string, unknown>[]): Generator<MoveCandidates> {
  let from = 0;
  while (from < rows.length) {
    const key = groupKey(rows[from]);
    let to = from;
    while (to < rows.length && groupKey(rows[to]) === key) to++;
    yield candidates(rows.slice(from, to));
    from = to;
  }
}

function groupKey(row: Record<string, unknown> | undefined): string {
  return `${row?.["inode"]}/${row?.["size"]}/${row?.["mtime_ms"]}/${row?.["mount"]}`;
}

function candidates(rows: readonly Record<string, unknown>[]): MoveCandidates {
  const departures = new Map<number, MoveCandidates["departures"][number]>();
  const arrivals = new Map<number, MoveCandidates["arrivals"][number]>();
  for (const row of rows) {
    const fileId = Number(row["file_id"]);
    const stageId = Number(row["stage_id"]);
    const from = joinPath(String(row["folder"]), String(row["file"]));
    const sampleHash = row["sample_hash"] === null ? null : String(row["sample_hash"]);
    departures.set(fileId, { fileId, path: from, missing: row["missing"] === 1, sampleHash });
    const to = joinPath(String(row["directory"]), String(row["name"]));
    arrivals.set(stageId, { stageId, path: to });
  }
  return { departures: [...departures.values()], arrivals: [...arrivals.values()] };
}
