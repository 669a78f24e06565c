import type { DisplacedFile, DisplacedSearch, DisplacedSight } from "../core/displaced.ts";
import { joinPath, parentPath, type RelativePath } from "../core/entry.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import { isNoiseDirectory, isNoiseFile } from "../core/ignore.ts";
import { withinTime } from "./within_time.ts";

/** More files than this are not looked at in one search; what is not found by then counts as gone. */
const FILES_MAX = 100_000;

/** A file in a directory that changed. */
interface Sight {
  readonly path: RelativePath;
  readonly info: Deno.FileInfo;
}

/**
 * Looks for files that have gone from their places in all directories of a scope that changed since a
 * moment: where they were moved to has changed, also when it had been walked before. Links are not
 * followed. What cannot be listed, or does not answer, holds nothing as far as this search goes.
 */
export async function findDisplaced(search: DisplacedSearch): Promise<readonly DisplacedSight[]> {
  const wanted = new Map<string, DisplacedFile>();
  for (const file of search.displaced) {
    // An inode means something on its own file system only.
    const folder = await look(absolute(search.rootPath, parentPath(file.path)));
    if (folder !== null) wanted.set(`${folder.dev}:${file.inode}`, file);
  }
  const sights: DisplacedSight[] = [];
  let filesLeft = FILES_MAX;
  for await (const { path, info } of changedFiles(search)) {
    const file = wanted.get(`${info.dev}:${info.ino}`);
    if (file !== undefined && isUnchanged(info, file)) sights.push({ inode: file.inode, path });
    if (--filesLeft === 0) break;
  }
  return sights;
}

async function* changedFiles({ rootPath, scope, sinceMs }: DisplacedSearch): AsyncIterable<Sight> {
  // A scope may name a file: it was walked together with what its directory says of it.
  const alone = new Set(scope.filter((top) => top !== "").map(parentPath));
  const left = [...scope];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    alone.delete(path);
    const { files, directories } = await changedIn(rootPath, path, sinceMs);
    yield* files;
    left.push(...directories);
  }
  for (const path of alone) yield* (await changedIn(rootPath, path, sinceMs)).files;
}

/** Files of a directory that changed, none of another; and all its directories. */
async function changedIn(
  rootPath: string,
  directory: RelativePath,
  sinceMs: number,
): Promise<{ readonly files: readonly Sight[]; readonly directories: readonly RelativePath[] }> {
  const files: Sight[] = [];
  const directories: RelativePath[] = [];
  const path = absolute(rootPath, directory);
  const itself = await look(path);
  if (itself?.isDirectory !== true) return { files, directories };
  // A tool may have put the time of modification back, and nobody the other.
  const changedMs = Math.max(itself.mtime?.getTime() ?? 0, itself.ctime?.getTime() ?? 0);
  for (const entry of await withinTime(list(path), [])) {
    const place = joinPath(directory, entry.name);
    if (entry.isDirectory && !isNoiseDirectory(entry.name)) directories.push(place);
    if (!entry.isFile || isNoiseFile(entry.name) || changedMs < sinceMs) continue;
    const info = await look(absolute(rootPath, place));
    if (info?.isFile === true) files.push({ path: place, info });
  }
  return { files, directories };
}

async function list(path: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path));
  } catch {
    return [];
  }
}

async function look(path: string): Promise<Deno.FileInfo | null> {
  return await withinTime(Deno.lstat(path).catch(() => null), null);
}

function isUnchanged(info: Deno.FileInfo, { size, mtimeMs }: DisplacedFile): boolean {
  const seen = fingerprintOf(info);
  return seen.size === size && seen.mtimeMs === mtimeMs;
}

function absolute(rootPath: string, path: RelativePath): string {
  return path === "" ? rootPath : `${rootPath}/${path}`;
}
