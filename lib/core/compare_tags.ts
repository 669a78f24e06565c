import type { ExifToolTags } from "./exif_tool_tags.ts";
import type { TagValue } from "./tag_values.ts";

/** Groups that tell of the file and the reader, or are made of other tags. */
const DERIVED = /^(?:File|System|ExifTool|Composite):/;
/** Places within the file: they move with everything before them. */
const PLACES = /(?:Offset|Offsets|Start)$/;
/** What goes along with any writing of its standard. */
const ACCOMPANYING = new Set([
  "XMP-x:XMPToolkit",
  "IPTC:CodedCharacterSet",
  "IPTC:EnvelopeRecordVersion",
  "IPTC:ApplicationRecordVersion",
  "Photoshop:IPTCDigest",
  "Photoshop:CurrentIPTCDigest",
  // How much metadata a container has, and which.
  "QuickTime:MediaDataSize",
  "RIFF:WebP_Flags",
]);
/** What a directory must hold that is made anew (EXIF 2.32 §4.6.8), and its size in JPEG XL. */
const MANDATORY = new Set([
  ...["XResolution", "YResolution", "ResolutionUnit", "YCbCrPositioning"].map((tag) =>
    `IFD0:${tag}`
  ),
  ...["ExifVersion", "ComponentsConfiguration", "FlashpixVersion", "ColorSpace", "ExifImageWidth"]
    .map((tag) => `ExifIFD:${tag}`),
  ...["ExifIFD:ExifImageHeight", "GPS:GPSVersionID"],
]);

/**
 * The tags that are other than before although nobody asked for it, or gone, as sentences.
 *
 * @param written what was asked for; of a language or a field of a structure the whole tag counts
 */
export function unexpectedChanges(
  before: ExifToolTags,
  after: ExifToolTags,
  written: readonly TagValue[],
): string[] {
  // A directory with nothing else left in it goes as a whole.
  const isGone = (tag: string) => {
    const group = tag.slice(0, tag.indexOf(":") + 1);
    return !Object.keys(after).some((one) => one.startsWith(group) && !PLACES.test(one));
  };
  const isExpected = (tag: string) =>
    DERIVED.test(tag) || PLACES.test(tag) || ACCOMPANYING.has(tag) ||
    written.some((one) => isOf(tag, one.tag)) ||
    (MANDATORY.has(tag) && (before[tag] === undefined || isGone(tag)));
  const isSame = (tag: string) =>
    tag.endsWith(ALL)
      ? isWithin(before[tag], after[tag] ?? after[nameOf(tag)])
      : JSON.stringify(before[tag]) === JSON.stringify(after[tag]) ||
        (after[tag] === undefined && saysNothing(tag, before[tag]));
  const tags = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...tags].filter((tag) => !isExpected(nameOf(tag)) && !isSame(tag))
    .map((tag) => `${tag} was ${shown(before[tag])} and would be ${shown(after[tag])}`);
}

/** Marks the list of all values of a tag that is there several times, each as JSON. */
const ALL = " (all)";

function nameOf(tag: string): string {
  return tag.endsWith(ALL) ? tag.slice(0, -ALL.length) : tag;
}

/** Whether no value was lost; that there are more now is told by the tag itself where it matters. */
function isWithin(before: unknown, after: unknown): boolean {
  const left = Array.isArray(after) ? [...after] : [JSON.stringify(after)];
  return !Array.isArray(before) || before.every((value) => {
    const at = left.indexOf(value);
    return at >= 0 && left.splice(at, 1).length === 1;
  });
}

/** An empty property of XMP, which ExifTool leaves out when it writes the packet anew. */
function saysNothing(tag: string, value: unknown): boolean {
  return tag.startsWith("XMP-") && (value === "" || (Array.isArray(value) && value.length === 0));
}

function isOf(tag: string, written: string): boolean {
  // It is taken out of the directory it does not belong to.
  if (written.startsWith("ExifIFD:") && tag === written.replace("ExifIFD:", "IFD0:")) return true;
  if (written.endsWith(":All")) return tag.startsWith(written.slice(0, -3));
  return tag === written || written === `${tag}-x-default` ||
    (tag.endsWith(":LocationShown") && written.startsWith(tag));
}

function shown(value: unknown): string {
  if (value === undefined) return "absent";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
