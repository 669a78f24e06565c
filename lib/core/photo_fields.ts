import { cameraFields } from "./camera_fields.ts";
import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import {
  firstOf,
  integerWithin,
  numberWithin,
  type RawBlock,
  type RawValue,
  textOf,
  textsOf,
  utf16Of,
} from "./metadata_values.ts";
import { positionOf } from "./position.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import type { PhotoFields } from "./reading.ts";
import {
  offsetFromGps,
  offsetOf,
  type TakenAt,
  type TakenFrom,
  takenFromExif,
  takenFromIptc,
  takenFromXmp,
} from "./taken_at.ts";

const IPTC = {
  objectName: 5,
  keywords: 25,
  dateCreated: 55,
  timeCreated: 60,
  byline: 80,
  city: 90,
  state: 95,
  countryCode: 100,
  country: 101,
  copyright: 116,
  caption: 120,
} as const;

/** What cameras write into ImageDescription of every photo. */
const BOILERPLATE = new RegExp(
  "^(?:(?:OLYMPUS|MINOLTA|SAMSUNG|KONICA MINOLTA|CASIO|RICOH|PENTAX)? ?DIGITAL (?:STILL )?CAMERA|" +
    "KODAK DIGITAL STILL CAMERA|SONY DSC|SAMSUNG|EXIF[_ ]JPEG(?:[_ ]PICTURE(?:[_ ]42[02])?)?|" +
    "DCF 1\\.0|JPEG|DIGITAL IMAGE|DEFAULT|DCIM\\\\.*|<?untitled>?|-)$",
  "i",
);

/** digiKam's numbers, in the words Lightroom uses for the same labels. */
const DIGIKAM_LABELS = [
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

/** Chooses for every field the first standard that has a value, in the order of the table "Fields". */
export function photoFields(raw: RawMetadata): PhotoFields {
  return {
    ...imageFields(raw),
    ...takenFields(raw),
    ...textFields(raw),
    ...placeFields(raw),
    ...cameraFields(raw),
  };
}

/** Keywords in the order of the file, each once. */
export function photoKeywords(raw: RawMetadata): string[] {
  const iptc = textsOf(raw.iptc.get(IPTC.keywords) ?? []);
  if (raw.iptcChangedAfterXmp && iptc.length > 0) return iptc;
  const subject = textsOf(raw.xmp.dc?.subject);
  if (subject.length > 0) return subject;
  if (iptc.length > 0) return iptc;
  const leaves = textsOf(raw.xmp.lr?.hierarchicalSubject ?? raw.xmp.digiKam?.TagsList)
    .map((path) => path.split(/[|/]/).at(-1)!);
  if (leaves.length > 0) return [...new Set(leaves)];
  return textsOf(utf16Of(raw.ifd0[IFD0_TAGS.xpKeywords])?.split(";"));
}

function imageFields({ ifd0, exif, xmp, width, height }: RawMetadata) {
  const pixels = (tag: number) => integerWithin(exif[tag], 1, 0xffff_ffff);
  return {
    width: width ?? pixels(EXIF_TAGS.pixelWidth),
    height: height ?? pixels(EXIF_TAGS.pixelHeight),
    orientation: firstOf(
      integerWithin(ifd0[IFD0_TAGS.orientation], 1, 8),
      integerWithin(xmp.tiff?.Orientation, 1, 8),
    ),
    duration: null,
  };
}

function takenFields(raw: RawMetadata) {
  const { exif } = raw;
  const taken = takenFrom(raw);
  if (taken === null) return { takenAt: null, takenOffset: null, takenSource: null };
  const fromGps = offsetFromGps(taken.local, positionOf(raw.gps, raw.xmp.exif).utc);
  const offset = firstOf(taken.offset, offsetOf(textOf(exif[EXIF_TAGS.offsetTime])), fromGps);
  return { takenAt: taken.local, takenOffset: offset, takenSource: taken.source };
}

function takenFrom({ exif, xmp, iptc, iptcChangedAfterXmp }: RawMetadata): TakenFrom | null {
  const iptcText = (dataSet: number) => textOf(iptc.get(dataSet)?.[0]);
  const fromIptc = from(
    "iptc",
    takenFromIptc(iptcText(IPTC.dateCreated), iptcText(IPTC.timeCreated)),
  );
  const fromXmp = (value: RawValue) => from("xmp", takenFromXmp(textOf(value)));
  const original = takenFromExif(
    textOf(exif[EXIF_TAGS.dateTimeOriginal]),
    textOf(exif[EXIF_TAGS.subSecTimeOriginal]),
    textOf(exif[EXIF_TAGS.offsetTimeOriginal]),
  );
  const digitized = takenFromExif(
    textOf(exif[EXIF_TAGS.createDate]),
    textOf(exif[EXIF_TAGS.subSecTimeDigitized]),
    textOf(exif[EXIF_TAGS.offsetTimeDigitized]),
  );
  return firstOf(
    from("exif", original),
    from("exif", digitized),
    iptcChangedAfterXmp ? fromIptc : null,
    fromXmp(xmp.photoshop?.DateCreated),
    fromXmp(xmp.exif?.DateTimeOriginal),
    fromIptc,
    fromXmp((xmp.xmp ?? xmp.xap)?.CreateDate),
  );
}

function from(source: TakenFrom["source"], taken: TakenAt | null): TakenFrom | null {
  return taken === null ? null : { ...taken, source };
}

/** EXIF, then the newer of IPTC and XMP (Metadata Working Group Guidelines 2.0 §3.3). */
function chooser({ iptc, iptcChangedAfterXmp }: RawMetadata) {
  return (exif: string | null, xmp: string | null, dataSet: number): string | null => {
    const values = textsOf(iptc.get(dataSet) ?? []);
    const legacy = values.length === 0 ? null : values.join("; ");
    return iptcChangedAfterXmp ? firstOf(exif, legacy, xmp) : firstOf(exif, xmp, legacy);
  };
}

function textFields(raw: RawMetadata) {
  const { ifd0, xmp, iptc } = raw;
  const choose = chooser(raw);
  const imageDescription = textOf(ifd0[IFD0_TAGS.imageDescription])?.trim() ?? "";
  const written = imageDescription === "" || BOILERPLATE.test(imageDescription)
    ? null
    : imageDescription;
  const creators = textsOf(xmp.dc?.creator).join("; ");
  return {
    title: firstOf(
      textOf(xmp.dc?.title),
      textOf(iptc.get(IPTC.objectName)?.[0]),
      textOf(xmp.photoshop?.Headline),
    ),
    description: firstOf(
      choose(written, textOf(xmp.dc?.description), IPTC.caption),
      userComment(raw),
      utf16Of(ifd0[IFD0_TAGS.xpComment]),
    ),
    rating: ratingOf(raw),
    label: labelOf(raw),
    creator: choose(textOf(ifd0[IFD0_TAGS.artist]), creators === "" ? null : creators, IPTC.byline),
    rights: choose(copyrightOf(ifd0), textOf(xmp.dc?.rights), IPTC.copyright),
    software: firstOf(
      textOf(ifd0[IFD0_TAGS.software]),
      textOf((xmp.xmp ?? xmp.xap)?.CreatorTool),
    ),
  };
}

function ratingOf({ ifd0, xmp }: RawMetadata): number | null {
  const percent = numberWithin(xmp.MicrosoftPhoto?.Rating, 1, 100);
  return firstOf(
    integerWithin((xmp.xmp ?? xmp.xap)?.Rating, -1, 5),
    integerWithin(xmp.acdsee?.rating, 0, 5),
    // Windows keeps stars as 1, 25, 50, 75 and 99 percent.
    percent === null ? null : Math.min(5, Math.round(percent / 25) + 1),
    integerWithin(ifd0[IFD0_TAGS.rating], 0, 5),
  );
}

function labelOf({ xmp }: RawMetadata): string | null {
  const digiKam = integerWithin(xmp.digiKam?.ColorLabel, 1, 9);
  return firstOf(
    textOf((xmp.xmp ?? xmp.xap)?.Label),
    digiKam === null ? null : DIGIKAM_LABELS[digiKam] ?? null,
  );
}

/** Photographer and editor stand in one tag, divided by NUL (EXIF 2.31 §4.6.4). */
function copyrightOf(ifd0: RawBlock): string | null {
  const value = ifd0[IFD0_TAGS.copyright];
  if (typeof value !== "string") return null;
  const parts = value.split("\0").map((part) => part.trim()).filter((part) => part !== "");
  return parts.length === 0 ? null : parts.join("\n");
}

/** Eight bytes name the character code, then the text follows (EXIF 2.31 §4.6.5, UserComment). */
function userComment({ exif, littleEndian }: RawMetadata): string | null {
  const value = exif[EXIF_TAGS.userComment];
  if (!(value instanceof Uint8Array) || value.length < 9) return textOf(value);
  const code = String.fromCharCode(...value.subarray(0, 8));
  const bytes = value.subarray(8);
  const text = code.startsWith("UNICODE")
    ? utf16Of(bytes, littleEndian)
    : code.startsWith("JIS")
    ? null
    : textOf(new TextDecoder().decode(bytes));
  // A block of a program's own data is not a comment.
  // deno-lint-ignore no-control-regex
  return text === null || /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text) ? null : text.trim();
}

function placeFields(raw: RawMetadata) {
  const { xmp } = raw;
  const { latitude, longitude, altitude } = positionOf(raw.gps, xmp.exif);
  const choose = chooser(raw);
  const place = (name: string, dataSet: number) =>
    choose(null, textOf(xmp.photoshop?.[name]), dataSet);
  const core = xmp.Iptc4xmpCore ?? xmp.iptcCore;
  return {
    latitude,
    longitude,
    altitude,
    city: place("City", IPTC.city),
    state: place("State", IPTC.state),
    country: place("Country", IPTC.country),
    countryCode: choose(null, textOf(core?.CountryCode), IPTC.countryCode),
  };
}
