import assert from "node:assert/strict";
import { writePhoto } from "../../actors/write_photo.ts";
import { NotAsMeantError } from "../../actors/written_file.ts";
import type { FieldValues } from "../../lib/core/editable.ts";
import type { ExifToolTags } from "../../lib/core/exif_tool_tags.ts";
import { exifToolPlace } from "../../lib/exiftool/exif_tool_place.ts";
import { ExifToolWriter } from "../../lib/exiftool/exif_tool_writer.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withTempDir } from "../support/program.ts";

let loading: Promise<ExifToolWriter> | null = null;
const opened = () => (loading ??= exifToolPlace().then((place) => ExifToolWriter.open(place)));

const DIGEST = "Photoshop:IPTCDigest";

Deno.test("C-101 the IPTC digest of a TIFF is current whatever the length of its texts", () =>
  withTempDir(async (directory) => {
    const exifTool = await opened();
    const { bytes } = await exifTool.write(makeTiff(), "tif", [
      { tag: "IPTC:City", value: "Rome" },
      { tag: DIGEST, value: "new" },
    ]);
    for (const title of ["abcd", "abcde", "abcdef", "abcdefg"]) {
      const tags = await edit(directory, "tiff", bytes, { title });
      assert.equal(tags["IPTC:ObjectName"], title);
      assert.equal(tags[DIGEST], tags["File:CurrentIPTCDigest"], title);
    }
  }));

Deno.test("C-101 a data set that is there several times loses none, or nothing is written", () =>
  withTempDir(async (directory) => {
    for (const [keywords, isWritten] of [[["a", "b"], true], [["ä", "b"], false]] as const) {
      // As some programs write them: several categories, of which the standard knows one, and no mark.
      const made = makeJpeg({ keywords });
      for (let at = 0; at < made.length - 2; at++) {
        if (made[at] !== 0x1c) continue;
        if (made[at + 1] === 2 && made[at + 2] === 25) made[at + 2] = 15;
        if (made[at + 1] === 1 && made[at + 2] === 90) made[at + 2] = 30;
      }
      const change = () => edit(directory, "jpeg", made, { title: "Neu €" });
      if (isWritten) {
        const tags = await change();
        assert.deepEqual(tags["IPTC:Category (all)"], ['"a"', '"b"']);
        assert.equal(tags["IPTC:ObjectName"], "Neu €");
      } else await assert.rejects(change, NotAsMeantError);
    }
  }));

Deno.test("C-100 C-101 a DNG can be written itself, and its picture stays", () =>
  withTempDir(async (directory) => {
    const changed = {
      title: "Täst",
      rating: 4,
      taken_at: "2024-05-01T12:30:00",
      keywords: ["日本"],
    };
    const tags = await edit(directory, "dng", makeTiff(DNG_VERSION), changed);
    assert.equal(tags["XMP-dc:Title"], "Täst");
    assert.equal(tags["ExifIFD:DateTimeOriginal"], "2024:05:01 12:30:00");
    assert.equal(tags["IFD0:DNGVersion"], "1 4 0 0");
    assert.equal(Deno.readFileSync(`${directory}/b.dng`).at(Number(tags["IFD0:StripOffsets"])), 77);
  }));

/** Writes an edit of a file, and gives the tags it has then. */
async function edit(
  directory: string,
  format: string,
  bytes: Uint8Array,
  changed: FieldValues,
): Promise<ExifToolTags> {
  const exifTool = await opened();
  const [path, temporary] = [`${directory}/a.${format}`, `${directory}/b.${format}`];
  for (const [file, content] of [[path, bytes], [temporary, new Uint8Array()]] as const) {
    Deno.writeFileSync(file, content);
  }
  const order = { path, temporary, format, changed, sidecar: null, nowMs: Date.now() };
  await writePhoto({ ...order, target: "photo" }, exifTool);
  return await exifTool.tags(Deno.readFileSync(temporary), format);
}

/** What makes a TIFF a DNG of version 1.4 (DNG 1.4 §4): tag, type, count and value. */
const DNG_VERSION = [50_706, 1, 4, 0x0401] as const;

/** A grey point (TIFF 6.0 §4), and one field more. */
function makeTiff(...more: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const points = [
    ...[[256, 1], [257, 1], [258, 8], [259, 1], [262, 1], [273, 200], [277, 1], [278, 1], [279, 1]],
  ];
  const fields = [...points.map(([tag, value]) => [tag!, 3, 1, value!]), ...more];
  const bytes = new Uint8Array(201);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  view.setUint16(8, fields.length, true);
  bytes[200] = 77;
  fields.forEach(([tag, type, count, value], index) => {
    const at = 10 + 12 * index;
    view.setUint16(at, tag!, true);
    view.setUint16(at + 2, type!, true);
    view.setUint32(at + 4, count!, true);
    view.setUint32(at + 8, value!, true);
  });
  return bytes;
}
