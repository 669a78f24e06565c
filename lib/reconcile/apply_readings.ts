import { joinPath } from "../core/entry.ts";
import { type FingerprintPolicy, isReplaced, isStillWarm } from "../core/fingerprint.ts";
import { PASSING_PROBLEMS } from "../core/passing_problems.ts";
import {
  NOTHING_READ,
  type PhotoReading,
  type ReadingProblem,
  type ReadOutcome,
  type ReadRequest,
} from "../core/reading.ts";
import type { Staged, StagedKind } from "../core/staged.ts";
import { fingerprintOfStaged } from "./fingerprint_of_staged.ts";
import { assertOnline } from "./look_again.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { SliceWriter } from "./slice_writer.ts";
import type { Tally } from "./tally.ts";

/** Files asked of one reader at once. */
export const BATCH_ROWS_MAX = 64;

/** Batches on their way at once: enough to keep every reader busy, few enough to bound memory. */
const BATCHES_IN_FLIGHT_MAX = 8;

const WRITTEN_NOW = "The file was written a moment ago, or while it was read";

const UNSTABLE: ReadOutcome = { status: "unstable" };

/**
 * Reads every staged file of one kind, several batches at once, and stores what was read.
 *
 * @throws {RootOfflineError} when the root is not there any more, and known photos would be hidden
 */
export async function applyReadings(
  kind: StagedKind,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  const writer = new SliceWriter(ports, input.signal);
  const inFlight = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  let afterId = 0;
  while (failure === null) {
    const page = ports.catalogue.stage.page(kind, afterId, BATCH_ROWS_MAX);
    const last = page.at(-1);
    if (last === undefined) break;
    afterId = last.id;
    const batch = applyBatch(page, writer, input, ports, tally).then(report)
      .catch((error) => void (failure ??= { error }))
      .finally(() => inFlight.delete(batch));
    inFlight.add(batch);
    if (inFlight.size >= BATCHES_IN_FLIGHT_MAX) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  if (failure !== null) throw (failure as { error: unknown }).error;
}

async function applyBatch(
  page: readonly Staged[],
  writer: SliceWriter,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  input.signal.throwIfAborted();
  const nowMs = ports.now();
  const isWarm = ({ mtimeMs, sidecar }: Staged) =>
    isStillWarm({ mtimeMs: mtimeMs ?? 0 }, nowMs, input.policy) ||
    sidecar?.fingerprint != null && isStillWarm(sidecar.fingerprint, nowMs, input.policy);
  const cool = page.filter((row) => !isWarm(row));
  const requests = cool.map((row) => requestFor(row, input.rootPath));
  const outcomes = await ports.read(requests, input.signal);
  const warm = page.filter(isWarm).map((row) => ({ row, outcome: UNSTABLE }));
  const read = cool.map((row, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) {
      throw new Error(`Cannot store '${requests[index]?.path}': no outcome`);
    }
    return { row, outcome: settled(outcome, input.policy) };
  });
  const isHiding = page.some(({ kind }) => kind === "displaced");
  // Reading took its time, and what is stored now hides known photos.
  if (isHiding) await assertOnline(input, ports);
  await writer.write([...warm, ...read], ({ row, outcome }) => {
    apply(row, outcome, input, ports, tally);
  });
  // What was displaced was counted when it was found to be another photo.
  if (!isHiding) tally.done += page.length;
}

function requestFor({ directory, name, sidecar }: Staged, rootPath: string): ReadRequest {
  const path = `${rootPath}/${joinPath(directory, name)}`;
  if (sidecar === null) return { path };
  return { path, sidecar: `${rootPath}/${joinPath(directory, sidecar.name)}` };
}

/** What was written a moment before it was read may be half of something. */
function settled(outcome: ReadOutcome, policy: FingerprintPolicy): ReadOutcome {
  if (outcome.status !== "read") return outcome;
  const { fingerprint, lookedAtMs, sidecar } = outcome.reading;
  const beside = sidecar?.fingerprint ?? null;
  const isWarm = isStillWarm(fingerprint, lookedAtMs, policy) ||
    beside !== null && isStillWarm(beside, sidecar!.lookedAtMs, policy);
  return isWarm ? UNSTABLE : outcome;
}

function apply(
  row: Staged,
  outcome: ReadOutcome,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  const { catalogue } = ports;
  const path = joinPath(row.directory, row.name);
  const see = (problem: ReadingProblem, source: "scan" | "read") =>
    catalogue.problems.see({ path, ...problem }, source, input.scanId, ports.now());
  catalogue.stage.remove(row.id);
  // The next scan sees where both files are now; until then neither record may learn of the other.
  if (isOfAnother(row, outcome, input.policy)) return void tally.again.push(path);
  if (outcome.status !== "vanished") catalogue.problems.clearRead(path);
  switch (outcome.status) {
    case "read":
      outcome.reading.problems.forEach((problem) => see(problem, "read"));
      tally.filesRead++;
      if (outcome.reading.slow === "used") tally.slow++;
      tally.bytesRead += outcome.reading.bytesRead;
      // Its photo is complete without it, so it is no photo that waits.
      if (outcome.reading.sidecar?.problem?.kind === "still-changing") {
        tally.sidecarsAgain.push(path);
      }
      return store(row, outcome.reading, input, ports, tally);
    case "unstable":
      // The next scan finds the path different again, or no longer: its problem is that scan's.
      see({ kind: "still-changing", detail: stillChanging(outcome.detail ?? WRITTEN_NOW) }, "scan");
      return void tally.again.push(path);
    case "vanished":
      return void tally.again.push(path);
    case "failed":
      tally.unreadable++;
      see(outcome.problem, PASSING_PROBLEMS.has(outcome.problem.kind) ? "scan" : "read");
      // The known photo must not be given the fingerprint of another one.
      if (row.kind === "displaced" && row.fileId !== null) return;
      return remember(row, outcome, input, ports);
  }
}

/** Whether another file has taken the place of the one that the scan saw, since it saw it. */
function isOfAnother(row: Staged, outcome: ReadOutcome, policy: FingerprintPolicy): boolean {
  const read = outcome.status === "read"
    ? outcome.reading.fingerprint
    : outcome.status === "failed"
    ? outcome.fingerprint
    : null;
  return read !== null && isReplaced(fingerprintOfStaged(row), read, policy);
}

function stillChanging(reason: string): string {
  return `${reason}; it is read again once it is quiet`;
}

function store(
  row: Staged,
  reading: PhotoReading,
  { scanId }: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  const { directories, displaced, files, marks, stage } = ports.catalogue;
  if (row.fileId !== null && !files.standsAt(row.fileId, row)) {
    return void tally.again.push(joinPath(row.directory, row.name));
  }
  // One whose fingerprint is the known one is the same, whatever a newer reader says of it.
  if (row.kind === "changed" && row.fileId !== null && marks.isAnother(row.fileId, reading)) {
    // It leaves the photos as a vanished one does, so the breaker has a say.
    return displaced.add(row, reading);
  }
  const fileId = recordOf(row, reading, scanId, ports, tally);
  if (fileId !== null && reading.format === null && files.isShown(fileId)) {
    // What was emptied is dealt with already where this was another photo a moment ago.
    if (row.kind === "displaced") return void tally.again.push(joinPath(row.directory, row.name));
    // So does this one.
    stage.addEmptied(row, reading);
    return void tally.unreadable++;
  }
  const storedAs = fileId === null
    ? files.add(row, reading, scanId, ports.now())
    : files.update(fileId, reading, ports.now(), { scanId });
  if (row.mount !== "") directories.markMount(row.mount);
  tally[storedAs]++;
}

/**
 * The record a reading belongs to. A missing photo that is back is itself; another photo under its
 * name, as cameras give the same names again, is a new one, and the missing stays missing. So is one that
 * was put over a known photo, when the plan may hide that: that one is missing from now on, and its record
 * waits for it. What could not be read when it came back may turn out to be the missing one later.
 */
function recordOf(
  row: Staged,
  reading: PhotoReading,
  scanId: number,
  ports: ReconcilePorts,
  tally: Tally,
): number | null {
  const { files, marks, returned } = ports.catalogue;
  if (row.fileId === null) return null;
  const given = returned.giveWay(row.fileId, row, reading);
  if (given !== null) return given;
  if (row.kind === "returned") {
    // Several may be missing under one name, as others stood there in between.
    const isSame = returned.isSame(row.fileId, reading);
    return isSame ? row.fileId : returned.find(row.fileId, row, reading);
  }
  // Meanwhile the known one may have been put back.
  if (row.kind !== "displaced" || !marks.isAnother(row.fileId, reading)) return row.fileId;
  const evidence = `Scan ${scanId}: another photo is in its place, with another picture; ` +
    "the root was online";
  if (files.hide(row.fileId, scanId, evidence, ports.now())) tally.missing++;
  // The other one may be a photo that stood there before, and is put back.
  return returned.find(row.fileId, row, reading);
}

/** A file whose reader had to be killed is not tried again before its fingerprint changes. */
function remember(
  row: Staged,
  failed: Extract<ReadOutcome, { status: "failed" }>,
  { scanId, policy }: ReconcileInput,
  ports: ReconcilePorts,
): void {
  const { fingerprint, lookedAtMs, problem, sidecar = null } = failed;
  if (fingerprint === null || PASSING_PROBLEMS.has(problem.kind)) return;
  const { failed: failures, files } = ports.catalogue;
  if (row.fileId !== null && row.kind !== "returned") {
    // Nobody knows whether it is the known photo: that one's record must learn nothing of a stranger.
    if (files.isShown(row.fileId) && failures.isOther(row.fileId, fingerprint, policy)) {
      return failures.note(row.fileId, fingerprint);
    }
    return files.quarantine(row.fileId, { fingerprint, lookedAtMs, sidecar }, ports.now());
  }
  files.add(row, { ...NOTHING_READ, fingerprint, lookedAtMs, sidecar }, scanId, ports.now());
}
