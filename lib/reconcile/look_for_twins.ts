import { joinPath } from "../core/entry.ts";
import type { StagedTwin } from "../core/staged.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

const PAGE_ROWS = 2_000;

/**
 * A scan does not see everything at one moment: it may have passed a photo's old place before the
 * photo was moved, or the old place lies outside its scope. So a record that could be what arrived is
 * looked for where it stands. If it is gone, the move is a move; if something else is there, both
 * places are left for a scan that sees them together; if it is there, the arrival is a copy.
 */
export async function lookForTwins(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  const { stage } = ports.catalogue;
  // Rows that are added here lie behind the last one there was, and are no arrivals.
  for (let afterId = 0;;) {
    input.signal.throwIfAborted();
    const { lastId, twins } = stage.twins(afterId, PAGE_ROWS);
    if (lastId === null) return;
    afterId = lastId;
    for (const twin of twins) await lookForTwin(twin, input, ports, tally);
    await ports.breathe();
  }
}

async function lookForTwin(
  twin: StagedTwin,
  { rootPath, signal }: ReconcileInput,
  { catalogue, absence, fingerprintAt }: ReconcilePorts,
  tally: Tally,
): Promise<void> {
  const place = joinPath(twin.directory, twin.name);
  const leave = () => catalogue.transact(() => catalogue.stage.addUnseen(twin.fileId, twin));
  const isGone = isProvenAbsence(await absence(place));
  signal.throwIfAborted();
  if (isGone) return leave();
  const there = await fingerprintAt(`${rootPath}/${place}`);
  signal.throwIfAborted();
  if (there?.inode === twin.inode) return;
  // No scan will ever see what stands where a rule hides it.
  if (twin.isHidden) return leave();
  catalogue.transact(() => catalogue.stage.postpone(twin.stageId));
  tally.again.push(twin.arrival, place);
}
