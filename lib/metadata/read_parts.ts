import { type ByteSource, withBudget } from "../core/byte_source.ts";
import type { PhotoParts } from "../core/photo_parts.ts";
import { readGif } from "../core/read_gif.ts";
import { readHeif } from "../core/read_heif.ts";
import { readJpeg2000 } from "../core/read_jpeg2000.ts";
import { readJpegXl } from "../core/read_jpeg_xl.ts";
import { readJpeg } from "../core/read_jpeg.ts";
import { readMatroska } from "../core/read_matroska.ts";
import { readCr3, readMovie } from "../core/read_movie.ts";
import { readPng } from "../core/read_png.ts";
import { readPsd } from "../core/read_psd.ts";
import { readRaf } from "../core/read_raf.ts";
import { readAvi, readWebp } from "../core/read_riff.ts";
import { readArw, readRw2, readTiff, readTiffByExif } from "../core/read_tiff.ts";
import { inflate, unbrotli, within } from "./expand.ts";

/** Finds the metadata of a file of one format. */
type Walker = (source: ByteSource) => PhotoParts;

/**
 * Real files stay far below: the largest hold megabytes of XMP, and a film of hours or a PNG of a
 * gigabyte has some ten thousand boxes or chunks.
 */
const BUDGET = { bytes: 32 * 1024 * 1024, reads: 300_000 };
/** Bytes that all compressed parts of one file together may expand to. */
const EXPANDED_BYTES_MAX = 32 * 1024 * 1024;

/** By format; CRW, X3F and transport streams have none. */
const WALKERS: Readonly<Record<string, Walker>> = {
  ...each(["3g2", "3gp", "m4v", "mov", "mp4"], readMovie),
  ...each(["avif", "heic", "heics", "heif", "heifs"], readHeif),
  ...each(["btf", "dng", "nef", "orf", "pef", "srw", "tiff"], readTiff),
  cr2: readTiffByExif,
  // Its sensor's data stand in the maker's own directory.
  iiq: (source) => ({ ...readTiffByExif(source), picture: null }),
  ...each(["jp2", "jpm", "jpx"], readJpeg2000),
  ...each(["mkv", "webm"], readMatroska),
  ...each(["psb", "psd"], readPsd),
  arw: readArw,
  avi: readAvi,
  cr3: readCr3,
  gif: readGif,
  jpeg: readJpeg,
  jxl: (source) => readJpegXl(source, within(EXPANDED_BYTES_MAX, unbrotli)),
  png: (source) => readPng(source, within(EXPANDED_BYTES_MAX, inflate)),
  raf: readRaf,
  rw2: readRw2,
  webp: readWebp,
};

function each(formats: readonly string[], walker: Walker): Record<string, Walker> {
  return Object.fromEntries(formats.map((format) => [format, walker]));
}

/**
 * Finds the parts of a file that say something, by the walker of its format; `null` where there is
 * none: such a file is left to a slower reader behind the same port.
 */
export function readParts(format: string, source: ByteSource): PhotoParts | null {
  const walker = WALKERS[format];
  if (walker === undefined) return null;
  const budgeted = withBudget(source, BUDGET);
  const parts = walker(budgeted);
  if (!budgeted.isSpent) return parts;
  return { ...parts, damage: [...parts.damage, "The file claims more metadata than any has"] };
}
