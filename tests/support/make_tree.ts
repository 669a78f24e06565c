import { join } from "node:path";
import { makeJpeg } from "./make_jpeg.ts";
import type { MakeJpegOptions } from "./make_jpeg_options.ts";

/** How big a made tree of photos is. */
export interface MakeTreeOptions {
  /** Number of photos. */
  readonly files: number;
  /** Photos in one directory; 100 by default. */
  readonly perDirectory?: number;
  /** Bytes of one photo, as small as can be by default. */
  readonly sizeBytes?: number;
  /** Seed of the first photo, 0 by default: trees with other seeds hold other photos. */
  readonly firstSeed?: number;
}

const CAMERAS = [["Canon", "EOS R6"], ["NIKON", "Z 6"], ["Apple", "iPhone 15"]] as const;
const KEYWORDS = ["family", "holiday", "garden", "sea", "mountain"] as const;
const SECONDS_BETWEEN_PHOTOS = 47;
const FIRST_PHOTO_MS = Date.UTC(2015, 0, 1, 9);

/**
 * Writes `files` different photos below `directory` as `0000/IMG_000000.jpg` and so on, and returns
 * their paths relative to it. What a photo says follows from its number alone.
 */
export function makeTree(directory: string, options: MakeTreeOptions): string[] {
  const { files, perDirectory = 100, sizeBytes, firstSeed = 0 } = options;
  const paths: string[] = [];
  for (let index = 0; index < files; index++) {
    const folder = String(Math.floor(index / perDirectory)).padStart(4, "0");
    if (index % perDirectory === 0) Deno.mkdirSync(join(directory, folder), { recursive: true });
    const path = `${folder}/IMG_${String(index).padStart(6, "0")}.jpg`;
    const photo = makeJpeg({
      ...describePhoto(firstSeed + index),
      ...(sizeBytes === undefined ? {} : { padTo: sizeBytes }),
    });
    Deno.writeFileSync(join(directory, path), photo);
    paths.push(path);
  }
  return paths;
}

function describePhoto(seed: number): MakeJpegOptions {
  const [make, model] = CAMERAS[seed % CAMERAS.length]!;
  const takenMs = FIRST_PHOTO_MS + seed * SECONDS_BETWEEN_PHOTOS * 1000;
  return {
    width: 32,
    height: 24,
    seed,
    make,
    model,
    takenAt: new Date(takenMs).toISOString().slice(0, 19),
    title: `Photo ${seed}`,
    keywords: [KEYWORDS[seed % KEYWORDS.length]!],
    rating: seed % 6,
  };
}
