import type { Fingerprint } from "../core/entry.ts";
import {
  type FileTraits,
  lostTrait,
  type ReplaceOutcome,
  type ReplaceRefusal,
  type ReplaceRequest,
  type ReplaceSteps,
  whyNotReplaced,
} from "../core/replacing.ts";
import { hasOtherContent } from "../core/temporary_name.ts";
import { writeTrouble } from "../core/write_trouble.ts";

/**
 * Replaces a file by a changed copy of itself, so that at every moment the name leads to the whole old
 * or the whole new file: the copy is made beside it, filled, checked by whoever fills it, brought to the
 * disk, and takes over the name in one step. Everything but the content and the time of change is kept;
 * where that cannot be, or where the file is not the expected one, nothing is changed.
 *
 * Never throws but for the reason of the signal. What a killed process leaves are the temporary and the
 * second name of the old file.
 */
export async function replaceFile(
  request: ReplaceRequest,
  steps: ReplaceSteps,
): Promise<ReplaceOutcome> {
  const { temporary, signal } = request;
  try {
    signal.throwIfAborted();
    return await replace(request, steps);
  } catch (error) {
    await steps.remove(temporary).catch(() => {});
    if (!(error instanceof ForeignContentError)) await removeKept(request, steps);
    signal.throwIfAborted();
    if (error instanceof RefusedError) return { status: error.status, reason: error.message };
    return { status: "not-now", reason: writeTrouble(error) };
  }
}

class RefusedError extends Error {
  constructor(readonly status: ReplaceRefusal, message: string) {
    super(message);
  }
}

/** The second name of the old file is the only one that leads to what somebody wrote meanwhile. */
class ForeignContentError extends RefusedError {}

async function replace(request: ReplaceRequest, steps: ReplaceSteps): Promise<ReplaceOutcome> {
  const { path, temporary, expected, hasChanged, mtimeMs, fill, signal } = request;
  const assertSame = (known: Fingerprint, seen: Fingerprint) => {
    if (!hasChanged(known, seen)) return;
    throw new RefusedError("changed", CHANGED);
  };
  const before = await steps.look(path);
  const reason = whyNotReplaced(before);
  if (reason !== null) throw new RefusedError("unsafe", reason);
  assertSame(expected, before.fingerprint);
  await steps.create(temporary);
  const lost = await steps.cloneTraits(path, temporary) ??
    lostTrait(before, await steps.look(temporary));
  if (lost !== null) throw new RefusedError("unsafe", lost);
  const report = await fill();
  if (report.status === "refused") throw new RefusedError("unsafe", report.reason);
  if (report.status === "failed") throw new RefusedError("not-now", report.reason);
  await steps.setTime(temporary, mtimeMs);
  await steps.flush(temporary);
  signal.throwIfAborted();
  assertSame(before.fingerprint, (await steps.look(path)).fingerprint);
  return await exchange(request, before.fingerprint, steps);
}

const CHANGED = "It was changed by somebody else meanwhile";

/**
 * The copy takes the name over. No platform call that Deno offers looks and renames in one, so the old
 * file keeps a second name until it is sure that nobody wrote to it in between.
 */
async function exchange(
  request: ReplaceRequest,
  before: Fingerprint,
  steps: ReplaceSteps,
): Promise<ReplaceOutcome> {
  const { path, temporary, kept, hasChanged } = request;
  const link = await steps.linkAs(path, kept);
  if (link === "taken") throw new Error(`There is a file '${kept}' already`);
  const ready = (await steps.look(temporary)).fingerprint;
  // A second name is another status time of the same file.
  const isStill = ({ fingerprint }: FileTraits) =>
    !hasChanged(
      link === "linked" ? { ...before, ctimeMs: fingerprint.ctimeMs } : before,
      fingerprint,
    );
  if (!await steps.renameOver(temporary, path, isStill)) throw new RefusedError("changed", CHANGED);
  request.placed?.();
  try {
    return await finish({ path, hasChanged, ready }, steps);
  } finally {
    if (link === "linked") await letGo(request, { before, ready }, steps);
  }
}

interface Exchanged {
  readonly before: Fingerprint;
  /** Of the copy, as it was before it took the name over. */
  readonly ready: Fingerprint;
}

/** Takes the second name away; what somebody wrote to the old file in the last moment gets its name back. */
async function letGo(
  { path, kept, hasChanged }: ReplaceRequest,
  { before, ready }: Exchanged,
  steps: ReplaceSteps,
): Promise<void> {
  if (!hasOtherContent(before, (await steps.look(kept)).fingerprint)) {
    return await steps.remove(kept);
  }
  const isOurs = ({ fingerprint }: FileTraits) =>
    !hasChanged({ ...ready, ctimeMs: fingerprint.ctimeMs }, fingerprint);
  if (await steps.renameOver(kept, path, isOurs)) throw new RefusedError("changed", CHANGED);
  throw new ForeignContentError(
    "changed",
    `It was changed by two others while it was written: what one of them wrote is kept as '${kept}'`,
  );
}

/** After an error: the second name goes unless it is the only one that leads to what somebody wrote. */
async function removeKept(
  { path, kept, expected }: ReplaceRequest,
  steps: ReplaceSteps,
): Promise<void> {
  try {
    const { fingerprint } = await steps.look(kept);
    const isSecond = !hasOtherContent(expected, fingerprint) ||
      (await steps.look(path)).fingerprint.inode === fingerprint.inode;
    if (isSecond) await steps.remove(kept);
  } catch {
    // It was never there, or stays until the next start.
  }
}

/** The name leads to the new file: whatever happens from here on, it has been replaced. */
async function finish(
  { path, hasChanged, ready }: Pick<ReplaceRequest, "path" | "hasChanged"> & {
    readonly ready: Fingerprint;
  },
  steps: ReplaceSteps,
): Promise<ReplaceOutcome> {
  await steps.flush(path.slice(0, path.lastIndexOf("/")) || "/");
  const { fingerprint } = await steps.look(path);
  // A new name is another status time of the same file.
  if (hasChanged({ ...ready, ctimeMs: fingerprint.ctimeMs }, fingerprint)) {
    throw new RefusedError("changed", "It was changed by somebody else right after it was written");
  }
  return { status: "replaced", fingerprint };
}

/** What is to be made. */
export interface MakeRequest extends Omit<ReplaceRequest, "expected" | "mtimeMs" | "kept"> {
  /** A file whose permissions it gets and, as far as this program may give it, whose owner. */
  readonly like: string;
}

/**
 * Makes a file that was not there, the same way; a file that somebody else made under the name meanwhile
 * stays.
 */
export async function makeFile(
  request: MakeRequest,
  steps: ReplaceSteps,
): Promise<ReplaceOutcome> {
  const { path, temporary, like, hasChanged, fill, signal } = request;
  try {
    signal.throwIfAborted();
    await steps.create(temporary);
    await steps.adoptTraits(like, temporary);
    const report = await fill();
    if (report.status === "refused") throw new RefusedError("unsafe", report.reason);
    if (report.status === "failed") throw new RefusedError("not-now", report.reason);
    await steps.flush(temporary);
    signal.throwIfAborted();
    const ready = (await steps.look(temporary)).fingerprint;
    if (!await takeName(temporary, path, steps)) {
      throw new RefusedError("changed", `Somebody else has made '${path}' meanwhile`);
    }
    request.placed?.();
    return await finish({ path, hasChanged, ready }, steps);
  } catch (error) {
    await steps.remove(temporary).catch(() => {});
    signal.throwIfAborted();
    if (error instanceof RefusedError) return { status: error.status, reason: error.message };
    return { status: "not-now", reason: writeTrouble(error) };
  }
}

/** A second name never takes the place of another file; where there are none a look has to do. */
async function takeName(temporary: string, path: string, steps: ReplaceSteps): Promise<boolean> {
  const link = await steps.linkAs(temporary, path);
  if (link === "unsupported") return await steps.renameNew(temporary, path);
  if (link === "linked") await steps.remove(temporary);
  return link === "linked";
}
