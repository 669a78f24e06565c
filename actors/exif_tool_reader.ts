import { exifToolMetadata } from "../lib/core/exif_tool_metadata.ts";
import { ExifTool } from "../lib/exiftool/exif_tool.ts";
import { exifToolPlace } from "../lib/exiftool/exif_tool_place.ts";
import type { SlowReader } from "../lib/metadata/read_photo.ts";

/** ExifTool is loaded with the first file, and anew after it failed. */
export function exifToolReader(): SlowReader {
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
