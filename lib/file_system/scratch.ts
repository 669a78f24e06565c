import { SCRATCH_FILES } from "./scratch_files.ts";

/** A directory of our own to try a file system in. */
export interface Scratch {
  /** Absolute and real. */
  readonly path: string;
  /** Takes away what was put into it, and itself. */
  remove(): Promise<void>;
}

const NAME = /^\.proofsheet-doctor-[0-9a-f]{12}$/;

/** Held with a lock as long as the directory is in use, so that nobody else tidies it up. */
const LOCK = "in-use";

/** A directory without its lock was left before it had one, or is being made just now. */
const YOUNG_MS = 60_000;

/** What still writes may put something into a directory while that is being emptied. */
const REMOVE_TRIES = 20;
const REMOVE_PAUSE_MS = 50;

/**
 * Makes a scratch directory in `parent` and takes away those that a run that was killed left there.
 *
 * @throws {Error} when nothing can be made there
 */
export async function makeScratch(parent: string): Promise<Scratch> {
  await removeLeftovers(parent);
  const random = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  const path = `${parent === "/" ? "" : parent}/.proofsheet-doctor-${random}`;
  await Deno.mkdir(path, { mode: 0o700 });
  let lock: Deno.FsFile;
  try {
    lock = await Deno.open(`${path}/${LOCK}`, { createNew: true, write: true, mode: 0o600 });
  } catch (error) {
    await Deno.remove(path);
    throw error;
  }
  lock.tryLockSync(true);
  let isRemoved = false;
  return {
    path,
    remove: async () => {
      if (isRemoved) return;
      isRemoved = true;
      lock.close();
      await removeScratch(path);
    },
  };
}

async function removeLeftovers(parent: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(parent)) {
    if (!isDirectory || !NAME.test(name)) continue;
    const path = `${parent === "/" ? "" : parent}/${name}`;
    // Somebody else's, or in use after all: it is none of this run's business.
    if (await isLeft(path).catch(() => false)) await removeScratch(path).catch(() => {});
  }
}

async function isLeft(path: string): Promise<boolean> {
  try {
    using lock = await Deno.open(`${path}/${LOCK}`, { read: true, write: true });
    return lock.tryLockSync(true);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const { mtime } = await Deno.lstat(path);
    return mtime !== null && Date.now() - mtime.getTime() > YOUNG_MS;
  }
}

/** Only what this program puts there is removed: whatever else lies in it stays, with it. */
async function removeScratch(path: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      for await (const { name } of Deno.readDir(path)) {
        if (SCRATCH_FILES.has(name.normalize("NFC"))) await Deno.remove(`${path}/${name}`);
      }
      // The lock goes last, so that a run that is killed here leaves what the next one can tell.
      await Deno.remove(`${path}/${LOCK}`).catch(ignoreAbsence);
      return await Deno.remove(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (tries >= REMOVE_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS));
    }
  }
}

function ignoreAbsence(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
