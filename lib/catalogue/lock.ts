import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";

/** Who holds a catalogue: what it was started as, and its process id. */
export interface LockHolder {
  readonly command: string;
  readonly pid: number;
  /** Where it can be asked; `null` when it does nothing for others. */
  readonly socket: string | null;
}

/** The right to write to one catalogue; the system takes it back when the process ends. */
export interface CatalogueLock {
  /** Whether the lock others see is still this one: its file may have been deleted or replaced. */
  isHeld(): boolean;
  release(): void;
}

const LOCK_TRIES = 5;
const LOCK_PAUSE_MS = 20;

/**
 * Takes the lock beside the catalogue, or says who has it. A lock of a process that died is free:
 * the kernel holds it, the file only carries the name.
 */
export function takeLock(
  databasePath: string,
  owner: Omit<LockHolder, "pid">,
): CatalogueLock | LockHolder {
  const file = Deno.openSync(lockPath(databasePath), {
    create: true,
    read: true,
    write: true,
    mode: 0o600,
  });
  if (!tryPatiently(file)) {
    file.close();
    return holderIn(databasePath) ?? { command: "another command", pid: 0, socket: null };
  }
  // Somebody may have deleted the file between opening and locking it.
  const { ino } = file.statSync();
  if (inodeOf(lockPath(databasePath)) !== ino) {
    file.close();
    return takeLock(databasePath, owner);
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(JSON.stringify({ ...owner, pid: Deno.pid })));
  return {
    isHeld: () => inodeOf(lockPath(databasePath)) === ino,
    release: () => {
      file.truncateSync(0);
      file.close();
    },
  };
}

/** Whether there is a lock file of ours beside a file, which only a catalogue has. */
export function hasLockFile(databasePath: string): boolean {
  try {
    const { isFile, size } = Deno.lstatSync(lockPath(databasePath));
    return isFile && (size === 0 || holderIn(databasePath) !== null);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function inodeOf(path: string): number | null {
  try {
    return Deno.lstatSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whoever only asks who holds the lock holds it for a moment too. */
function tryPatiently(file: Deno.FsFile): boolean {
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    if (file.tryLockSync(true)) return true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS);
  }
  return false;
}

/**
 * Who is writing to the catalogue right now, or `null`.
 *
 * @throws {CommandError} when this user may not know
 */
export function lockHolder(databasePath: string): LockHolder | null {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(lockPath(databasePath), { read: true });
  } catch (error) {
    // Where no catalogue can be, nobody works on one; whoever needs it says what is wrong.
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return null;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new CommandError(
      `Cannot open the catalogue '${databasePath}': ${error.message}: ` +
        "name another with --db FILE, or run this as the user it belongs to",
      EXIT.failed,
      { cause: error },
    );
  }
  try {
    return file.tryLockSync(false) ? null : holderIn(databasePath);
  } finally {
    file.close();
  }
}

/** Whether `taken` is the lock, not somebody else's name. */
export function isLock(taken: CatalogueLock | LockHolder): taken is CatalogueLock {
  return "release" in taken;
}

function lockPath(databasePath: string): string {
  return `${databasePath}.lock`;
}

function holderIn(databasePath: string): LockHolder | null {
  try {
    const { command, pid, socket } = JSON.parse(Deno.readTextFileSync(lockPath(databasePath)));
    if (typeof command !== "string" || typeof pid !== "number") return null;
    return { command, pid, socket: typeof socket === "string" ? socket : null };
  } catch {
    return null;
  }
}
