import assert from "node:assert/strict";
import { unexpectedChanges } from "../../lib/core/compare_tags.ts";
import type { ExifToolTags } from "../../lib/core/exif_tool_tags.ts";

const CASES: readonly [
  sentence: string,
  before: ExifToolTags,
  after: ExifToolTags,
  written: readonly string[],
  count: number,
][] = [
  ["a tag that was asked for", { "IFD0:Artist": "a" }, { "IFD0:Artist": "b" }, ["IFD0:Artist"], 0],
  ["a tag that nobody asked for", { "IFD0:Artist": "a" }, { "IFD0:Artist": "b" }, [], 1],
  ["a tag that has gone", { "Canon:Lens": "a" }, {}, ["IFD0:Artist"], 1],
  [
    "one of several values of a data set",
    {
      "IPTC:Category": "a",
      "IPTC:Category (all)": ['"a"', '"b"'],
    },
    { "IPTC:Category": "a" },
    ["IPTC:City"],
    1,
  ],
  [
    "a size that is told twice now",
    { "RIFF:ImageWidth": "4" },
    {
      "RIFF:ImageWidth": "4",
      "RIFF:ImageWidth (all)": ['"4"', '"4"'],
    },
    ["XMP-dc:Title"],
    0,
  ],
  [
    "a tool in one of two packets, which writing always names",
    {
      "XMP-x:XMPToolkit": "a",
      "XMP-x:XMPToolkit (all)": ['"a"', '"b"'],
    },
    { "XMP-x:XMPToolkit": "c", "XMP-x:XMPToolkit (all)": ['"b"', '"c"'] },
    ["XMP-dc:Title"],
    0,
  ],
  [
    "several values of what was written",
    {
      "IPTC:City": "a",
      "IPTC:City (all)": ['"a"', '"b"'],
    },
    { "IPTC:City": "c" },
    ["IPTC:City"],
    0,
  ],
  ["the tag in a directory it does not belong to", { "IFD0:DateTimeOriginal": "a" }, {}, [
    "ExifIFD:DateTimeOriginal",
  ], 0],
  ["another tag in that directory", { "IFD0:SubSecTime": "a" }, {}, [
    "ExifIFD:DateTimeOriginal",
  ], 1],
  ["an empty property of XMP", { "XMP-darktable:Masks_history": "" }, {}, ["XMP-dc:Title"], 0],
  ["a property of XMP", { "XMP-darktable:History": "a" }, {}, ["XMP-dc:Title"], 1],
  ["an empty tag of EXIF", { "IFD0:Software": "" }, {}, ["XMP-dc:Title"], 1],
  ["a place in the file", { "IFD1:ThumbnailOffset": "1" }, { "IFD1:ThumbnailOffset": "2" }, [], 0],
];

for (const [sentence, before, after, written, count] of CASES) {
  Deno.test(`C-101 ${sentence}: ${count === 0 ? "may change" : "may not change"}`, () => {
    const tags = written.map((tag) => ({ tag, value: "x" }));
    assert.equal(unexpectedChanges(before, after, tags).length, count);
  });
}
