import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { makeJpeg } from "./make_jpeg.ts";
import { withTempDir } from "./program.ts";

const hasExifTool = spawnSync("exiftool", ["-ver"]).status === 0;

Deno.test("made photos: equal seeds give equal bytes, different seeds different ones", () => {
  const tiny = { width: 8, height: 8 };
  const photos = new Set<string>();
  for (let seed = 0; seed < 500; seed++) photos.add(makeJpeg({ ...tiny, seed }).join());
  assert.equal(photos.size, 500);
  assert.deepEqual(makeJpeg({ seed: 7 }), makeJpeg({ seed: 7 }));
});

Deno.test("made photos: a photo is exactly as big as asked for, and never cut", () => {
  assert.equal(makeJpeg({ padTo: 300_000 }).length, 300_000);
  assert.throws(() => makeJpeg({ padTo: 100 }), /Cannot pad a photo of \d+ bytes to 100 bytes/);
});

Deno.test({
  name: "made photos: ExifTool finds nothing wrong with them and reads what was put in",
  ignore: !hasExifTool,
  fn: () =>
    withTempDir((directory) => {
      const file = join(directory, "made.jpg");
      const photo = makeJpeg({
        width: 333,
        height: 77,
        takenAt: "2024-05-01T12:30:00",
        takenOffset: "+02:00",
        make: "NIKON <&>",
        model: "Z 6",
        orientation: 6,
        title: "Größe & <Tags>",
        keywords: ["Meer", "日本"],
        rating: -1,
        padTo: 200_000,
      });
      Deno.writeFileSync(file, photo);
      const tags = ["-validate", "-warning", "-XMP:all", "-IPTC:all", "-EXIF:all", "-ImageSize"];
      const { stdout } = spawnSync("exiftool", ["-j", "-n", "-a", "-G1", ...tags, file]);
      const [read] = JSON.parse(stdout.toString());
      const expected = {
        "ExifTool:Validate": "0 0 0",
        "IFD0:Make": "NIKON <&>",
        "IFD0:Model": "Z 6",
        "IFD0:Orientation": 6,
        "ExifIFD:DateTimeOriginal": "2024:05:01 12:30:00",
        "ExifIFD:OffsetTimeOriginal": "+02:00",
        "IPTC:ObjectName": "Größe & <Tags>",
        "IPTC:Keywords": ["Meer", "日本"],
        "XMP-dc:Title": "Größe & <Tags>",
        "XMP-dc:Subject": ["Meer", "日本"],
        "XMP-xmp:Rating": -1,
        "Composite:ImageSize": "333 77",
      };
      const found = Object.fromEntries(Object.keys(expected).map((name) => [name, read[name]]));
      assert.deepEqual(found, expected);
      assert.equal(read["ExifTool:Warning"], undefined);
    }),
});
