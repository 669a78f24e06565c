import { getLogger } from "@logtape/logtape";
import { fromPromise } from "xstate";
import type { OutgoingPhoto } from "../lib/catalogue/outbox_store.ts";
import { backoffMs } from "../lib/core/backoff.ts";
import { counted } from "../lib/core/counted.ts";
import type { RelativePath } from "../lib/core/entry.ts";
import { shareOut } from "../lib/core/share_out.ts";
import type { WrittenBack } from "../lib/core/root_work.ts";
import { withinTime } from "../lib/file_system/within_time.ts";
import type { WriteTask } from "../machines/root_protocol.ts";
import { FairTurns } from "./fair_turns.ts";
import { removeLeftovers } from "./remove_leftovers.ts";
import { catalogueOf, type Services, track } from "./services.ts";
import { type Settled, settlePhoto } from "./settle_photo.ts";

const RETRY_BACKOFF = { firstMs: 2_000, limitMs: 600_000 };

/**
 * Photos under way at the same time, over all roots: while one is brought to the disk the child changes
 * the next one.
 */
const PHOTOS_AT_ONCE = 2;

/**
 * A dead disk never answers: longer than any photo takes, nobody else waits for one. Writers have a limit
 * of three minutes of their own.
 */
const TURN_LIMIT_MS = 300_000;

/**
 * Actor logic: writes the edits of a root into their files until nothing is left that can be written now
 * or it is interrupted. A photo that was begun is finished, and no other pass over the root begins before
 * that: it would take the photo for one that waits, and the file that is being made for a leftover.
 */
export function writeBack(services: Services, turnLimitMs = TURN_LIMIT_MS) {
  const turns = new FairTurns(PHOTOS_AT_ONCE);
  const passes = new Map<number, FairTurns>();
  return fromPromise<WrittenBack, WriteTask>(({ input, signal }) => {
    const ofRoot = passes.get(input.rootId) ?? new FairTurns(1);
    passes.set(input.rootId, ofRoot);
    const pass = { task: input, signal, turns, turnLimitMs };
    return track(services, ofRoot.run(() => writeAll(services, pass), signal));
  });
}

interface Pass {
  readonly task: WriteTask;
  readonly signal: AbortSignal;
  readonly turns: FairTurns;
  readonly turnLimitMs: number;
}

const logger = () => getLogger(["proofsheet", "edit"]);

async function writeAll(services: Services, pass: Pass): Promise<WrittenBack> {
  const { task: { path, rootId, mode }, signal } = pass;
  const { outbox } = catalogueOf(services, rootId);
  await removeLeftovers(services, rootId);
  const tally = { written: 0, strangers: [] as RelativePath[], putOff: 0, failed: 0 };
  let afterId: number | null = 0;
  while (afterId !== null) {
    const { lastId, photos }: ReturnType<typeof outbox.page> = outbox.page(afterId);
    await shareOut(shots(photos), PHOTOS_AT_ONCE, async (shot) => {
      for (const photo of shot) {
        signal.throwIfAborted();
        if (mode === "watch" && waitsStill(photo, services.world.now())) tally.putOff++;
        else {
          count(tally, photo, await settleInTurn(services, pass, photo));
        }
      }
    });
    afterId = lastId;
    await services.world.breathe();
  }
  if (tally.written > 0) {
    logger().info("{path}: edits of {photos} were written", {
      path,
      photos: counted(tally.written, "photo"),
    });
  }
  return tally;
}

/** The turn ends with the photo, or with the patience of the others. */
async function settleInTurn(
  services: Services,
  { task, signal, turns, turnLimitMs }: Pass,
  photo: OutgoingPhoto,
): Promise<Settled> {
  const begun: Promise<Settled>[] = [];
  await turns.run(() => {
    const settled = settlePhoto(services, task, photo);
    begun.push(settled);
    return withinTime<Settled | null>(settled, null, turnLimitMs);
  }, signal);
  return await begun[0]!;
}

/** Photos of one shot may have a sidecar in common, and are written one after the other. */
function shots(photos: readonly OutgoingPhoto[]): OutgoingPhoto[][] {
  const groups = Map.groupBy(photos, ({ path }) => path.replace(/\.[^/]*$/, "").toLowerCase());
  return [...groups.values()];
}

function count(
  tally: { written: number; strangers: RelativePath[]; putOff: number; failed: number },
  photo: OutgoingPhoto,
  { kind }: Settled,
): void {
  if (kind === "written") tally.written++;
  else if (kind === "failed") tally.failed++;
  else tally.putOff++;
  if (kind === "stranger") tally.strangers.push(photo.path);
}

function waitsStill({ tries, triedAtMs }: OutgoingPhoto, nowMs: number): boolean {
  if (triedAtMs === null || tries === 0) return false;
  return nowMs < triedAtMs + backoffMs(tries, 1, RETRY_BACKOFF) && nowMs >= triedAtMs;
}
