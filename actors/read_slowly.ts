import { runExtractChild, TAGS_FLAG } from "../lib/metadata/extract_child.ts";
import { readPhoto } from "../lib/metadata/read_photo.ts";
import { exifToolReader } from "./exif_tool_reader.ts";

/** The whole life of a child that asks ExifTool where the program's own walkers know too little. */
export function readSlowly(): Promise<void> {
  const slowReader = exifToolReader();
  const withTags = Deno.args.includes(TAGS_FLAG);
  return runExtractChild({
    read: ({ path, sidecar }) => readPhoto(path, { slowReader, sidecar, withTags }),
  });
}
