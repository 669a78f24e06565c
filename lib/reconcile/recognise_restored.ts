import type { Fingerprint } from "../core/entry.ts";
import type { ReadOutcome } from "../core/reading.ts";
import type { DoubtfulFile } from "../core/staged.ts";
import type { ReconcileCatalogue, ReconcileInput, ReconcilePorts } from "./ports.ts";
import type { Tally } from "./tally.ts";

const BATCH_FILES_MAX = 64;

/**
 * Photos that were restored or copied to another disk have new inodes, and by chance those of others:
 * in a series of equal size and time every one then looks moved. Inodes are evidence only on the disk
 * they come from, so where a name, size and mtime speak for one record and the inode for another, the
 * bytes decide: only what really is another photo may be paired.
 */
export async function recogniseRestored(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  const { rootPath, signal } = input;
  const { catalogue, read, breathe } = ports;
  for (let afterId = 0;;) {
    const files = catalogue.restored.page(afterId, BATCH_FILES_MAX);
    const last = files.at(-1);
    if (last === undefined) return;
    afterId = last.stageId;
    const outcomes = await read(
      files.map(({ path }) => ({ path: `${rootPath}/${path}` })),
      signal,
    );
    signal.throwIfAborted();
    catalogue.transact(() => {
      files.forEach((file, index) => settle(file, outcomes[index], input, ports, tally));
    });
    await breathe();
  }
}

/**
 * What cannot be read proves neither: it waits for a scan that finds it readable. Meanwhile its record
 * may turn out to be elsewhere, and must not be given what is there now.
 */
function settle(
  file: DoubtfulFile,
  outcome: ReadOutcome | undefined,
  { scanId }: ReconcileInput,
  { catalogue, now }: ReconcilePorts,
  tally: Tally,
): void {
  const { stageId, path } = file;
  if (outcome?.status === "read" && isAsSeen(file, outcome.reading.fingerprint)) {
    if (outcome.reading.sampleHash === file.sampleHash) catalogue.restored.keep(stageId);
    return;
  }
  catalogue.stage.postpone(stageId);
  if (outcome?.status !== "failed") return void tally.again.push(path);
  tally.unreadable++;
  catalogue.problems.see({ path, ...outcome.problem }, "scan", scanId, now());
}

/** What was written to since the scan has other bytes, and is the same photo all the same. */
function isAsSeen({ inode, size, mtimeMs }: DoubtfulFile, now: Fingerprint): boolean {
  return now.inode === inode && now.size === size && now.mtimeMs === mtimeMs;
}

/** The same for those who only compare, and read nothing: name, size and mtime are believed. */
export function believeRestored({ restored }: Pick<ReconcileCatalogue, "restored">): void {
  for (;;) {
    const files = restored.page(0, BATCH_FILES_MAX);
    if (files.length === 0) return;
    for (const { stageId } of files) restored.keep(stageId);
  }
}
