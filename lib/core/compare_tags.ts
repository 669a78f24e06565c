import type { ExifToolTags } from "./exif_tool_tags.ts";
import type { TagValue } from "./tag_values.ts";

/** Groups that tell of the file and the reader, or are made of other tags. */
const DERIVED = /^(?:File|System|ExifTool|Composite):/;
/** Places within the file: they move with everything before them. */
const PLACES = /(?:Offset|Offsets|Start)(?: \(all\))?$/;
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
  const tags = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...tags].filter((tag) =>
    !isExpected(tag) && JSON.stringify(before[tag]) !== JSON.stringify(after[tag]) &&
    !(saysNothing(tag, before[tag]) && after[tag] === undefined)
  ).map((tag) => `${tag} was ${shown(before[tag])} and would be ${shown(after[tag])}`);
}

/** An empty property of XMP, which ExifTool leaves out when it writes the packet anew. */
function saysNothing(tag: string, value: unknown): boolean {
  return tag.startsWith("XMP-") && (value === "" || (Array.isArray(value) && value.length === 0));
}

function isOf(name: string, written: string): boolean {
  const tag = name.replace(/ \(all\)$/, "");
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
