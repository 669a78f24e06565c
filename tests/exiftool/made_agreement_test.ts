import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import type { PhotoReading } from "../../lib/core/reading.ts";
import { ExifTool } from "../../lib/exiftool/exif_tool.ts";
import { exifToolPlace } from "../../lib/exiftool/exif_tool_place.ts";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { judge } from "../../scripts/agreement_compare.ts";
import { COMPARED_FIELDS } from "../../scripts/agreement_fields.ts";
import { makeBlocks } from "../../scripts/make_tagged.ts";
import { withTempDir } from "../support/program.ts";

const FILES = 40;
/** Some of what is made is beyond what any standard allows, and then readers may part. */
const SHARE_MIN = 0.995;
const SHARE_INVENTED_MAX = 0.005;

let loading: Promise<ExifTool> | null = null;

for (const [kind, title] of [["exif", "EXIF of any type"], ["xmp", "XMP in any way of RDF"]]) {
  Deno.test(`${title} is read as ExifTool reads it`, () =>
    withTempDir(async (directory) => {
      makeBlocks(kind as "exif" | "xmp", directory, FILES, 1);
      const exifTool = await (loading ??= exifToolPlace().then((place) => ExifTool.open(place)));
      const verdicts = { same: 0, invented: 0, all: 0 };
      const lines: string[] = [];
      for (let index = 1; index <= FILES; index++) {
        const path = `${directory}/${index}.jpg`;
        const tags = await exifTool.read(bytesSource(Deno.readFileSync(path)), "jpg");
        // The command leaves NULs out of its JSON.
        const truth = JSON.parse(JSON.stringify(tags).replaceAll("\\u0000", ""));
        if (truth["ExifTool:Warning"] !== undefined) continue;
        for (const [verdict, line] of compare(await read(path), truth)) {
          verdicts.all++;
          if (verdict === "same") verdicts.same++;
          else lines.push(`${index}: ${line}`);
          if (verdict === "invented") verdicts.invented++;
        }
      }
      assert(verdicts.all > 200, `only ${verdicts.all} values were compared`);
      const { all, same, invented } = verdicts;
      assert(same / (all - invented) >= SHARE_MIN, lines.join("\n"));
      assert(invented / all <= SHARE_INVENTED_MAX, lines.join("\n"));
    }));
}

async function read(path: string): Promise<PhotoReading> {
  const outcome = await readPhoto(path);
  assert(outcome.status === "read");
  return outcome.reading;
}

/** A verdict for every value that either has and ExifTool could decode. */
function* compare(reading: PhotoReading, truth: Readonly<Record<string, unknown>>) {
  for (const { name, expected, ours } of COMPARED_FIELDS) {
    const [our, their] = [ours(reading), expected(truth)];
    const verdict = judge(our, their);
    if (verdict === "neither" || verdict === "undecodable") continue;
    yield [verdict, `${name}: ${JSON.stringify(our)}, ExifTool ${JSON.stringify(their)}`] as const;
  }
}
