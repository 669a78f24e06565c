/** A version of the reader, and the formats of which it may say something else than the one before. */
interface ReaderChange {
  readonly version: number;
  /** As `PhotoReading.format` has them; `null` among them stands for files of no known format. */
  readonly formats: "all" | readonly (string | null)[];
}

const MOVIES = ["3g2", "3gp", "cr3", "m4v", "mov", "mp4"];
const HEIFS = ["avif", "heic", "heics", "heif", "heifs"];
const TIFFS = ["arw", "btf", "cr2", "dng", "nef", "orf", "pef", "raf", "rw2", "srw", "tiff"];
const OTHERS = ["gif", "jp2", "jpm", "jpx", "jxl", "png", "psb", "psd", "webp"];

/**
 * What changed in which version, oldest first. A change to a walker, a decoder or the choice between
 * standards adds a line here, so that the next scan reads the files again that it concerns, and only
 * those.
 */
const CHANGES: readonly ReaderChange[] = [
  // Metadata of all formats, XMP by namespace, keyword trees and faces.
  { version: 2, formats: "all" },
  // ExifTool reads what no walker knows.
  { version: 3, formats: ["crw", "m2ts", "x3f"] },
  // Titles of the default language only, comments in Japanese, places in XMP as ExifTool has them.
  { version: 4, formats: "all" },
  // The media hash.
  { version: 5, formats: ["jpeg"] },
  // The media hash of the others.
  { version: 6, formats: [...MOVIES, ...HEIFS, ...TIFFS, ...OTHERS] },
];

/** Version of the reader that is at work. */
export const READER_VERSION = CHANGES.at(-1)!.version;

/** The version of readings that were stored before versions were. */
const FIRST_VERSION = 1;

/** Whether what an older reader said of a file of this format may be wrong by now. */
export function isOutdated(version: number | null, format: string | null): boolean {
  const stored = version ?? FIRST_VERSION;
  if (stored >= READER_VERSION) return false;
  return CHANGES.some((change) =>
    change.version > stored && (change.formats === "all" || change.formats.includes(format))
  );
}
