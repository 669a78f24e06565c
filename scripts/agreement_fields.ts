import type { PhotoReading } from "../lib/core/reading.ts";
import { expectedMoment } from "./agreement_dates.ts";
import {
  faces,
  first,
  isIptcNewer,
  list,
  number,
  reconciled,
  text,
  type Truth,
} from "./agreement_truth.ts";

/** One field of the public views, what ExifTool's values make of it, and what we read. */
export interface ComparedField {
  readonly name: string;
  readonly expected: (truth: Truth) => unknown;
  readonly ours: (reading: PhotoReading) => unknown;
}

/** What cameras write into ImageDescription of every photo, and nobody typed. */
const BOILERPLATE =
  /^(?:.*DIGITAL (?:STILL )?CAMERA|SONY DSC|SAMSUNG|EXIF[_ ]JPEG.*|DCF 1\.0|JPEG|DIGITAL IMAGE|DEFAULT|DCIM\\.*|<?untitled>?|-)$/i;

const exif = (...names: string[]) => names.flatMap((name) => [`ExifIFD:${name}`, `IFD0:${name}`]);

const EXPECTED: Readonly<Record<string, (truth: Truth) => unknown>> = {
  width: (truth) => size(truth)[0],
  height: (truth) => size(truth)[1],
  orientation,
  duration,
  takenAt: (truth) => expectedMoment(truth)?.local ?? null,
  takenOffset: (truth) => expectedMoment(truth)?.offset ?? null,
  title: (truth) => text(truth, "XMP-dc:Title", "IPTC:ObjectName", "XMP-photoshop:Headline"),
  description,
  rating,
  label,
  latitude: (truth) => position(truth)[0],
  longitude: (truth) => position(truth)[1],
  altitude,
  city: (truth) => place(truth, "City", "City", "City"),
  state: (truth) => place(truth, "State", "Province-State", "ProvinceState", "State"),
  country: (truth) => place(truth, "Country", "Country-PrimaryLocationName", "CountryName"),
  countryCode,
  creator: (truth) =>
    reconciled(truth, {
      exif: list(truth, "IFD0:Artist").join("; "),
      xmp: "XMP-dc:Creator",
      iptc: "IPTC:By-line",
      mwg: "MWG:Creator",
    }),
  rights: (truth) =>
    reconciled(truth, {
      exif: text(truth, "IFD0:Copyright"),
      xmp: "XMP-dc:Rights",
      iptc: "IPTC:CopyrightNotice",
      mwg: "MWG:Copyright",
    }),
  make: (truth) => text(truth, "IFD0:Make", "XMP-tiff:Make", "Keys:Make", "UserData:Make"),
  model: (truth) => text(truth, "IFD0:Model", "XMP-tiff:Model", "Keys:Model", "UserData:Model"),
  lens: (truth) =>
    text(truth, ...exif("LensModel", "Lens"), "XMP-exifEX:LensModel", "XMP-aux:Lens", KEYS_LENS),
  serial: (truth) =>
    text(
      truth,
      ...exif("SerialNumber", "CameraSerialNumber"),
      "XMP-exifEX:SerialNumber",
      "XMP-aux:SerialNumber",
    ),
  iso: (truth) =>
    number(truth, 0, 4e9, ...exif("ISO"), "XMP-exif:ISO", "XMP-exifEX:PhotographicSensitivity"),
  fNumber: (truth) => number(truth, 0, 1e6, ...exif("FNumber"), "XMP-exif:FNumber"),
  exposureTime: (truth) => number(truth, 0, 1e6, ...exif("ExposureTime"), "XMP-exif:ExposureTime"),
  focalLength: (truth) => number(truth, 0, 1e6, ...exif("FocalLength"), "XMP-exif:FocalLength"),
  focalLength35mm: (truth) =>
    number(
      truth,
      0,
      0xffff,
      ...exif("FocalLengthIn35mmFormat"),
      "XMP-exif:FocalLengthIn35mmFormat",
    ),
  flash: (truth) => number(truth, 0, 0xffff, ...exif("Flash")) ?? xmpFlash(truth),
  software: (truth) => text(truth, "IFD0:Software", "XMP-xmp:CreatorTool"),
};

const KEYS_LENS = "Keys:LensModel";

/** Every field that is compared, in the order of the public views. */
export const COMPARED_FIELDS: readonly ComparedField[] = [
  ...Object.entries(EXPECTED).map(([name, expected]) => ({
    name,
    expected,
    ours: ({ fields }: PhotoReading) => fieldOf(fields, name),
  })),
  { name: "keywords", expected: keywords, ours: (reading) => reading.keywords },
  { name: "keywordPaths", expected: tree, ours: (reading) => reading.keywordPaths },
  { name: "faces", expected: faces, ours: (reading) => reading.faces },
];

/** File name and mtime are no metadata: ExifTool's values say nothing of them. */
function fieldOf(fields: PhotoReading["fields"], name: string): unknown {
  const isGuess = fields.takenSource === "filename" || fields.takenSource === "mtime";
  if (isGuess && name.startsWith("taken")) return null;
  return fields[name as keyof typeof fields];
}

/** `2 × 3 pixels`, of the image itself where ExifTool tells that apart. */
function size(truth: Truth): [number | null, number | null] {
  const pair = (width: string, height: string): [number, number] | null => {
    const [x, y] = [number(truth, 1, 4e9, width), number(truth, 1, 4e9, height)];
    return x === null || y === null ? null : [x, y];
  };
  const composite = text(truth, "Composite:ImageSize")?.split(" ").map(Number) ?? [];
  // A RAW file holds pictures of many sizes; ExifTool chooses.
  if (isRaw(truth) && composite[0]! > 0) return [composite[0]!, composite[1]!];
  return pair("File:ImageWidth", "File:ImageHeight") ?? pair("PNG:ImageWidth", "PNG:ImageHeight") ??
    (composite[0]! > 0 && composite[1]! > 0 ? [composite[0]!, composite[1]!] : null) ??
    pair("ExifIFD:ExifImageWidth", "ExifIFD:ExifImageHeight") ?? [null, null];
}

function isRaw(truth: Truth): boolean {
  return /^(?:CR2|CR3|CRW|NEF|ARW|DNG|RAF|ORF|RW2|PEF|SRW|X3F|IIQ)$/.test(
    String(truth["File:FileType"]),
  );
}

/** Degrees clockwise of a film, as the EXIF orientation that shows it the same way. */
const OF_ROTATION: Readonly<Record<number, number>> = { 90: 6, 180: 3, 270: 8 };
/** Turns of 90° against the clock (`irot`), likewise. */
const OF_IROT: readonly (number | null)[] = [null, 8, 3, 6];

function orientation(truth: Truth): number | null {
  return number(truth, 1, 8, "IFD0:Orientation", "XMP-tiff:Orientation") ??
    OF_ROTATION[number(truth, 0, 359, "Composite:Rotation") ?? 0] ??
    OF_IROT[number(truth, 0, 3, "QuickTime:Rotation") ?? 0] ?? null;
}

/** A CR3 is a film of one second for QuickTime readers only. */
function duration(truth: Truth): number | null {
  if (truth["File:FileType"] === "CR3") return null;
  const tags = truth["File:FileType"] === "AVI"
    ? ["Composite:Duration"]
    : ["QuickTime:Duration", "Info:Duration", "M2TS:Duration"];
  return number(truth, 0, 1e9, ...tags);
}

function description(truth: Truth): string | null {
  const typed = text(truth, "IFD0:ImageDescription");
  return reconciled(truth, {
    exif: typed === null || BOILERPLATE.test(typed) ? null : typed,
    xmp: "XMP-dc:Description",
    iptc: "IPTC:Caption-Abstract",
    mwg: "MWG:Description",
  }) ?? text(truth, ...exif("UserComment"), "IFD0:XPComment");
}

function rating(truth: Truth): number | null {
  const stars = number(truth, -1, 5, "XMP-xmp:Rating", "XMP-acdsee:Rating");
  if (stars !== null) return stars;
  const percent = number(truth, 0, 100, "XMP-microsoft:RatingPercent");
  if (percent !== null && percent > 0) {
    return [1, 25, 50, 75, 99].findLastIndex((at) => at <= percent) + 1;
  }
  return number(truth, 0, 5, "IFD0:Rating");
}

const DIGIKAM = [
  "",
  "Red",
  "Orange",
  "Yellow",
  "Green",
  "Blue",
  "Magenta",
  "Gray",
  "Black",
  "White",
];

const PHOTO_MECHANIC = ",Winner,Winner Alt,Superior,Superior Alt,Typical,Typical Alt,Extras,Trash"
  .split(",");

function label(truth: Truth): string | null {
  const words = text(truth, "XMP-xmp:Label");
  if (words !== null) return words;
  const digiKam = number(truth, 1, 9, "XMP-digiKam:ColorLabel", "XMP-photoshop:Urgency");
  if (digiKam !== null) return DIGIKAM[digiKam]!;
  const photoMechanic = number(truth, 1, 8, "XMP-photomech:ColorClass");
  if (photoMechanic !== null) return PHOTO_MECHANIC[photoMechanic]!;
  const darktable = number(truth, 0, 4, "XMP-darktable:Colorlabels");
  return darktable === null ? null : ["Red", "Yellow", "Green", "Blue", "Purple"][darktable]!;
}

function position(truth: Truth): [number | null, number | null] {
  const latitude = hemisphere(truth, "GPS:GPSLatitude", "S", "N", 90);
  const longitude = hemisphere(truth, "GPS:GPSLongitude", "W", "E", 180);
  if (latitude !== null && longitude !== null) return [latitude, longitude];
  const signed = (latitudeTag: string, longitudeTag: string): [number, number] | null => {
    const pair = [number(truth, -90, 90, latitudeTag), number(truth, -180, 180, longitudeTag)];
    return pair[0] == null || pair[1] == null ? null : [pair[0], pair[1]];
  };
  const inXmp = signed("XMP-exif:GPSLatitude", "XMP-exif:GPSLongitude");
  const [x, y] = placeOfFilm(truth);
  return inXmp ?? (x === undefined || y === undefined ? [null, null] : [x, y]);
}

/** Latitude, longitude and perhaps altitude: of Apple's keys, of QuickTime's text, of 3GPP's box. */
function placeOfFilm(truth: Truth): number[] {
  const [coordinates, box] = [
    text(truth, "Keys:GPSCoordinates", "UserData:GPSCoordinates"),
    text(truth, "UserData:LocationInformation"),
  ];
  if (coordinates !== null) return coordinates.split(" ").map(Number);
  return ["Lat", "Lon", "Alt"].flatMap((name) =>
    Number(new RegExp(`${name}=([-+.\\d]+)`).exec(box ?? "")?.[1] ?? NaN)
  ).filter((part) => !Number.isNaN(part));
}

function hemisphere(truth: Truth, tag: string, minus: string, plus: string, most: number) {
  const value = number(truth, 0, most, tag);
  const ref = text(truth, `${tag}Ref`)?.charAt(0).toUpperCase();
  if (value === null || (ref !== minus && ref !== plus)) return null;
  return ref === minus ? -value : value;
}

function altitude(truth: Truth): number | null {
  const exifHeight = number(truth, 0, 1e7, "GPS:GPSAltitude");
  if (exifHeight !== null) return isBelow(truth["GPS:GPSAltitudeRef"]) ? -exifHeight : exifHeight;
  const xmpHeight = number(truth, -1e5, 1e7, "XMP-exif:GPSAltitude");
  if (xmpHeight !== null) return isBelow(truth["XMP-exif:GPSAltitudeRef"]) ? -xmpHeight : xmpHeight;
  return placeOfFilm(truth)[2] ?? null;
}

const isBelow = (ref: unknown) => Number(ref) === 1 || Number(ref) === 3;

function place(truth: Truth, xmp: string, iptc: string, shown: string, mwg = xmp): string | null {
  return reconciled(truth, {
    xmp: `XMP-photoshop:${xmp}`,
    iptc: `IPTC:${iptc}`,
    mwg: `MWG:${mwg}`,
  }) ?? shownLocation(truth, shown);
}

/** The Working Group has no rule for the code; what holds for the rest of the place holds for it. */
function countryCode(truth: Truth): string | null {
  const xmp = "XMP-iptcCore:CountryCode";
  const iptc = "IPTC:Country-PrimaryLocationCode";
  const country = {
    xmp: "XMP-photoshop:Country",
    iptc: "IPTC:Country-PrimaryLocationName",
    mwg: "MWG:Country",
  };
  const order = isIptcNewer(truth, country) ? [iptc, xmp] : [xmp, iptc];
  return text(truth, ...order) ?? shownLocation(truth, "CountryCode");
}

function shownLocation(truth: Truth, name: string): string | null {
  const shown = [truth["XMP-iptcExt:LocationShown"] ?? []].flat()[0] as Truth | undefined;
  return shown === undefined || typeof shown !== "object" ? null : text(shown, name);
}

function xmpFlash(truth: Truth): number | null {
  const flash = truth["XMP-exif:Flash"] as Truth | undefined;
  if (flash === undefined || typeof flash !== "object") return null;
  const bit = (name: string) => String(flash[name]).toLowerCase() === "true" ? 1 : 0;
  const part = (name: string) => Number(flash[name] ?? 0);
  return bit("Fired") | part("Return") << 1 | part("Mode") << 3 | bit("Function") << 5 |
    bit("RedEyeMode") << 6;
}

const HIERARCHIES = [
  "XMP-lr:HierarchicalSubject",
  "XMP-digiKam:TagsList",
  "XMP-microsoft:LastKeywordXMP",
  "XMP-mediapro:CatalogSets",
];

function tree(truth: Truth): string[] {
  for (const tag of HIERARCHIES) {
    const isSlashed = tag.startsWith("XMP-digiKam") || tag.startsWith("XMP-microsoft");
    const paths = list(truth, tag).map((path) => isSlashed ? path.replaceAll("/", "|") : path);
    if (paths.length > 0) return paths;
  }
  return [];
}

function keywords(truth: Truth): string[] {
  const both = list(truth, "MWG:Keywords", "XMP-dc:Subject", "IPTC:Keywords");
  if (both.length > 0) return both;
  const leaves = tree(truth).map((path) => path.split("|").at(-1)!);
  if (leaves.length > 0) return [...new Set(leaves)];
  const windows = first(truth, "IFD0:XPKeywords");
  return windows === null ? [] : [
    ...new Set(
      String(windows).split(";").map((word) => word.trim()).filter((word) => word !== ""),
    ),
  ];
}
