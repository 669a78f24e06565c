import {
  type CopyCursor,
  type CopyGroup,
  type CopyPage,
  type CopyPair,
  type CopyRecord,
  pairCopies,
} from "../core/copies.ts";
import { pairEdited } from "../core/edited_moves.ts";
import { joinPath } from "../core/entry.ts";
import { hasChanged } from "../core/fingerprint.ts";
import { isWholeRoot } from "../core/scope.ts";
import { lookAgain } from "./look_again.ts";
import type { CopyCatalogue, ReconcileInput, ReconcilePorts } from "./ports.ts";
import { isProvenAbsence, whyStillGone } from "./proven_absence.ts";
import type { Tally } from "./tally.ts";

/** Records of one page, and identities taken together: their merging is one short transaction. */
const PAGE_ROWS = 2_000;
const BATCH_IDENTITIES_MAX = 100;

const FIRST_ROW: CopyCursor = { key: 0, id: 0 };

/**
 * Moves by content. A move across file systems, or to another root, is a copy and a later delete, and
 * scans fall between; whichever side is seen first, the copy's record goes into the original's, which
 * then is at the new place. What is paired is not hidden, and no sign of an accident.
 *
 * All directions are looked at: photos that vanished or were displaced in this scan and whose copies are
 * known, photos that recent scans added and whose originals were missing already, and photos that went
 * missing lately and whose copies could not be proven to be there until now. When all exact copies have
 * found their originals, what has only the picture in common with one is looked at in the same ways.
 *
 * @returns ids of the originals that had a copy and could not be proven absent, or their copy there
 * @throws {RootOfflineError} when the root is not there any more
 */
export async function pairCopiesOf(
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<ReadonlySet<number>> {
  const { copies, edited } = ports.catalogue;
  const refused = new Set<number>();
  if (!copies.hasDeparted()) return refused;
  await pairAll({ copies, pair: pairCopies }, refused, input, ports, tally, report);
  await pairAll({ copies: edited, pair: pairEdited }, refused, input, ports, tally, report);
  return refused;
}

/** Records that may be one photo, and the rule that says which are. */
interface Rule<Identity> {
  readonly copies: CopyCatalogue<Identity>;
  readonly pair: (group: CopyGroup) => readonly CopyPair[];
}

async function pairAll<Identity>(
  rule: Rule<Identity>,
  refused: Set<number>,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
  report: () => void,
): Promise<void> {
  const { copies } = rule;
  const walks: readonly [CopyCursor, (after: CopyCursor) => CopyPage<Identity>][] = [
    [FIRST_ROW, (after) => copies.departed("vanished", after, PAGE_ROWS)],
    [FIRST_ROW, (after) => copies.departed("displaced", after, PAGE_ROWS)],
    [FIRST_ROW, (after) => copies.departed("gone", after, PAGE_ROWS)],
    [copies.addedSince(input.scanId), (after) => copies.added(after, PAGE_ROWS)],
    [
      copies.missingSince(input.scanId, isWholeRoot(input.scope), ports.now()),
      (after) => copies.missing(after, PAGE_ROWS),
    ],
  ];
  for (const [start, pageAfter] of walks) {
    for (let after: CopyCursor | null = start; after !== null;) {
      input.signal.throwIfAborted();
      const { next, identities }: CopyPage<Identity> = pageAfter(after);
      for (let from = 0; from < identities.length; from += BATCH_IDENTITIES_MAX) {
        const batch = identities.slice(from, from + BATCH_IDENTITIES_MAX);
        for (const id of await mergeBatch(batch, rule, input, ports, tally)) refused.add(id);
        report();
      }
      after = next;
      await ports.breathe();
    }
  }
}

async function mergeBatch<Identity>(
  identities: readonly Identity[],
  rule: Rule<Identity>,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): Promise<number[]> {
  input.signal.throwIfAborted();
  const { copies } = rule;
  const pairs = identities.flatMap((identity) =>
    rule.pair(copies.group(identity)).map((pair) => ({ identity, pair }))
  );
  if (pairs.length === 0) return [];
  const proofs = await proveMoves(pairs.map(({ pair }) => pair), input, ports);
  input.signal.throwIfAborted();
  ports.catalogue.transact(() => {
    pairs.forEach(({ identity, pair }, index) => {
      // The scan that can look into its old place asks for its copy again.
      if (proofs[index] === "not-gone") ports.catalogue.absent.doubt(pair.original.fileId);
      if (proofs[index] !== "moved") return;
      // Another root may have been reconciled during the looks.
      const isStill = rule.pair(copies.group(identity)).some((now) =>
        now.original.fileId === pair.original.fileId && now.copy.fileId === pair.copy.fileId
      );
      if (isStill) merge(pair, copies, input, ports, tally);
    });
  });
  await ports.breathe();
  return pairs.filter((_, index) => proofs[index] !== "moved").map(({ pair }) =>
    pair.original.fileId
  );
}

/** What can be proven of a pair: that the photo moved, or else what of it cannot. */
type Proof = "moved" | "not-gone" | "copy-away";

/** Whether the original is proven absent, and the copy there, right now. */
async function proveMoves(
  pairs: readonly CopyPair[],
  input: ReconcileInput,
  ports: ReconcilePorts,
): Promise<readonly Proof[]> {
  const here = pairs.filter(({ original }) => !original.isMissing);
  const places = here.map((one) => one.original);
  const looks = here.length === 0 ? [] : await lookAgain(places, input, ports);
  return await Promise.all(pairs.map(async ({ original, copy }): Promise<Proof> => {
    const place = joinPath(original.directory, original.name);
    const absence = original.isMissing
      ? await ports.absence(place, original.rootPath)
      : looks[here.findIndex((one) => one.original === original)] ?? null;
    const isGone = original.isMissing
      ? whyStillGone(original.fileId, absence, ports.catalogue.absent) !== null ||
        await isAway(original, ports)
      : isProvenAbsence(absence) || await isDisplaced(original, input, ports);
    if (!isGone) return "not-gone";
    const there = await ports.fingerprintAt(pathOf(copy));
    // Another file may have taken its place since a scan saw it there.
    const isThere = there !== null && (copy.inode === null || copy.inode === there.inode);
    return isThere ? "moved" : "copy-away";
  }));
}

/** Whether what stands in the place of a photo is still the other photo that was read there. */
async function isDisplaced(
  original: CopyRecord,
  { policy }: ReconcileInput,
  { catalogue, fingerprintAt }: ReconcilePorts,
): Promise<boolean> {
  const found = catalogue.displaced.found(original.fileId);
  const there = found === null ? null : await fingerprintAt(pathOf(original));
  return found !== null && there !== null && !hasChanged(found, there, policy);
}

function pathOf({ rootPath, directory, name }: CopyRecord): string {
  return `${rootPath}/${joinPath(directory, name)}`;
}

/**
 * Whether the root of a missing photo is another one, and away: a card that was emptied and taken out.
 * Nothing can be looked up there, so what its last scan proved still holds.
 */
async function isAway(
  { rootId, rootPath }: CopyRecord,
  { catalogue, isRootThere }: ReconcilePorts,
): Promise<boolean> {
  return rootId !== catalogue.rootId && !await isRootThere(rootId, rootPath);
}

function merge(
  pair: CopyPair,
  copies: Pick<CopyCatalogue<never>, "takeOver">,
  input: ReconcileInput,
  ports: ReconcilePorts,
  tally: Tally,
): void {
  const { displaced, problems } = ports.catalogue;
  const { original, copy } = pair;
  if (!original.isMissing) {
    problems.clearRead(joinPath(original.directory, original.name));
    // What was displaced was counted when it was read.
    if (displaced.found(original.fileId) === null) tally.done++;
  }
  copies.takeOver(pair, ports.now());
  if (copy.addedScanId !== input.scanId) return void tally.merged++;
  // It was counted as an appearance a moment ago.
  tally.appeared--;
  if (original.isMissing) tally.revived++;
  else tally.moved++;
}
