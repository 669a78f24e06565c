/** One pattern of whole names, because it is asked for every entry of every walk. */
function names(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join("|")})$`, "is");
}

/** What tools leave while they work, and what file managers leave beside photos. */
const NOISE_FILES = names([
  "\\.DS_Store",
  "\\._.*",
  "thumbs\\.db",
  "desktop\\.ini",
  ".*\\.tmp",
  ".*\\.part",
  ".*\\.crdownload",
  ".*_exiftool_tmp",
  ".*_original",
  "\\.goutputstream-.*",
  // rsync writes `.IMG_1.jpg.Xa3f9Q`, Syncthing `.syncthing.IMG_1.jpg.tmp` or `~syncthing~IMG_1.jpg.tmp`
  "\\..+\\.[A-Za-z0-9]{6}",
  "\\.syncthing\\..*",
  "~syncthing~.*",
]);

/** Recycle bins, snapshots, thumbnails of NAS systems, stores of other programs. */
const NOISE_DIRECTORIES = names([
  "@eaDir",
  "#recycle",
  "@Recycle",
  "\\$RECYCLE\\.BIN",
  "\\.Trash-.*",
  "\\.Trashes",
  "\\.dtrash",
  "lost\\+found",
  "System Volume Information",
  "#snapshot",
  "\\.snapshots?",
  "\\.zfs",
  "\\.stfolder.*",
  "\\.stversions",
  "\\.~tmp~",
  "\\.rsync-.*",
  ".*\\.lrdata",
  "\\.git",
  "\\.Spotlight-V100",
  "\\.fseventsd",
  // Where `doctor` was asked to try the disk of the photos.
  "\\.proofsheet-doctor-.*",
]);

/** How names that are noise begin, unless one of `NOISE_ENDS` ends them. */
const NOISE_BEGINNINGS = ".~";
const NOISE_ENDS = "BbDdIiLlPpTt";

/** Whether a file of this name is built-in noise: never a row, never a problem. */
export function isNoiseFile(name: string): boolean {
  // Asked of every file of every walk, and most photos are told by two letters: `IMG_1.jpg`.
  return (NOISE_BEGINNINGS.includes(name.charAt(0)) ||
    NOISE_ENDS.includes(name.charAt(name.length - 1))) &&
    NOISE_FILES.test(name);
}

/** Whether a directory of this name is built-in noise: never entered, never watched. */
export function isNoiseDirectory(name: string): boolean {
  return NOISE_DIRECTORIES.test(name);
}

/** Why a directory is built-in noise, as a sentence, or `null` when it is not. */
export function whyNoiseDirectory(name: string): string | null {
  return isNoiseDirectory(name)
    ? `Hidden as folders named '${name}' are those of other programs, not of photos`
    : null;
}

/** Why a file of this name is no photo, whatever it holds, or `null` when it may be one. */
export function whyNotTaken(name: string, isCandidate: (name: string) => boolean): string | null {
  if (isNoiseFile(name)) {
    return `Hidden as files named like '${name}' are left by other programs while they work`;
  }
  if (isCandidate(name)) return null;
  const dot = name.lastIndexOf(".");
  return dot > 0
    ? `Hidden as '${name.slice(dot)}' is no extension of a photo or video`
    : "Hidden as its name has no extension of a photo or video";
}
