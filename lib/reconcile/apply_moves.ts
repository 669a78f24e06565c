import { joinPath } from "../core/entry.ts";
import type { Staged } from "../core/staged.ts";
import { fingerprintOfStaged } from "./fingerprint_of_staged.ts";
import { assertOnline } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { stagedPages } from "./staged_pages.ts";
import type { Tally } from "./tally.ts";

/**
 * Gives moved records their new places. Most go to a place that is free; those whose place held
 * another record (a swap of two names, a file moved over another) are taken together in one
 * transaction that first frees all of them, so that no order of theirs can collide.
 *
 * @throws {RootOfflineError} when the root is gone before a record would lose its place
 */
export async function applyMoves(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  const { catalogue } = ports;
  const entangled: Staged[] = [];
  for await (const page of stagedPages("moved", input, ports)) {
    entangled.push(...page.filter((row) => row.replaced));
    const free = page.filter((row) => !row.replaced);
    catalogue.transact(() => free.forEach((row) => place(row, ports, tally)));
    report();
  }
  if (entangled.length === 0) return;
  // What is moved over another known file hides that one.
  await assertOnline(input, ports);
  catalogue.transact(() => {
    for (const row of entangled) lift(row, input, ports, tally);
    for (const row of entangled) place(row, ports, tally);
  });
  report();
}

function lift(row: Staged, input: ReconcileInput, ports: ReconcilePorts, tally: Tally): void {
  const { files, problems } = ports.catalogue;
  const movedFileId = movedRecord(row);
  problems.moveRead(files.pathOf(movedFileId) ?? "", nowhere(movedFileId));
  files.lift(movedFileId);
  if (row.fileId === null) return;
  problems.clearRead(joinPath(row.directory, row.name));
  const evidence = `Scan ${input.scanId}: another known file was moved over it`;
  if (files.hide(row.fileId, input.scanId, evidence, ports.now())) tally.missing++;
}

function place(row: Staged, ports: ReconcilePorts, tally: Tally): void {
  const { files, problems, stage, directories } = ports.catalogue;
  const movedFileId = movedRecord(row);
  const from = row.replaced ? nowhere(movedFileId) : files.pathOf(movedFileId) ?? "";
  const to = joinPath(row.directory, row.name);
  problems.clearRead(to);
  problems.moveRead(from, to);
  const done = files.move(movedFileId, row, fingerprintOfStaged(row), ports.now());
  // Another sidecar is beside it than the one that was read, or none: the next scan finds it changed.
  if (!files.followSidecar(movedFileId, row)) tally.sidecarsAgain.push(to);
  if (row.mount !== "") directories.markMount(row.mount);
  stage.remove(row.id);
  tally[done]++;
  tally.done++;
}

function movedRecord(row: Staged): number {
  if (row.movedFileId === null) throw new Error(`Cannot move staged row ${row.id}: no record`);
  return row.movedFileId;
}

/** Where problems of a lifted record wait: no relative path begins with a slash. */
function nowhere(fileId: number): string {
  return `/${fileId}`;
}
