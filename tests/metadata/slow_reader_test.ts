import assert from "node:assert/strict";
import { join } from "node:path";
import { exifToolMetadata } from "../../lib/core/exif_tool_metadata.ts";
import { readPhoto, type SlowReader } from "../../lib/metadata/read_photo.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withTempDir } from "../support/program.ts";

/** 640 × 480 pixels, and an EXIF block whose directory lies outside of it. */
const BROKEN = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xe1, 0, 16],
  ...new TextEncoder().encode("Exif\0\0II*\0"),
  ...[0xff, 0xff, 0, 0],
  ...[0xff, 0xc0, 0, 11, 8, 1, 224, 2, 128, 1, 1, 0x11, 0],
  ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xff, 0xd9],
]);

const knowing: SlowReader = () =>
  Promise.resolve(exifToolMetadata({ "IFD0:Model": "Z 6", "Composite:ImageSize": "" }));

function withReading(
  name: string,
  bytes: Uint8Array,
  slowReader: SlowReader | undefined,
  body: (reading: Awaited<ReturnType<typeof readPhoto>> & { status: "read" }) => void,
) {
  Deno.test(name, () =>
    withTempDir(async (directory) => {
      const path = join(directory, "a.jpg");
      Deno.writeFileSync(path, bytes);
      Deno.utimeSync(path, 1_700_000_000, 1_700_000_000);
      const outcome = await readPhoto(path, { slowReader });
      assert.ok(outcome.status === "read");
      body(outcome);
    }));
}

withReading(
  "a photo whose only metadata is broken is left to a slow reader",
  BROKEN,
  undefined,
  ({ reading }) => {
    assert.equal(reading.slow, "wanted");
    assert.deepEqual([reading.fields.width, reading.fields.height], [640, 480]);
  },
);

withReading(
  "what a slow reader knows of a broken photo joins what its walker found of the picture",
  BROKEN,
  knowing,
  ({ reading }) => {
    const { width, height, model } = reading.fields;
    assert.deepEqual([reading.slow, width, height, model], ["used", 640, 480, "Z 6"]);
    assert.deepEqual(reading.problems.map(({ kind }) => kind), ["damaged"]);
  },
);

withReading(
  "a slow reader that is not there is a problem, and the photo keeps its row",
  BROKEN,
  () => Promise.reject(new Deno.errors.NotFound("Cannot find ExifTool")),
  ({ reading }) => {
    assert.deepEqual([reading.format, reading.slow], ["jpeg", "wanted"]);
    assert.deepEqual(reading.problems.map(({ detail }) => detail).slice(1), [
      "Not everything was read: Cannot find ExifTool",
    ]);
  },
);

withReading(
  "a photo that says something is never left to a slow reader",
  makeJpeg({ model: "Z 7" }),
  knowing,
  ({ reading }) => assert.deepEqual([reading.slow, reading.fields.model], [undefined, "Z 7"]),
);
