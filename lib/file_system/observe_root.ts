import type { RelativePath } from "../core/entry.ts";
import { messageOf } from "../core/file_error.ts";
import type { RootEvidence } from "../core/root_identity.ts";
import { NO_ANSWER } from "../core/root_silence.ts";
import { fileSystemOf } from "./file_system_of.ts";
import { ANSWER_LIMIT_MS, withinTime } from "./within_time.ts";

/** What the catalogue knows of a root. */
export type RootKnowledge =
  & Pick<
    RootEvidence,
    | "knownInode"
    | "knownDevice"
    | "knownBornMs"
    | "knownFileSystem"
    | "knownPhotos"
    | "acceptedInode"
  >
  & {
    /** A few names at its top, and paths of photos below it, that are known to be there. */
    readonly names: readonly RelativePath[];
  };

/** Looks at a root without walking it. Never throws: what goes wrong is the evidence. */
export async function observeRoot(path: string, known: RootKnowledge): Promise<RootEvidence> {
  const evidence = nothingSeen(known);
  const seconds = ANSWER_LIMIT_MS / 1_000;
  const silence = { ...evidence, error: `${NO_ANSWER} within ${seconds} s` };
  return await withinTime(look(path, known, evidence), silence);
}

async function look(
  path: string,
  known: RootKnowledge,
  evidence: RootEvidence,
): Promise<RootEvidence> {
  try {
    const info = await Deno.lstat(path);
    if (info.isSymlink) return { ...evidence, error: "a symbolic link is in its place" };
    if (!info.isDirectory) return { ...evidence, inode: info.ino, isDirectory: false };
    return {
      ...evidence,
      inode: info.ino,
      device: info.dev,
      // Where nobody keeps it, some systems say 1970.
      bornMs: info.birthtime?.getTime() || null,
      fileSystem: (await fileSystemOf(path))?.name ?? null,
      isDirectory: true,
      hasEntries: await hasEntries(path),
      samplePresent: await countPresent(path, known.names),
    };
  } catch (error) {
    return { ...evidence, error: rootError(path, error) };
  }
}

async function hasEntries(path: string): Promise<boolean> {
  for await (const _ of Deno.readDir(path)) return true;
  return false;
}

async function countPresent(path: string, names: readonly RelativePath[]): Promise<number> {
  const looks = await Promise.allSettled(names.map((name) => Deno.lstat(`${path}/${name}`)));
  return looks.filter((look) => look.status === "fulfilled").length;
}

function nothingSeen(known: RootKnowledge): RootEvidence {
  const { names, ...remembered } = known;
  return {
    ...remembered,
    inode: null,
    device: null,
    bornMs: null,
    fileSystem: null,
    isDirectory: false,
    error: null,
    hasEntries: false,
    sampleKnown: names.length,
    samplePresent: 0,
  };
}

function rootError(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return `'${path}' is not there`;
  if (error instanceof Deno.errors.PermissionDenied) return `'${path}' may not be read`;
  return messageOf(error);
}
