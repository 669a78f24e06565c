import type { ReconcileCatalogue, ReconcileInput, ReconcilePorts } from "./ports.ts";

const BATCH_FILES_MAX = 64;

/**
 * Photos that were restored or copied to another disk have new inodes, and by chance those of others:
 * in a series of equal size and time every one then looks moved. Inodes are evidence only on the disk
 * they come from, so where a name, size and mtime speak for one record and the inode for another, the
 * bytes decide: only what really is another photo may be paired.
 */
export async function recogniseRestored(
  { rootPath, signal }: ReconcileInput,
  { catalogue, read, breathe }: ReconcilePorts,
): Promise<void> {
  for (let afterId = 0;;) {
    const files = catalogue.restored.page(afterId, BATCH_FILES_MAX);
    const last = files.at(-1);
    if (last === undefined) return;
    afterId = last.stageId;
    const outcomes = await read(files.map(({ path }) => `${rootPath}/${path}`), signal);
    signal.throwIfAborted();
    catalogue.transact(() => {
      for (const [index, { stageId, sampleHash }] of files.entries()) {
        const outcome = outcomes[index];
        // What cannot be read proves no move either.
        const isAnother = outcome?.status === "read" && outcome.reading.sampleHash !== sampleHash;
        if (!isAnother) catalogue.restored.keep(stageId);
      }
    });
    await breathe();
  }
}

/** The same for those who only compare, and read nothing: name, size and mtime are believed. */
export function believeRestored({ restored }: Pick<ReconcileCatalogue, "restored">): void {
  for (;;) {
    const files = restored.page(0, BATCH_FILES_MAX);
    if (files.length === 0) return;
    for (const { stageId } of files) restored.keep(stageId);
  }
}
