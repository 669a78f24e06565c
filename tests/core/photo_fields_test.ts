import assert from "node:assert/strict";
import { EXIF_TAGS, IFD0_TAGS } from "../../lib/core/exif_tags.ts";
import { photoKeywords } from "../../lib/core/keywords.ts";
import { photoFields } from "../../lib/core/photo_fields.ts";
import { GPS_TAGS } from "../../lib/core/position.ts";
import type { RawMetadata } from "../../lib/core/raw_metadata.ts";
import { NOTHING_READ, type PhotoFields } from "../../lib/core/reading.ts";

const NOTHING: RawMetadata = {
  ifd0: {},
  exif: {},
  gps: {},
  xmp: {},
  iptc: new Map(),
  iptcChangedAfterXmp: false,
  width: null,
  height: null,
  littleEndian: true,
  facts: {},
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const comment = (text: string) => ({ [EXIF_TAGS.userComment]: utf8(`ASCII\0\0\0${text}`) });
const place = (latitude: unknown, ref: string, longitude: unknown, lonRef: string) => ({
  [GPS_TAGS.latitude]: latitude,
  [GPS_TAGS.latitudeRef]: ref,
  [GPS_TAGS.longitude]: longitude,
  [GPS_TAGS.longitudeRef]: lonRef,
});
const date = (text: string, more: Record<number, unknown> = {}) => ({
  exif: { [EXIF_TAGS.dateTimeOriginal]: text, ...more },
});

const CASES: readonly [string, Partial<RawMetadata>, Partial<PhotoFields>][] = [
  ["a photo that says nothing has no fields", {}, NOTHING_READ.fields],
  [
    "a camera's date keeps its fraction and its offset",
    date("2024:05:01 12:30:00", {
      [EXIF_TAGS.subSecTimeOriginal]: "123",
      [EXIF_TAGS.offsetTimeOriginal]: "+02:00",
    }),
    { takenAt: "2024-05-01T12:30:00.123", takenOffset: "+02:00", takenSource: "exif" },
  ],
  [
    "a zone and a fraction behind the date itself are read",
    date("2024:05:01 12:30:00.5+02:00"),
    { takenAt: "2024-05-01T12:30:00.5", takenOffset: "+02:00" },
  ],
  [
    "a clock that was never set says nothing",
    date("0000:00:00 00:00:00"),
    { takenAt: null, takenSource: null },
  ],
  ["a blank date says nothing", date("    :  :     :  :  "), { takenAt: null }],
  ["the 31st of February says nothing", date("2024:02:31 10:00:00"), { takenAt: null }],
  ["the 29th of February 2024 is a day", date("2024:02:29 10:00:00"), {
    takenAt: "2024-02-29T10:00:00",
  }],
  [
    "an impossible date gives way to the next that is known",
    { ...date("0000:00:00 00:00:00"), xmp: { photoshop: { DateCreated: "2019-07" } } },
    { takenAt: "2019-07", takenSource: "xmp" },
  ],
  [
    "an agency's IPTC date and time are read where nothing else is",
    { iptc: new Map([[55, ["20190704"]], [60, ["101112-0500"]]]) },
    { takenAt: "2019-07-04T10:11:12", takenOffset: "-05:00", takenSource: "iptc" },
  ],
  [
    "satellites tell the zone when the camera does not",
    {
      ...date("2024:05:01 12:30:10"),
      gps: { [GPS_TAGS.dateStamp]: "2024:05:01", [GPS_TAGS.timeStamp]: [10, 29, 58] },
    },
    { takenOffset: "+02:00" },
  ],
  [
    "a southern and western place is negative",
    { gps: place([33, 51, 36], "S", [151, 12.5], "West") },
    { latitude: -33.86, longitude: -(151 + 12.5 / 60) },
  ],
  [
    "a place with seconds of 0/0 is no place, as ExifTool has it",
    { gps: place([33, 51, NaN], "S", [151, 12.5, 0], "W") },
    { latitude: null, longitude: null },
  ],
  [
    "a place in XMP may have numbers in any dress",
    { xmp: { exif: { GPSLatitude: "33,51,24.4S", GPSLongitude: "36/1 57/1 4852/100" } } },
    { latitude: -(33 + (51 + 24.4 / 60) / 60), longitude: 36 + (1 + 57 / 60) / 60 },
  ],
  [
    "a place with one half broken is no place",
    { gps: place([33, 51, 36], "S", [NaN, NaN, NaN], "E") },
    { latitude: null, longitude: null },
  ],
  [
    "a place beyond the pole is no place",
    { gps: place([91, 0, 0], "N", [10, 0, 0], "E") },
    { latitude: null, longitude: null },
  ],
  [
    "a place without its hemisphere is no place",
    { gps: { [GPS_TAGS.latitude]: [1, 2, 3], [GPS_TAGS.longitude]: [1, 2, 3] } },
    { latitude: null, longitude: null },
  ],
  [
    "a place in XMP is read",
    { xmp: { exif: { GPSLatitude: "52,30.5N", GPSLongitude: "0,6,0W" } } },
    { latitude: 52 + 30.5 / 60, longitude: -0.1 },
  ],
  [
    "a photo below the sea has a negative altitude",
    { gps: { [GPS_TAGS.altitude]: 12.5, [GPS_TAGS.altitudeRef]: Uint8Array.of(1) } },
    { altitude: -12.5 },
  ],
  [
    "a photo below the sea by the newer count has a negative altitude, too",
    { gps: { [GPS_TAGS.altitude]: 12.5, [GPS_TAGS.altitudeRef]: Uint8Array.of(3) } },
    { altitude: -12.5 },
  ],
  [
    "what the camera writes into every description is none",
    { ifd0: { [IFD0_TAGS.imageDescription]: "OLYMPUS DIGITAL CAMERA         " } },
    { description: null },
  ],
  [
    "the person's own description wins over the camera's",
    {
      ifd0: { [IFD0_TAGS.imageDescription]: "SONY DSC" },
      xmp: { dc: { description: { lang: "x-default", value: "At the lake" } } },
    },
    { description: "At the lake" },
  ],
  ["a user comment is a description", { exif: comment("By hand") }, { description: "By hand" }],
  [
    "a user comment in the other byte order than the file is readable",
    {
      exif: { [EXIF_TAGS.userComment]: utf8("UNICODE\0\0L\0a\0k\0e") },
      littleEndian: true,
    },
    { description: "Lake" },
  ],
  [
    "a user comment of Japanese is readable",
    { exif: { [EXIF_TAGS.userComment]: utf8("JIS\0\0\0\0\0\x24\x22\x46\x7c") } },
    { description: "あ日" },
  ],
  [
    "a user comment without a code is one from its first byte",
    { exif: { [EXIF_TAGS.userComment]: utf8("Seen from the pier") } },
    { description: "Seen from the pier" },
  ],
  ["a program's data is no user comment", { exif: comment("a\x01b") }, { description: null }],
  [
    "a title in several languages is the default one",
    {
      xmp: { dc: { title: [{ lang: "de", value: "See" }, { lang: "x-default", value: "Lake" }] } },
    },
    { title: "Lake" },
  ],
  [
    "a title in other languages only is none",
    {
      xmp: { dc: { title: [{ lang: "de", value: "See" }], rights: [{ lang: "en", value: "A" }] } },
    },
    { title: null, rights: null },
  ],
  ["a date without seconds keeps its minutes", date("2024:05:01 12:30"), {
    takenAt: "2024-05-01T12:30",
  }],
  [
    "a fraction in the date itself is the date's own",
    date("2024:05:01 12:30:00.50", { [EXIF_TAGS.subSecTimeOriginal]: "7" }),
    { takenAt: "2024-05-01T12:30:00.50" },
  ],
  [
    "a flash in XMP fired, however that is written",
    { xmp: { exif: { Flash: { Fired: "true", Return: "0", Mode: "1" } } } },
    { flash: 9 },
  ],
  [
    "text ends at its NUL and loses the spaces behind it",
    { ifd0: { [IFD0_TAGS.make]: "Canon  \0rubbish", [IFD0_TAGS.model]: "\0\0" } },
    { make: "Canon", model: null },
  ],
  [
    "photographer and editor both hold the rights",
    { ifd0: { [IFD0_TAGS.copyright]: "Ann\0Bob\0rubbish" } },
    { rights: "Ann\nBob" },
  ],
  [
    "several creators are joined",
    { xmp: { dc: { creator: ["Ann", "Bob"] } } },
    { creator: "Ann; Bob" },
  ],
  [
    "IPTC wins over XMP only when it was changed last",
    {
      xmp: { photoshop: { City: "Old" } },
      iptc: new Map([[90, ["New"]]]),
      iptcChangedAfterXmp: true,
    },
    { city: "New" },
  ],
  [
    "IPTC that was cut at its limit is as long as in XMP, though it was changed last",
    {
      xmp: {
        dc: { description: `${"ü".repeat(1_000)} and more` },
        photoshop: { City: "Lakeside" },
      },
      iptc: new Map([[120, ["ü".repeat(1_000)]], [90, ["Lake"]]]),
      iptcChangedAfterXmp: true,
    },
    { description: `${"ü".repeat(1_000)} and more`, city: "Lake" },
  ],
  [
    "numbers that are none are left out",
    {
      ifd0: { [IFD0_TAGS.orientation]: 9 },
      exif: {
        [EXIF_TAGS.exposureTime]: NaN,
        [EXIF_TAGS.fNumber]: Infinity,
        [EXIF_TAGS.iso]: Uint16Array.of(200, 0),
        [EXIF_TAGS.focalLength]: -1,
      },
    },
    { orientation: null, exposureTime: null, fNumber: null, iso: 200, focalLength: null },
  ],
  ["a rejected photo is rated -1", { xmp: { xmp: { Rating: -1 } } }, { rating: -1 }],
  ["six stars are no rating", { xmp: { xmp: { Rating: 6 } } }, { rating: null }],
  ["Windows' 75 percent are four stars", { xmp: { microsoft: { Rating: 75 } } }, {
    rating: 4,
  }],
  ["Windows' 99 percent are five stars", { xmp: { microsoft: { Rating: 99 } } }, {
    rating: 5,
  }],
  [
    "the picture knows its size better than EXIF",
    {
      width: 100,
      height: null,
      exif: { [EXIF_TAGS.pixelWidth]: 4000, [EXIF_TAGS.pixelHeight]: 30 },
    },
    { width: 100, height: 30 },
  ],
];
for (const [title, raw, expected] of CASES) {
  Deno.test(title, () => {
    const fields = photoFields({ ...NOTHING, ...raw });
    for (const [name, value] of Object.entries(expected)) {
      const actual = fields[name as keyof PhotoFields];
      if (typeof value === "number" && typeof actual === "number") {
        assert(Math.abs(actual - value) < 1e-9, `${name} is ${actual}`);
      } else {
        assert.equal(actual, value, name);
      }
    }
  });
}

Deno.test("keywords keep the order of the file, each once, numbers as text", () => {
  const xmp = { dc: { subject: ["sea", "Sea", "sea ", 2024] } };
  assert.deepEqual(photoKeywords({ ...NOTHING, xmp }), ["sea", "Sea", "2024"]);
  assert.deepEqual(photoKeywords({ ...NOTHING, xmp: { dc: { subject: "one" } } }), ["one"]);
});

Deno.test("keywords come from IPTC, the keyword tree or Windows where XMP has none", () => {
  const iptc = new Map([[25, ["b", "a", "b"]]]);
  assert.deepEqual(photoKeywords({ ...NOTHING, iptc }), ["b", "a"]);
  const xmp = { lr: { hierarchicalSubject: ["Places|Rome", "Pets"] } };
  assert.deepEqual(photoKeywords({ ...NOTHING, xmp }), ["Rome", "Pets"]);
  const text = Uint8Array.from("cat;dog\0", (character) => character.charCodeAt(0));
  const wide = Uint8Array.from([...text].flatMap((byte) => [byte, 0]));
  const ifd0 = { [IFD0_TAGS.xpKeywords]: wide };
  assert.deepEqual(photoKeywords({ ...NOTHING, ifd0 }), ["cat", "dog"]);
});
