import assert from "node:assert/strict";
import { exifToolMetadata } from "../../lib/core/exif_tool_metadata.ts";
import type { ExifToolTags } from "../../lib/core/exif_tool_tags.ts";
import { photoFaces } from "../../lib/core/faces.ts";
import { keywordPaths, photoKeywords } from "../../lib/core/keywords.ts";
import { photoFields } from "../../lib/core/photo_fields.ts";
import type { PhotoFields } from "../../lib/core/reading.ts";

const CASES: readonly [sentence: string, tags: ExifToolTags, expected: Partial<PhotoFields>][] = [
  [
    "an old Canon's own tags stand for EXIF's",
    {
      "CanonRaw:Make": "Canon",
      "CanonRaw:Model": "EOS D30",
      "CanonRaw:DateTimeOriginal": "2001:02:03 04:05:06",
      "Composite:ShutterSpeed": "0.004",
      "Composite:ImageSize": "2160 1440",
    },
    {
      make: "Canon",
      model: "EOS D30",
      takenAt: "2001-02-03T04:05:06",
      takenSource: "exif",
      exposureTime: 0.004,
      width: 2160,
      height: 1440,
    },
  ],
  [
    "EXIF's own value is trusted more than what a maker repeats",
    { "ExifIFD:FNumber": "2.8", "SigmaRaw:FNumber": "8", "Composite:Aperture": "9" },
    { fNumber: 2.8 },
  ],
  [
    "a serial number keeps its zeros",
    { "SigmaRaw:SerialNumber": "0001234" },
    { serial: "0001234" },
  ],
  [
    "an AVCHD film says when and by what it was taken",
    {
      "H264:DateTimeOriginal": "2010:07:01 12:30:00+02:00 DST",
      "H264:Make": "264",
      "M2TS:Duration": "12.5",
    },
    {
      takenAt: "2010-07-01T12:30:00",
      takenOffset: "+02:00",
      takenSource: "quicktime",
      make: "Sony",
      duration: 12.5,
    },
  ],
  [
    "degrees with an exponent are one number, and the south is negative",
    {
      "GPS:GPSLatitude": "1.5e-05",
      "GPS:GPSLatitudeRef": "S",
      "GPS:GPSLongitude": "9.25",
      "GPS:GPSLongitudeRef": "E",
      "GPS:GPSAltitude": "12",
      "GPS:GPSAltitudeRef": "1",
    },
    { latitude: -1.5e-5, longitude: 9.25, altitude: -12 },
  ],
  [
    "XMP's properties are found under ExifTool's names",
    {
      "XMP-dc:Title": "Harbour",
      "XMP-microsoft:RatingPercent": "75",
      "XMP-exif:ISO": "400",
      "XMP-exif:GPSLatitude": "-12.5",
      "XMP-exif:GPSLongitude": "130.75",
      "XMP-iptcExt:LocationShown": [{ City: "Darwin", CountryName: "Australia" }],
    },
    {
      title: "Harbour",
      rating: 4,
      iso: 400,
      latitude: -12.5,
      longitude: 130.75,
      city: "Darwin",
      country: "Australia",
    },
  ],
  [
    "IPTC goes before XMP where a tool changed it without knowing XMP",
    {
      "IPTC:City": "Bern",
      "XMP-photoshop:City": "Basel",
      "Photoshop:IPTCDigest": "00",
      "File:CurrentIPTCDigest": "11",
    },
    { city: "Bern" },
  ],
  [
    "Windows' comment is taken where nothing else describes the photo",
    { "IFD0:XPComment": "Grüße" },
    { description: "Grüße" },
  ],
  ["blank text says nothing", { "IFD0:Make": "  ", "CanonRaw:Make": "Canon" }, { make: "Canon" }],
];

for (const [sentence, tags, expected] of CASES) {
  Deno.test(`ExifTool's tags: ${sentence}`, () => {
    const fields = photoFields(exifToolMetadata(tags));
    const told = Object.entries(fields).filter(([, value]) => value !== null);
    assert.deepEqual(Object.fromEntries(told), expected);
  });
}

Deno.test("ExifTool's tags: keywords, their tree and faces come from structures", () => {
  const raw = exifToolMetadata({
    "XMP-dc:Subject": ["Ada", "Sea"],
    "XMP-lr:HierarchicalSubject": "People|Ada",
    "XMP-mwg-rs:RegionInfo": {
      AppliedToDimensions: { W: "100", H: "50", Unit: "pixel" },
      RegionList: [{
        Area: { X: "0.5", Y: "0.25", W: "0.125", H: "0.0625", Unit: "normalized" },
        Name: "Ada",
        Type: "Face",
      }],
    },
  });
  assert.deepEqual(photoKeywords(raw), ["Ada", "Sea"]);
  assert.deepEqual(keywordPaths(raw), ["People|Ada"]);
  assert.deepEqual(photoFaces(raw), [{ name: "Ada", x: 0.5, y: 0.25, w: 0.125, h: 0.0625 }]);
});
