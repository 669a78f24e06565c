import type { ByteSource } from "../core/byte_source.ts";
import type { PhotoParts } from "../core/photo_parts.ts";
import { readHeif } from "../core/read_heif.ts";
import { readJpeg } from "../core/read_jpeg.ts";
import { readCr3, readMovie } from "../core/read_movie.ts";

/** Finds the metadata of a file of one format. */
type Walker = (source: ByteSource) => PhotoParts;

const WALKERS: Readonly<Record<string, Walker>> = {
  "3g2": readMovie,
  "3gp": readMovie,
  avif: readHeif,
  cr3: readCr3,
  heic: readHeif,
  heics: readHeif,
  heif: readHeif,
  heifs: readHeif,
  jpeg: readJpeg,
  m4v: readMovie,
  mov: readMovie,
  mp4: readMovie,
};

/**
 * Finds the parts of a file that say something, by the walker of its format; `null` where there is
 * none: such a file is left to a slower reader behind the same port.
 */
export function readParts(format: string, source: ByteSource): PhotoParts | null {
  return WALKERS[format]?.(source) ?? null;
}
