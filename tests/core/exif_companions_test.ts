import assert from "node:assert/strict";
import { exifCompanions } from "../../lib/core/exif_companions.ts";
import type { ExifToolTags } from "../../lib/core/exif_tool_tags.ts";
import { standardsOf, type TagValue } from "../../lib/core/tag_values.ts";

const DATE = { tag: "ExifIFD:DateTimeOriginal", value: "2024:05:01 12:30:00" };
const OFFSET = { tag: "ExifIFD:OffsetTimeOriginal", value: "+02:00" };
const LATITUDE = { tag: "GPS:GPSLatitude", value: "12" };
const SIZE = { "File:ImageWidth": "640", "File:ImageHeight": "480" };

const CASES: readonly [
  sentence: string,
  format: string,
  before: ExifToolTags,
  tags: readonly TagValue[],
  expected: readonly string[],
][] = [
  ["an offset in a photo of EXIF 2.2", "jpeg", { "ExifIFD:ExifVersion": "0220" }, [DATE, OFFSET], [
    "ExifIFD:ExifVersion=0231",
  ]],
  ["an offset in a photo of EXIF 2.31", "jpeg", { "ExifIFD:ExifVersion": "0231" }, [OFFSET], []],
  ["a date alone in a photo of EXIF 2.2", "jpeg", { "ExifIFD:ExifVersion": "0220" }, [DATE], []],
  ["an offset that is taken out", "jpeg", { "ExifIFD:ExifVersion": "0220" }, [
    { ...OFFSET, value: null },
  ], []],
  ["a version that is none", "jpeg", { "ExifIFD:ExifVersion": "" }, [OFFSET], []],
  ["the first date of a JPEG", "jpeg", SIZE, [DATE, OFFSET], [
    ...["ExifIFD:FlashpixVersion=0100", "ExifIFD:ExifImageWidth=640"],
    "ExifIFD:ExifImageHeight=480",
  ]],
  [
    "a second date of a JPEG that lacks what it should have",
    "jpeg",
    {
      ...SIZE,
      "ExifIFD:CreateDate": "2020:01:01 00:00:00",
    },
    [DATE],
    [],
  ],
  ["nothing but what is taken out of a JPEG", "jpeg", SIZE, [{ ...DATE, value: null }], []],
  ["the first date and position of a TIFF", "tiff", SIZE, [DATE, LATITUDE], [
    ...["ExifIFD:FlashpixVersion=0100", "ExifIFD:ComponentsConfiguration=null"],
    "GPS:GPSProcessingMethod=MANUAL",
  ]],
  ["another position of a TIFF", "tiff", { "GPS:GPSLatitude": "1" }, [LATITUDE], []],
  ["the first date and position of a PNG", "png", SIZE, [DATE, LATITUDE], []],
];

for (const [sentence, format, before, tags, expected] of CASES) {
  Deno.test(`C-101 what EXIF asks for beside ${sentence}`, () => {
    const input = {
      ...{ changed: {}, taken: { taken_at: null, taken_offset: null }, now: "" },
      ...{ standards: standardsOf(format)!, before },
    };
    const found = exifCompanions(tags, input).map(({ tag, value }) => `${tag}=${value}`);
    assert.deepEqual(found, expected);
  });
}
