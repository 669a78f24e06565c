import assert from "node:assert/strict";
import { EXIF_TAGS, IFD0_TAGS } from "../../lib/core/exif_tags.ts";
import { GPS_TAGS } from "../../lib/core/position.ts";
import type { RawMetadata } from "../../lib/core/raw_metadata.ts";
import { rawTags } from "../../lib/core/raw_tags.ts";

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

Deno.test("values are told by the names ExifTool has for them, or by their number", () => {
  const tags = rawTags({
    ...NOTHING,
    width: 640,
    ifd0: { [IFD0_TAGS.make]: "Canon  ", [IFD0_TAGS.xpKeywords]: Uint8Array.of(0x61, 0, 0, 0) },
    exif: { [EXIF_TAGS.exposureTime]: 0.004, [EXIF_TAGS.fNumber]: NaN, 0x9999: "x" },
    gps: { [GPS_TAGS.latitude]: [48, 51, 29], [GPS_TAGS.altitudeRef]: Uint8Array.of(1) },
    xmp: { iptcCore: { CountryCode: "CH" }, microsoft: { Rating: "75" }, xmpNote: { other: "y" } },
    iptc: new Map([[25, ["sea", "sea"]], [105, ["Headline"]], [200, ["own"]]]),
    facts: { duration: 1.5, place: null },
  });
  assert.deepEqual(tags, {
    "Container:ImageWidth": 640,
    "Container:Duration": 1.5,
    "IFD0:Make": "Canon  ",
    "IFD0:XPKeywords": "a",
    "ExifIFD:ExposureTime": 0.004,
    "ExifIFD:FNumber": "NaN",
    "ExifIFD:0x9999": "x",
    "GPS:GPSLatitude": [48, 51, 29],
    "GPS:GPSAltitudeRef": "01",
    "XMP-iptcCore:CountryCode": "CH",
    "XMP-microsoft:RatingPercent": "75",
    "XMP-xmpNote:Other": "y",
    "IPTC:Keywords": ["sea", "sea"],
    "IPTC:Headline": "Headline",
    "IPTC:2:200": "own",
  });
});

Deno.test("a file that says nothing has no tags", () => {
  assert.deepEqual(rawTags(NOTHING), {});
});
