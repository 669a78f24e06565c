import assert from "node:assert/strict";
import { mergeSidecar } from "../../lib/core/merge_sidecar.ts";
import type { RawMetadata } from "../../lib/core/raw_metadata.ts";
import type { PhotoFields } from "../../lib/core/reading.ts";

const NOTHING: RawMetadata = {
  ...{ ifd0: {}, exif: {}, gps: {}, xmp: {}, iptc: new Map(), iptcChangedAfterXmp: false },
  ...{ width: 6000, height: 4000, littleEndian: true, facts: {} },
};

const ARTIST = 0x013b, MAKE = 0x010f, SOFTWARE = 0x0131, ORIENTATION = 0x0112;
const TAKEN = 0x9003, OFFSET = 0x9011, SUB_SECONDS = 0x9291;

interface Case {
  readonly sentence: string;
  readonly file: Partial<RawMetadata>;
  readonly xmp: RawMetadata["xmp"];
  readonly empty?: readonly string[];
  readonly format?: string;
  readonly expected: Partial<PhotoFields>;
  /** Of the expected fields, those that the sidecar decides. */
  readonly decided: readonly (keyof PhotoFields)[];
}

const CASES: readonly Case[] = [
  {
    sentence: "a RAW's sidecar wins where it speaks, the rest is the file's",
    file: { ifd0: { [ARTIST]: "Ada", [MAKE]: "NIKON" }, xmp: { xmp: { Rating: "2" } } },
    xmp: { dc: { creator: ["Grace"] }, xmp: { Rating: "5" } },
    expected: { creator: "Grace", rating: 5, make: "NIKON" },
    decided: ["creator", "rating"],
  },
  {
    sentence: "a sidecar that repeats a value decides it all the same",
    file: { xmp: { xmp: { Rating: "2" } } },
    xmp: { xmp: { Rating: "2" } },
    expected: { rating: 2 },
    decided: ["rating"],
  },
  {
    sentence: "an empty property takes the value back",
    file: { ifd0: { [ARTIST]: "Ada" }, xmp: { dc: { title: "in the file" } } },
    xmp: {},
    empty: ["dc.title", "dc.rights"],
    expected: { title: null, creator: "Ada", rights: null },
    decided: ["title"],
  },
  {
    sentence:
      "a property of another standard speaks for the field, an empty one beside it does not",
    file: { xmp: { xmp: { Label: "Red" } } },
    xmp: { photoshop: { Urgency: "4" } },
    empty: ["xmp.Label"],
    expected: { label: "Green" },
    decided: ["label"],
  },
  {
    sentence: "what cannot be a value takes nothing back",
    file: { xmp: { xmp: { Rating: "2" } } },
    xmp: { xmp: { Rating: "many" } },
    expected: { rating: 2 },
    decided: [],
  },
  {
    sentence: "a position is that of the sidecar as a whole, without the file's altitude",
    file: { xmp: { exif: { GPSLatitude: "10,0N", GPSLongitude: "20,0E", GPSAltitude: "100" } } },
    xmp: { exif: { GPSLatitude: "30,0S", GPSLongitude: "40,0W" } },
    expected: { latitude: -30, longitude: -40, altitude: null },
    decided: ["latitude", "longitude", "altitude"],
  },
  {
    sentence: "a date of the sidecar is one with its own zone, or none",
    file: { exif: { [TAKEN]: "2024:05:01 12:30:00", [OFFSET]: "+02:00" } },
    xmp: { photoshop: { DateCreated: "2024-05-01T13:30:00" } },
    expected: { takenAt: "2024-05-01T13:30:00", takenOffset: null, takenSource: "xmp" },
    decided: ["takenAt", "takenOffset", "takenSource"],
  },
  {
    sentence:
      "a date that only repeats the file's second leaves the file its fractions and its zone",
    file: {
      exif: { [TAKEN]: "2024:05:01 12:30:00", [OFFSET]: "+02:00", [SUB_SECONDS]: "25" },
    },
    xmp: { photoshop: { DateCreated: "2024-05-01T12:30:00" } },
    expected: { takenAt: "2024-05-01T12:30:00.25", takenOffset: "+02:00", takenSource: "exif" },
    decided: [],
  },
  {
    sentence: "when and by what the sidecar was made only fills what is not known",
    file: { ifd0: { [SOFTWARE]: "Ver 1.0" }, exif: { [TAKEN]: "2024:05:01 12:30:00" } },
    xmp: { xmp: { CreateDate: "2025-01-01T00:00:00", CreatorTool: "An editor" } },
    expected: { takenAt: "2024-05-01T12:30:00", software: "Ver 1.0" },
    decided: [],
  },
  {
    sentence: "and then it does",
    file: {},
    xmp: { xmp: { CreateDate: "2025-01-01T00:00:00", CreatorTool: "An editor" } },
    expected: { takenAt: "2025-01-01T00:00:00", software: "An editor" },
    decided: ["takenAt", "software"],
  },
  {
    sentence: "a RAW that was rotated by a program that writes sidecars is rotated",
    file: { ifd0: { [ORIENTATION]: 1 } },
    xmp: { tiff: { Orientation: "6" } },
    expected: { orientation: 6, width: 6000, height: 4000 },
    decided: ["orientation"],
  },
  {
    sentence: "a JPEG that was written after its sidecar wins, and is completed",
    file: { xmp: { dc: { title: "file" }, xmp: { MetadataDate: "2024-05-02" } } },
    xmp: { dc: { title: "beside", rights: "Ada" }, xmp: { MetadataDate: "2024-05-01" } },
    format: "jpeg",
    expected: { title: "file", rights: "Ada" },
    decided: ["rights"],
  },
  {
    sentence: "an older sidecar takes nothing back",
    file: { xmp: { dc: { title: "file" }, xmp: { MetadataDate: "2024-05-02" } } },
    xmp: { xmp: { MetadataDate: "2024-05-01" } },
    empty: ["dc.title"],
    format: "jpeg",
    expected: { title: "file" },
    decided: [],
  },
  {
    sentence: "a RAW's own XMP is never newer",
    file: { xmp: { dc: { title: "file" }, xmp: { MetadataDate: "2024-05-02" } } },
    xmp: { dc: { title: "beside" }, xmp: { MetadataDate: "2024-05-01" } },
    format: "dng",
    expected: { title: "beside" },
    decided: ["title"],
  },
  {
    sentence: "dates of which one has no zone are not compared within a day",
    file: { xmp: { dc: { title: "file" }, xmp: { MetadataDate: "2024-05-01T12:00:00" } } },
    xmp: { dc: { title: "beside" }, xmp: { MetadataDate: "2024-05-01T11:00:00Z" } },
    format: "jpeg",
    expected: { title: "beside" },
    decided: ["title"],
  },
];

for (const { sentence, file, xmp, empty = [], format = "nef", expected, decided } of CASES) {
  Deno.test(`C-062 merging: ${sentence}`, () => {
    const merged = mergeSidecar({ ...NOTHING, ...file }, { xmp, empty: new Set(empty) }, format);
    const names = Object.keys(expected) as (keyof PhotoFields)[];
    assert.deepEqual(
      Object.fromEntries(names.map((name) => [name, merged.fields[name]])),
      expected,
    );
    assert.deepEqual(names.filter((name) => merged.decided.includes(name)), decided);
  });
}

Deno.test("C-062 merging: keywords and their tree are of one source, faces are a list of their own", () => {
  const face = (name: string) => ({
    Name: name,
    Type: "Face",
    Area: { x: "0.5", y: "0.5", w: "0.1", h: "0.1" },
  });
  const file: RawMetadata = {
    ...NOTHING,
    xmp: {
      dc: { subject: ["sea"] },
      lr: { hierarchicalSubject: ["nature|sea"] },
      mwgRegions: { Regions: { RegionList: [face("Ada")] } },
    },
  };
  const none = new Set<string>();
  const keywords = mergeSidecar(file, { xmp: { dc: { subject: ["sun"] } }, empty: none }, "nef");
  assert.deepEqual([keywords.keywords, keywords.keywordPaths], [["sun"], []]);
  assert.deepEqual(keywords.faces.map(({ name }) => name), ["Ada"]);
  const faces = { mwgRegions: { Regions: { RegionList: [face("Grace")] } } };
  const people = mergeSidecar(file, { xmp: faces, empty: none }, "nef");
  assert.deepEqual(people.faces.map(({ name }) => name), ["Grace"]);
  assert.deepEqual([people.keywords, people.keywordPaths], [["sea"], ["nature|sea"]]);
});
