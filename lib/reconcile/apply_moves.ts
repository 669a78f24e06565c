import { joinPath, type RelativePath } from "../core/entry.ts";
import { orderMoves, type PlannedMove } from "../core/order_moves.ts";
import type { Staged } from "../core/staged.ts";
import { fingerprintOfStaged } from "./fingerprint_of_staged.ts";
import { assertOnline } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { SliceWriter } from "./slice_writer.ts";
import { stagedPages } from "./staged_pages.ts";
import type { Tally } from "./tally.ts";

/** How many groups of moves are written before the root is looked at again. */
const GROUPS_A_LOOK = 256;

/** A staged move, and where its record is. */
interface Move extends PlannedMove {
  readonly row: Staged;
  readonly from: RelativePath;
}

/**
 * Gives moved records their new places. Most go to a place that is free. Those whose place held another
 * record follow in an order in which each place is free by then: names that were all counted on by one
 * are taken from the end. Rings, as a swap of two names, are lifted out of their places together.
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
  const entangled: Move[] = [];
  for await (const page of stagedPages("moved", input, ports)) {
    entangled.push(...page.filter((row) => row.replaced).map((row) => moveOf(row, ports)));
    const free = page.filter((row) => !row.replaced).map((row) => moveOf(row, ports));
    catalogue.transact(() => free.forEach((move) => place(move, ports, tally)));
    report();
  }
  const writer = new SliceWriter(ports, input.signal);
  const groups = orderMoves(entangled);
  for (let from = 0; from < groups.length; from += GROUPS_A_LOOK) {
    // What is moved over another known file hides that one.
    await assertOnline(input, ports);
    await writer.write(groups.slice(from, from + GROUPS_A_LOOK), (group) => {
      for (const { row } of group) hideBelow(row, input, ports, tally);
      const lifted = group.length === 1 ? group : group.map((move) => lift(move, ports));
      for (const move of lifted) place(move, ports, tally);
    });
    report();
  }
}

function moveOf(row: Staged, { catalogue: { files } }: ReconcilePorts): Move {
  const fileId = movedRecord(row);
  const from = files.pathOf(fileId) ?? "";
  // Where a missing record was, another one may be by now.
  const leaves = files.isPresent(fileId) ? from : null;
  return { row, from, leaves, to: joinPath(row.directory, row.name) };
}

/** The record that had the place and has gone nowhere. */
function hideBelow(
  { directory, name, fileId }: Staged,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  if (fileId === null) return;
  const { files, problems } = ports.catalogue;
  problems.clearRead(joinPath(directory, name));
  const evidence = `Scan ${input.scanId}: another known file was moved over it`;
  if (files.hide(fileId, input.scanId, evidence, ports.now())) tally.missing++;
}

/** Frees the place of a record; its problems wait where nothing else can be. */
function lift(move: Move, { catalogue: { files, problems } }: ReconcilePorts): Move {
  const fileId = movedRecord(move.row);
  // No relative path begins with a slash.
  const nowhere = `/${fileId}`;
  problems.moveRead(move.from, nowhere);
  files.lift(fileId);
  return { ...move, from: nowhere };
}

function place({ row, from, to }: Move, ports: ReconcilePorts, tally: Tally): void {
  const { files, problems, stage, directories } = ports.catalogue;
  const movedFileId = movedRecord(row);
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
