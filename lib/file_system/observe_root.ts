import { messageOf } from "../core/file_error.ts";
import type { RootEvidence } from "../core/root_identity.ts";

/** What the catalogue knows of a root. */
export type RootKnowledge = Pick<RootEvidence, "knownInode" | "knownPhotos" | "accepted"> & {
  /** A few names at its top that are known to be there. */
  readonly names: readonly string[];
};

/** A mount that is dead does not fail, it never answers. */
const ANSWER_LIMIT_MS = 10_000;

/** Looks at a root without walking it. Never throws: what goes wrong is the evidence. */
export async function observeRoot(path: string, known: RootKnowledge): Promise<RootEvidence> {
  const { promise: silence, resolve } = Promise.withResolvers<RootEvidence>();
  const evidence = nothingSeen(known);
  const timer = setTimeout(
    () => resolve({ ...evidence, error: `it did not answer within ${ANSWER_LIMIT_MS / 1_000} s` }),
    ANSWER_LIMIT_MS,
  );
  try {
    return await Promise.race([look(path, known, evidence), silence]);
  } finally {
    clearTimeout(timer);
  }
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

async function countPresent(path: string, names: readonly string[]): Promise<number> {
  const looks = await Promise.allSettled(names.map((name) => Deno.lstat(`${path}/${name}`)));
  return looks.filter((look) => look.status === "fulfilled").length;
}

function nothingSeen(known: RootKnowledge): RootEvidence {
  const { knownInode, knownPhotos, accepted, names } = known;
  const sample = { sampleKnown: names.length, samplePresent: 0 };
  const seen = { inode: null, isDirectory: false, error: null, hasEntries: false };
  return { ...seen, ...sample, knownInode, knownPhotos, accepted };
}

function rootError(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return `'${path}' is not there`;
  if (error instanceof Deno.errors.PermissionDenied) return `'${path}' may not be read`;
  return messageOf(error);
}
