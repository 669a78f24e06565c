import type { Fingerprint } from "../core/entry.ts";
import { fileErrorKind, messageOf } from "../core/file_error.ts";
import {
  lostTrait,
  type ReplaceOutcome,
  type ReplaceRefusal,
  type ReplaceRequest,
  type ReplaceSteps,
  whyNotReplaced,
} from "../core/replacing.ts";

/**
 * Replaces a file by a changed copy of itself, so that at every moment the name leads to the whole old
 * or the whole new file: the copy is made beside it, filled, checked by whoever fills it, brought to the
 * disk, and takes over the name in one step. Everything but the content and the time of change is kept;
 * where that cannot be, or where the file is not the expected one, nothing is changed.
 *
 * Never throws but for the reason of the signal. What a killed process leaves is the temporary alone.
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
    signal.throwIfAborted();
    if (error instanceof RefusedError) return { status: error.status, reason: error.message };
    return { status: "not-now", reason: inWords(error) };
  }
}

class RefusedError extends Error {
  constructor(readonly status: ReplaceRefusal, message: string) {
    super(message);
  }
}

async function replace(request: ReplaceRequest, steps: ReplaceSteps): Promise<ReplaceOutcome> {
  const { path, temporary, expected, hasChanged, mtimeMs, fill, signal } = request;
  const assertSame = (known: Fingerprint, seen: Fingerprint) => {
    if (!hasChanged(known, seen)) return;
    throw new RefusedError("changed", "It was changed by somebody else meanwhile");
  };
  const before = await steps.look(path);
  const reason = whyNotReplaced(before);
  if (reason !== null) throw new RefusedError("unsafe", reason);
  assertSame(expected, before.fingerprint);
  await steps.create(temporary);
  await steps.cloneTraits(path, temporary);
  const lost = lostTrait(before, await steps.look(temporary));
  if (lost !== null) throw new RefusedError("unsafe", lost);
  const report = await fill();
  if (report.status === "refused") throw new RefusedError("unsafe", report.reason);
  if (report.status === "failed") throw new RefusedError("not-now", report.reason);
  await steps.setTime(temporary, mtimeMs);
  await steps.flush(temporary);
  signal.throwIfAborted();
  // Between this look and the rename nothing is done, so nobody's change can be lost but within it.
  assertSame(before.fingerprint, (await steps.look(path)).fingerprint);
  const ready = (await steps.look(temporary)).fingerprint;
  await steps.rename(temporary, path);
  return await finish({ path, hasChanged, ready }, steps);
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
export interface MakeRequest extends Omit<ReplaceRequest, "expected" | "mtimeMs"> {
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
    if (!await steps.linkAs(temporary, path)) {
      throw new RefusedError("changed", `Somebody else has made '${path}' meanwhile`);
    }
    await steps.remove(temporary);
    return await finish({ path, hasChanged, ready }, steps);
  } catch (error) {
    await steps.remove(temporary).catch(() => {});
    signal.throwIfAborted();
    if (error instanceof RefusedError) return { status: error.status, reason: error.message };
    return { status: "not-now", reason: inWords(error) };
  }
}

/** With the cure where there is one. */
function inWords(error: unknown): string {
  const message = messageOf(error);
  const code = (error as { code?: unknown }).code;
  if (code === "EROFS" || /read-only file system/i.test(message)) {
    return "Its file system is read-only: mount it for writing";
  }
  if (code === "ENOSPC" || /no space left/i.test(message)) {
    return "Its disk is full: make room there";
  }
  if (code === "EDQUOT") return "The quota of its disk is used up: make room there";
  if (fileErrorKind(error) === "permission") {
    return `This program may not write there (${message}): give it the right to`;
  }
  return message;
}
