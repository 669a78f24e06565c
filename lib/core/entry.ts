/** Path below a root: `/`-separated, byte-exact as the file system gives it, `""` for the root. */
export type RelativePath = string;

/** What a path is on disk, without following symbolic links. */
export type EntryKind = "file" | "directory" | "symlink" | "other";

/**
 * The cheap change test of one file, as exact as the platform gives it.
 *
 * Deno on Linux knows mtime to the millisecond and ctime to the second only, so two fingerprints can
 * be equal although the file was rewritten within one tick: see `isRacilyClean`.
 */
export interface Fingerprint {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** Milliseconds since the epoch; `null` where the platform has no ctime. */
  readonly ctimeMs: number | null;
  /** `null` where the file system has none; inexact above 2^53. */
  readonly inode: number | null;
  /**
   * When the file was made, milliseconds since the epoch; `null` where the file system does not keep
   * that. Inodes are given again at once, and this tells the next owner from the last one.
   */
  readonly bornMs: number | null;
}

/** A sidecar beside a photo, as it was seen when the photo was. */
export interface SeenSidecar {
  /** In the directory of its primary. */
  readonly name: string;
  /** `null` where it could not be looked at: then nothing is concluded from it. */
  readonly fingerprint: Fingerprint | null;
}

/** Immutable record of one path as seen on disk. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly fingerprint: Fingerprint;
  readonly device: number;
  /** Absent where there is none. */
  readonly sidecar?: SeenSidecar;
}

/** Last component of `path`. */
export function baseName(path: RelativePath): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Directory that holds `path`; `""` for what lies directly in the root. */
export function parentPath(path: RelativePath): RelativePath {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** `directory` and `name` as one relative path. */
export function joinPath(directory: RelativePath, name: string): RelativePath {
  return directory === "" ? name : `${directory}/${name}`;
}

/** Whether `path` is `directory` itself or lies anywhere below it: `2020_backup` is not in `2020`. */
export function isWithin(path: RelativePath, directory: RelativePath): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}
