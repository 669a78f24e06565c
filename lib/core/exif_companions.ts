import { numberOf, textOf } from "./metadata_values.ts";
import type { TagsInput, TagValue } from "./tag_values.ts";

/** The first version of EXIF that knows offsets from UTC; versions compare as text. */
const OFFSETS_SINCE = "0231";
const OFFSETS = /^ExifIFD:OffsetTime/;

/**
 * What EXIF asks for beside the tags of an edit, so that a file in which everything was in order stays
 * so. Only what a new directory must hold is added to it, and never anything to one that was there: what
 * is wanting in that was wanting before.
 */
export function exifCompanions(
  tags: readonly TagValue[],
  { standards, before }: TagsInput,
): TagValue[] {
  const isNew = (directory: string) =>
    tags.some(({ tag, value }) => tag.startsWith(directory) && value !== null) &&
    !Object.keys(before).some((tag) => tag.startsWith(directory));
  const rules = RULES[standards.exif ?? "any"];
  return [
    ...isNew("ExifIFD:") ? rules.exif(before) : raisedVersion(tags, before),
    ...isNew("GPS:") ? rules.gps : [],
  ];
}

/** No further than it has to be: nothing else is claimed of the file. */
function raisedVersion(tags: readonly TagValue[], before: TagsInput["before"]): TagValue[] {
  const version = textOf(before["ExifIFD:ExifVersion"]);
  const isTooOld = version !== null && /^\d{4}$/.test(version) && version < OFFSETS_SINCE;
  const hasOffset = tags.some(({ tag, value }) => OFFSETS.test(tag) && value !== null);
  return isTooOld && hasOffset ? [{ tag: "ExifIFD:ExifVersion", value: OFFSETS_SINCE }] : [];
}

interface Rules {
  /** In a new ExifIFD (EXIF 2.32 §4.6.8), beside what ExifTool itself puts there. */
  readonly exif: (before: TagsInput["before"]) => readonly TagValue[];
  /** In a new GPS directory. */
  readonly gps: readonly TagValue[];
}

const FLASHPIX: TagValue = { tag: "ExifIFD:FlashpixVersion", value: "0100" };

const RULES: Readonly<Record<NonNullable<TagsInput["standards"]["exif"]>, Rules>> = {
  compressed: {
    exif: (before) => [
      FLASHPIX,
      ...size("ExifIFD:ExifImageWidth", before["File:ImageWidth"]),
      ...size("ExifIFD:ExifImageHeight", before["File:ImageHeight"]),
    ],
    gps: [],
  },
  uncompressed: {
    // ExifTool puts the order of components there, which is for compressed pictures only.
    exif: () => [FLASHPIX, { tag: "ExifIFD:ComponentsConfiguration", value: null }],
    // The one of its values that says nothing of a device.
    gps: [{ tag: "GPS:GPSProcessingMethod", value: "MANUAL" }],
  },
  any: { exif: () => [], gps: [] },
};

function size(tag: string, value: unknown): TagValue[] {
  const pixels = numberOf(value);
  return pixels === null ? [] : [{ tag, value: String(pixels) }];
}
