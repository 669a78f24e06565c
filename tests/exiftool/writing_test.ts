import assert from "node:assert/strict";
import { isWhole, tryFile, writableFormat, type WrittenFile } from "../../scripts/writing_files.ts";
import {
  isInstalled,
  judgeByExifTool,
  judgeByExiv2,
  newComplaints,
  otherTagsChanged,
} from "../../scripts/writing_judges.ts";
import { exifToolPlace } from "../../lib/exiftool/exif_tool_place.ts";
import { ExifToolWriter } from "../../lib/exiftool/exif_tool_writer.ts";
import { copyCorpus, hasCorpus } from "../support/corpus.ts";

/** Of each format, in the everyday suite; `deno task writing` takes thirty. */
const FILES_MAX = 1;

Deno.test({
  name:
    "C-100 C-101 every field is set and cleared in a file of every format, and nothing else changes",
  ignore: !hasCorpus(),
  async fn() {
    const judges = await installedJudges();
    const folder = copyCorpus({ accept: (path) => !/\.(?:xmp|gpx|mp4|mov|mkv)$/i.test(path) })!;
    try {
      const exifTool = await ExifToolWriter.open(await exifToolPlace());
      const tried = new Map<string, number>();
      for (const path of filesIn(folder)) {
        const format = writableFormat(path);
        if (format === null || (tried.get(format) ?? 0) >= FILES_MAX) continue;
        if (!await isWhole(path)) continue;
        const { refusal, faults } = await tryFile(path, exifTool, judges);
        assert.deepEqual(faults, [], path);
        if (refusal === null) tried.set(format, (tried.get(format) ?? 0) + 1);
      }
      assert.deepEqual([...tried.keys()].sort(), [
        ...["avif", "gif", "heic", "heif", "jpeg", "jxl", "png", "psd", "tiff", "webp"],
      ]);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

/** Other programs that look at what was written; which of them are missing here is told. */
async function installedJudges(): Promise<(file: WrittenFile) => Promise<readonly string[]>> {
  const [exifTool, exiv2] = [await isInstalled("exiftool"), await isInstalled("exiv2")];
  if (!exifTool) console.log("exiftool is not installed: no other ExifTool looks at the files");
  if (!exiv2) console.log("exiv2 is not installed: no second reader looks at the files");
  return async ({ format, before, after, isCleared }) => [
    ...exifTool
      ? [...await newComplaints(before, after), ...await otherTagsChanged(before, after)]
      : [],
    ...exifTool && !isCleared ? await judgeByExifTool(after) : [],
    ...exiv2 && !isCleared ? await judgeByExiv2(format, before, after) : [],
  ];
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].toSorted((one, other) => one.name < other.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? filesIn(`${folder}/${name}`) : [`${folder}/${name}`]
    );
}
