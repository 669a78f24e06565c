import { IFD0_TAGS } from "./exif_tags.ts";
import type { ExifToolTags, ExifToolValue } from "./exif_tool_tags.ts";
import { EXIF_NAMES, GPS_NAMES, IFD0_NAMES, IPTC_NAMES, XMP_NAMES } from "./exif_tool_names.ts";
import type { ContainerFacts } from "./photo_parts.ts";
import { isBlock, numberWithin, type RawBlock, type RawValue, textsOf } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";

/**
 * Groups a camera's own values are in, the more trusted first: EXIF, then the containers that have
 * none (CRW, X3F, AVCHD films), then what ExifTool works out itself.
 */
const EXIF_GROUPS = [
  "IFD0",
  "ExifIFD",
  "GPS",
  "CanonRaw",
  "SigmaRaw",
  "Canon",
  "H264",
  "Composite",
];

/**
 * Puts ExifTool's tags where the decoders of this program put theirs, so that the choice between the
 * standards is made in one place for both.
 */
export function exifToolMetadata(tags: ExifToolTags): RawMetadata {
  const [width, height] = sizeOf(tags);
  return {
    ifd0: { ...exifBlock(tags, IFD0_NAMES), ...windowsTexts(tags) },
    exif: exifBlock(tags, EXIF_NAMES),
    gps: gpsBlock(tags),
    xmp: xmpBlocks(tags),
    iptc: iptcValues(tags),
    iptcChangedAfterXmp: isIptcNewer(tags),
    width,
    height,
    littleEndian: true,
    facts: factsOf(tags),
  };
}

/**
 * Numbers instead of names, and a date that has its zone: told as facts of the film. What ExifTool
 * makes of a lens is the two ends of its zoom.
 */
const NOT_EXIF: ReadonlySet<string> = new Set([
  "H264:Make",
  "H264:Model",
  "H264:DateTimeOriginal",
  "Composite:Lens",
]);

/** Values by tag number; of several groups that have one, the first of `EXIF_GROUPS`. */
function exifBlock(tags: ExifToolTags, names: Readonly<Record<string, number>>): RawBlock {
  const block: Record<number, RawValue> = {};
  for (const [name, tag] of Object.entries(names)) {
    const group = EXIF_GROUPS.find((group) =>
      !NOT_EXIF.has(`${group}:${name}`) && isSaid(tags[`${group}:${name}`])
    );
    if (group !== undefined) block[tag] ??= tags[`${group}:${name}`];
  }
  return block;
}

function isSaid(value: ExifToolValue | undefined): boolean {
  return typeof value === "string" ? value.trim() !== "" : value != null;
}

/** Windows' texts are UTF-16 in the file, and ExifTool gives them as text. */
function windowsTexts(tags: ExifToolTags): RawBlock {
  const texts = {
    [IFD0_TAGS.xpComment]: tags["IFD0:XPComment"],
    [IFD0_TAGS.xpKeywords]: tags["IFD0:XPKeywords"],
  };
  const told = Object.entries(texts).filter(([, text]) => typeof text === "string");
  return Object.fromEntries(told.map(([tag, text]) => [tag, utf16(String(text))]));
}

function utf16(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
}

/** Degrees are numbers: text would be searched for degrees, minutes and seconds. */
function gpsBlock(tags: ExifToolTags): RawBlock {
  const block = Object.entries(exifBlock(tags, GPS_NAMES));
  return Object.fromEntries(
    block.map((
      [tag, value],
    ) => [tag, /^-?[\d.]+(?:e[-+]?\d+)?$/i.test(String(value)) ? Number(value) : value]),
  );
}

function xmpBlocks(tags: ExifToolTags): Record<string, RawBlock> {
  const blocks: Record<string, Record<string, RawValue>> = {};
  for (const [namespace, { group, renamed, names }] of Object.entries(XMP_NAMES)) {
    const block: Record<string, RawValue> = {};
    for (const name of names) {
      const value = tags[`XMP-${group}:${renamed?.[name] ?? capital(name)}`];
      if (value !== undefined) block[name] = asInXmp(value);
    }
    if (Object.keys(block).length > 0) blocks[namespace] = block;
  }
  return blocks;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Fields of structures that XMP writes with a small first letter, and ExifTool with a capital one. */
const SMALL_FIELDS = /^(?:[XYWHD]|Unit|Rb[A-Z].*)$/;

function asInXmp(value: ExifToolValue): RawValue {
  if (Array.isArray(value)) return value.map(asInXmp);
  if (!isBlock(value)) return value;
  const fields = Object.entries(value as Readonly<Record<string, ExifToolValue>>);
  return Object.fromEntries(
    fields.map(([name, field]) => [
      SMALL_FIELDS.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name,
      asInXmp(field),
    ]),
  );
}

function iptcValues(tags: ExifToolTags): Map<number, readonly string[]> {
  const values = new Map<number, readonly string[]>();
  for (const [name, dataSet] of Object.entries(IPTC_NAMES)) {
    const texts = textsOf(tags[`IPTC:${name}`]);
    if (texts.length > 0) values.set(dataSet, texts);
  }
  return values;
}

/** Metadata Working Group Guidelines 2.0 §3.3.1: the stored digest is that of an older block. */
function isIptcNewer(tags: ExifToolTags): boolean {
  const stored = tags["Photoshop:IPTCDigest"];
  const current = tags["File:CurrentIPTCDigest"];
  return isSaid(stored) && isSaid(current) && stored !== current;
}

function sizeOf(tags: ExifToolTags): [number | null, number | null] {
  const [width, height] = String(tags["Composite:ImageSize"] ?? "").split(/[ x]/)
    .map((side) => numberWithin(side, 1, 0xffff_ffff));
  return [width ?? null, height ?? null];
}

/** What the camera says within the pictures of an AVCHD film. */
function factsOf(tags: ExifToolTags): ContainerFacts {
  const text = (name: string) => (typeof tags[name] === "string" ? tags[name] : null);
  const model = text("H264:Model");
  return {
    duration: numberWithin(tags["M2TS:Duration"], 0, 1e9),
    // Summer time is in the offset already.
    createdText: text("H264:DateTimeOriginal")?.replace(" DST", "") ?? null,
    make: FILM_MAKERS[text("H264:Make") ?? ""] ?? null,
    ...model === null ? {} : { model },
  };
}

/** Numbers of makers in AVCHD, as ExifTool's module H264 has found them. */
const FILM_MAKERS: Readonly<Record<string, string>> = {
  259: "Panasonic",
  264: "Sony",
  4113: "Canon",
  4356: "JVC",
};
