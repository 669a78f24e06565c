import { EXIF_NAMES, GPS_NAMES, IFD0_NAMES, IPTC_NAMES, XMP_NAMES } from "./exif_tool_names.ts";
import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import { isBlock, type RawBlock, type RawValue, utf16Of } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import type { RawTags, RawTagValue } from "./reading.ts";

/** Windows' texts, which the table of ExifTool's names has not: their values are texts there. */
const WINDOWS_NAMES: Readonly<Record<number, string>> = {
  [IFD0_TAGS.xpComment]: "XPComment",
  [IFD0_TAGS.xpKeywords]: "XPKeywords",
};
/** Data sets of IPTC record 2 that hold no field (IIM 4.2 §6). */
const OTHER_DATA_SETS: Readonly<Record<number, string>> = {
  0: "ApplicationRecordVersion",
  4: "ObjectAttributeReference",
  10: "Urgency",
  12: "SubjectReference",
  15: "Category",
  20: "SupplementalCategories",
  40: "SpecialInstructions",
  62: "DigitalCreationDate",
  63: "DigitalCreationTime",
  65: "OriginatingProgram",
  70: "ProgramVersion",
  85: "By-lineTitle",
  92: "Sub-location",
  103: "OriginalTransmissionReference",
  105: "Headline",
  110: "Credit",
  115: "Source",
  122: "Writer-Editor",
};
const OTHER_NAMES: Readonly<Record<number, string>> = {
  [IFD0_TAGS.panasonicIso]: "ISO",
  [EXIF_TAGS.pixelWidth]: "ExifImageWidth",
  [EXIF_TAGS.pixelHeight]: "ExifImageHeight",
};

/**
 * Everything the decoders found, by `Group:Tag` as ExifTool names them, or by the number where it is
 * not known; values as the file has them, bytes in hexadecimal. What a container says outside of EXIF,
 * XMP and IPTC is in the group `Container`.
 */
export function rawTags(raw: RawMetadata): RawTags {
  const { width, height, facts } = raw;
  const container = { imageWidth: width, imageHeight: height, ...facts };
  return Object.fromEntries([
    ...Object.entries(container).filter(([, value]) => value != null)
      .map(([name, value]) => [`Container:${capital(name)}`, plain(value)] as const),
    ...numbered("IFD0", raw.ifd0, { ...EXIF, ...IFD0 }),
    ...numbered("ExifIFD", raw.exif, EXIF),
    ...numbered("GPS", raw.gps, inverse(GPS_NAMES)),
    ...Object.entries(raw.xmp).flatMap(([namespace, block]) => properties(namespace, block)),
    ...[...raw.iptc].map(([dataSet, values]) =>
      [
        `IPTC:${IPTC[dataSet] ?? `2:${dataSet}`}`,
        values.length === 1 ? values[0]! : values,
      ] as const
    ),
  ]);
}

/** Of two names for one tag, the first is the tag's own. */
function inverse(names: Readonly<Record<string, number>>): Record<number, string> {
  return Object.fromEntries(
    Object.entries(names).toReversed().map(([name, tag]) => [tag, name] as const),
  );
}

const IFD0 = { ...inverse(IFD0_NAMES), ...WINDOWS_NAMES, ...OTHER_NAMES };
const EXIF = { ...inverse(EXIF_NAMES), ...OTHER_NAMES };
const IPTC: Readonly<Record<number, string>> = { ...OTHER_DATA_SETS, ...inverse(IPTC_NAMES) };

function numbered(
  group: string,
  block: RawBlock,
  names: Readonly<Record<number, string>>,
): (readonly [string, RawTagValue])[] {
  return Object.entries(block).filter(([, value]) => value != null).map(([key, value]) => {
    const tag = Number(key);
    const name = names[tag] ?? `0x${tag.toString(16).padStart(4, "0")}`;
    const text = WINDOWS_NAMES[tag] === undefined ? null : utf16Of(value);
    return [`${group}:${name}`, text ?? plain(value)] as const;
  });
}

function properties(namespace: string, block: RawBlock): (readonly [string, RawTagValue])[] {
  const known = XMP_NAMES[namespace];
  return Object.entries(block).map(([name, value]) =>
    [
      `XMP-${known?.group ?? namespace}:${known?.renamed?.[name] ?? capital(name)}`,
      plain(value),
    ] as const
  );
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function plain(value: RawValue): RawTagValue {
  if (value instanceof Uint8Array) {
    return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint16Array, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (isBlock(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
  }
  // JSON has no NaN, and a quotient of 0/0 is one.
  return typeof value === "number" && Number.isFinite(value) ? value : String(value);
}
