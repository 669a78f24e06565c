import { messageOf } from "../lib/core/file_error.ts";
import type { WriteOrder, WriteReport } from "../lib/core/write_order.ts";
import { writeTrouble } from "../lib/core/write_trouble.ts";
import { ExifToolWriter, TagsRefusedError } from "../lib/exiftool/exif_tool_writer.ts";
import { exifToolPlace } from "../lib/exiftool/exif_tool_place.ts";
import { UnwritableXmpError } from "../lib/metadata/xmp_encoding.ts";
import { runWriteChild } from "../lib/metadata/write_child.ts";
import { NotAsMeantError } from "./written_file.ts";
import { writePhoto } from "./write_photo.ts";
import { writeSidecar } from "./write_sidecar.ts";

/** What says that a file is not to be written so, and that trying again would change nothing. */
const REFUSALS = [NotAsMeantError, TagsRefusedError, UnwritableXmpError] as const;

/** The whole life of the child that writes files: one order after the other. */
export function writeFiles(): Promise<void> {
  const exifTool = new LoadedExifTool();
  return runWriteChild(async (order) => {
    try {
      await write(order, exifTool);
      return { status: "written" };
    } catch (error) {
      const refusal = REFUSALS.find((kind) => error instanceof kind);
      if (refusal !== undefined) return { status: "refused", reason: messageOf(error) };
      // Perl may not be usable any more, but for what the file system itself said.
      if ((error as { code?: unknown }).code === undefined) exifTool.forget();
      return { status: "failed", reason: writeTrouble(error) } satisfies WriteReport;
    }
  });
}

async function write(order: WriteOrder, exifTool: LoadedExifTool): Promise<void> {
  if (order.target === "sidecar") await writeSidecar(order);
  else await writePhoto(order, await exifTool.get());
}

/** Loaded with the first photo that needs it, and anew after it failed. */
class LoadedExifTool {
  #loading: Promise<ExifToolWriter> | null = null;

  get(): Promise<ExifToolWriter> {
    this.#loading ??= exifToolPlace().then((place) => ExifToolWriter.open(place));
    return this.#loading;
  }

  forget(): void {
    this.#loading = null;
  }
}
