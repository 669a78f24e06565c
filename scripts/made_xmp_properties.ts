import type { Random } from "../tests/program/random.ts";

/** A property as it is meant: a text, a list of texts, a text in languages, or a structure. */
export type XmpMeaning =
  | string
  | { readonly list: readonly XmpMeaning[]; readonly kind: "Bag" | "Seq" | "Alt" }
  | { readonly languages: Readonly<Record<string, string>> }
  | { readonly fields: Readonly<Record<string, XmpMeaning>> };

/** Namespaces by their customary prefix. */
export const MADE_NAMESPACES: Readonly<Record<string, string>> = {
  dc: "http://purl.org/dc/elements/1.1/",
  xmp: "http://ns.adobe.com/xap/1.0/",
  tiff: "http://ns.adobe.com/tiff/1.0/",
  exif: "http://ns.adobe.com/exif/1.0/",
  exifEX: "http://cipa.jp/exif/1.0/",
  aux: "http://ns.adobe.com/exif/1.0/aux/",
  photoshop: "http://ns.adobe.com/photoshop/1.0/",
  Iptc4xmpCore: "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
  Iptc4xmpExt: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
  lr: "http://ns.adobe.com/lightroom/1.0/",
  digiKam: "http://www.digikam.org/ns/1.0/",
  MicrosoftPhoto: "http://ns.microsoft.com/photo/1.0",
  MP: "http://ns.microsoft.com/photo/1.2/",
  MPRI: "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
  MPReg: "http://ns.microsoft.com/photo/1.2/t/Region#",
  "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
  stArea: "http://ns.adobe.com/xmp/sType/Area#",
  stDim: "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
  acdsee: "http://ns.acdsee.com/iptc/1.0/",
  mediapro: "http://ns.iview-multimedia.com/mediapro/1.0/",
  photomechanic: "http://ns.camerabits.com/photomechanic/1.0/",
  darktable: "http://darktable.sf.net/",
};

const TEXTS = [
  "Harbour",
  "Größe & <Maß>",
  "夕暮れ",
  "  in spaces  ",
  "two\nlines",
  "a \"b\" 'c'",
  "07",
];
const DATES = [
  "2024-05-01T12:30:00",
  "2024-05-01T12:30:00.25+02:00",
  "2024-05-01T12:30-05:30",
  "2024-05-01T12:30:00Z",
  "2024-05-01",
  "2024-05",
  "2024",
  "2024:05:01 12:30:00",
  "2024-05-01 12:30:00",
];
const list = (kind: "Bag" | "Seq" | "Alt", ...items: XmpMeaning[]): XmpMeaning => ({
  list: items,
  kind,
});
const languages = (random: Random): XmpMeaning => {
  const all = { "x-default": random.pick(TEXTS), "en-US": "English", "DE": "Deutsch" };
  const some = Object.entries(all).filter(() => random.next() < 0.7);
  return { languages: Object.fromEntries(some) };
};
const words = (random: Random) =>
  list(random.pick(["Bag", "Bag", "Seq"]), ...TEXTS.filter(() => random.next() < 0.4));
const paths = (mark: string) => (random: Random) =>
  list(
    random.pick(["Bag", "Seq"]),
    ...["A|B|C", "sea", "Orte|Köln"].filter(() => random.next() < 0.7).map((path) =>
      path.replaceAll("|", mark)
    ),
  );
const one = (...values: string[]) => (random: Random): XmpMeaning => random.pick(values);
const region = (random: Random): XmpMeaning => ({
  fields: {
    "mwg-rs:Area": {
      fields: {
        "stArea:x": "0.5",
        "stArea:y": "0.25",
        ...random.next() < 0.8 ? { "stArea:w": "0.1", "stArea:h": "0.2" } : { "stArea:d": "0.1" },
        "stArea:unit": "normalized",
      },
    },
    ...random.next() < 0.8 ? { "mwg-rs:Name": random.pick(TEXTS) } : {},
    ...random.next() < 0.8 ? { "mwg-rs:Type": random.pick(["Face", "Face", "Pet"]) } : {},
  },
});

/** Properties by prefix and name, and values that people and programs really give them. */
export const MADE_PROPERTIES: Readonly<Record<string, (random: Random) => XmpMeaning>> = {
  "dc:title": languages,
  "dc:description": languages,
  "dc:rights": languages,
  "dc:subject": words,
  "dc:creator": (random) => list("Seq", ...TEXTS.filter(() => random.next() < 0.3)),
  "xmp:Rating": one("-1", "0", "3", "5", "3.0", " 4 ", ""),
  "xmp:Label": one("Red", "Größe", "", " Blue "),
  "xmp:CreateDate": one(...DATES),
  "xmp:CreatorTool": one("Lightroom 13", "07"),
  "photoshop:DateCreated": one(...DATES),
  "photoshop:City": one(...TEXTS),
  "photoshop:State": one(...TEXTS),
  "photoshop:Country": one(...TEXTS),
  "photoshop:Headline": one(...TEXTS),
  "photoshop:Urgency": one("0", "1", "8"),
  "tiff:Make": one("Sony"),
  "tiff:Model": one("ILCE-7M4", "007"),
  "tiff:Orientation": one("1", "6", "9", ""),
  "exif:DateTimeOriginal": one(...DATES),
  "exif:ExposureTime": one("1/250", "0.5", "10/2500", "1/0"),
  "exif:FNumber": one("28/10", "2.8", "0/0"),
  "exif:FocalLength": one("85/1", "85"),
  "exif:FocalLengthIn35mmFilm": one("85"),
  "exif:ISOSpeedRatings": (random) => list("Seq", ...random.pick([["200"], ["200", "400"], []])),
  "exif:GPSLatitude": one("48,51.49332N", "33,51,24.4S", "48.5", "-33.85", "48,30.0", "48;51;29N"),
  "exif:GPSLongitude": one("2,17.67E", "151,12,55W", "-151.2", "2.25"),
  "exif:GPSAltitude": one("352/10", "35.2", "0/1", "-5"),
  "exif:GPSAltitudeRef": one("0", "1", ""),
  "exif:Flash": (random) => ({
    fields: {
      "exif:Fired": random.pick(["True", "False", "true"]),
      "exif:Return": random.pick(["0", "2", "3"]),
      "exif:Mode": random.pick(["0", "1", "2", "3"]),
      "exif:Function": "False",
      "exif:RedEyeMode": random.pick(["True", "False"]),
    },
  }),
  "exifEX:LensModel": one("FE 35mm F1.8", ""),
  "exifEX:BodySerialNumber": one("00042"),
  "exifEX:PhotographicSensitivity": one("640"),
  "aux:Lens": one("EF 50mm f/1.4"),
  "aux:SerialNumber": one("0007"),
  "Iptc4xmpCore:CountryCode": one("CH", "FRA"),
  "Iptc4xmpExt:LocationShown": (random) =>
    list(
      "Bag",
      {
        fields: {
          "Iptc4xmpExt:City": random.pick(TEXTS),
          "Iptc4xmpExt:ProvinceState": "BE",
          "Iptc4xmpExt:CountryName": "Schweiz",
          "Iptc4xmpExt:CountryCode": "CH",
        },
      },
      ...random.next() < 0.3 ? [{ fields: { "Iptc4xmpExt:City": "Second" } }] : [],
    ),
  "lr:hierarchicalSubject": paths("|"),
  "digiKam:TagsList": paths("/"),
  "digiKam:ColorLabel": one("0", "1", "9"),
  "MicrosoftPhoto:LastKeywordXMP": paths("/"),
  "MicrosoftPhoto:Rating": one("0", "1", "25", "60", "99"),
  "mediapro:CatalogSets": paths("|"),
  "acdsee:rating": one("0", "4"),
  "photomechanic:ColorClass": one("0", "1", "8"),
  "darktable:colorlabels": (random) => list("Seq", random.pick(["0", "4"])),
  "mwg-rs:Regions": (random) => ({
    fields: {
      "mwg-rs:AppliedToDimensions": {
        fields: { "stDim:w": "4000", "stDim:h": "3000", "stDim:unit": "pixel" },
      },
      "mwg-rs:RegionList": list(
        random.pick(["Bag", "Seq"]),
        ...Array.from({ length: random.between(0, 3) }, () => region(random)),
      ),
    },
  }),
  "MP:RegionInfo": (random) => ({
    fields: {
      "MPRI:Regions": list("Bag", {
        fields: {
          "MPReg:Rectangle": random.pick(["0.31, 0.21, 0.11, 0.2", "0.1,0.1,0.2,0.2"]),
          "MPReg:PersonDisplayName": random.pick(TEXTS),
        },
      }),
    },
  }),
};
