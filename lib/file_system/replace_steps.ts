import type { FileTraits, ReplaceSteps } from "../core/replacing.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";

const PERMISSION_BITS = 0o7777;
const OWNER_WRITES = 0o600;

/** The steps on the real file system. */
export const REPLACE_STEPS: ReplaceSteps = {
  async look(path) {
    return traitsOf(await Deno.lstat(path));
  },
  async create(path) {
    (await Deno.open(path, { write: true, createNew: true, mode: 0o600 })).close();
  },
  cloneTraits,
  async adoptTraits(from, to) {
    const { mode, uid, gid } = await Deno.lstat(from);
    if (uid !== null && gid !== null) {
      await Deno.chown(to, uid, gid).catch((error) => {
        if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      });
    }
    if (mode !== null) await Deno.chmod(to, (mode & 0o666) | OWNER_WRITES);
  },
  async setTime(path, mtimeMs) {
    await Deno.utime(path, new Date(mtimeMs), new Date(mtimeMs));
  },
  async flush(path) {
    using file = await Deno.open(path, { read: true });
    await file.sync();
  },
  // Both at once: whatever waits lets others in between.
  renameOver: (from, to, isStill) =>
    atOnce(() => {
      if (!isStill(traitsOf(Deno.lstatSync(to)))) return false;
      Deno.renameSync(from, to);
      return true;
    }),
  renameNew: (from, to) =>
    atOnce(() => {
      if (isThere(to)) return false;
      Deno.renameSync(from, to);
      return true;
    }),
  async linkAs(path, name) {
    try {
      await Deno.link(path, name);
      return "linked";
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return "taken";
      if (isLinkless(error)) return "unsupported";
      throw error;
    }
  },
  async remove(path) {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
};

function traitsOf(look: Deno.FileInfo): FileTraits {
  return {
    isFile: look.isFile,
    isSymlink: look.isSymlink,
    mode: look.mode === null ? null : look.mode & PERMISSION_BITS,
    owner: look.uid,
    group: look.gid,
    links: look.nlink,
    fingerprint: fingerprintOf(look),
  };
}

function atOnce<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => resolve(work()));
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What FAT, exFAT and some network and FUSE file systems say of a second name (link(2)). */
const LINKLESS = new Set(["EPERM", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EMLINK"]);

function isLinkless(error: unknown): boolean {
  return LINKLESS.has(String((error as { code?: unknown }).code)) ||
    error instanceof Deno.errors.NotSupported;
}

/**
 * Access lists and extended attributes are out of reach for Deno, so GNU `cp` copies them; naming each
 * trait makes it fail where one is lost, which `all` passes over.
 */
async function cloneTraits(from: string, to: string): Promise<string | null> {
  const args = ["--attributes-only", "--preserve=mode,ownership,timestamps,xattr", "--", from, to];
  const options = { args, env: { LC_ALL: "C" }, clearEnv: true } as const;
  const { success, stderr } = await copy({ ...options, stdin: "null", stdout: "null" });
  if (success) return null;
  const complaint = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  if (/unrecognized option|invalid option/.test(complaint)) {
    throw new Error(
      "The program 'cp' here cannot copy extended attributes: install GNU coreutils",
    );
  }
  const reason = `Not everything that belongs to the file could be kept (${complaint})`;
  if (LASTING.test(complaint)) return reason;
  throw new Error(reason);
}

/** What trying again does not change, in the words of the C library. */
const LASTING = /(?:Operation not permitted|Operation not supported|Permission denied)$/;

async function copy(options: Deno.CommandOptions): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command("cp", { ...options, stderr: "piped" }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error("There is no program 'cp' here to keep extended attributes: install coreutils");
  }
}
