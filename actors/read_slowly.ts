import { exifToolMetadata } from "../lib/core/exif_tool_metadata.ts";
import { ExifTool } from "../lib/exiftool/exif_tool.ts";
import { exifToolPlace } from "../lib/exiftool/exif_tool_place.ts";
import { runExtractChild } from "../lib/metadata/extract_child.ts";
import { readPhoto, type SlowReader } from "../lib/metadata/read_photo.ts";

/** The whole life of a child that asks ExifTool where the program's own walkers know too little. */
export function readSlowly(): Promise<void> {
  const slowReader = exifToolReader();
  return runExtractChild({ read: (path) => readPhoto(path, { slowReader }) });
}

/** ExifTool is loaded with the first file, and anew after it failed. */
function exifToolReader(): SlowReader {
  let loading: Promise<ExifTool> | null = null;
  return async (source, extension) => {
    try {
      loading ??= exifToolPlace().then((place) => ExifTool.open(place));
      return exifToolMetadata(await (await loading).read(source, extension));
    } catch (error) {
      loading = null;
      throw error;
    }
  };
}
