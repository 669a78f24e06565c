import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import { IPTC, withoutCut } from "./iptc_data_sets.ts";
import {
  defaultTextOf,
  firstOf,
  isBlock,
  type RawBlock,
  textOf,
  textsOf,
  utf16Of,
  utf16OfAnyOrder,
} from "./metadata_values.ts";
import { plainText } from "./plain_text.ts";
import { positionOf } from "./position.ts";
import { labelOf, ratingOf } from "./rating_and_label.ts";
import type { RawMetadata } from "./raw_metadata.ts";

/** What cameras write into ImageDescription of every photo. */
const BOILERPLATE = new RegExp(
  "^(?:(?:[A-Z]+ ){0,2}DIGITAL (?:STILL )?CAMERA|SONY DSC|SAMSUNG|DIGITAL IMAGE|" +
    "EXIF[_ ]JPEG(?:[_ ]PICTURE(?:[_ ]42[02])?)?|DCF 1\\.0|JPEG|DEFAULT|DCIM\\\\.*|<?untitled>?|-)$",
  "i",
);

/** EXIF, then the newer of IPTC and XMP (Metadata Working Group Guidelines 2.0 §3.3). */
function chooser({ iptc, iptcChangedAfterXmp }: RawMetadata) {
  return (exif: string | null, xmp: string | readonly string[] | null, dataSet: number) => {
    const modern = xmp === null ? [] : typeof xmp === "string" ? [xmp] : xmp;
    const legacy = withoutCut(dataSet, textsOf(iptc.get(dataSet) ?? []), modern);
    const order = iptcChangedAfterXmp ? [legacy, modern] : [modern, legacy];
    return firstOf(exif, ...order.map((texts) => texts.join("; ") || null));
  };
}

/** What people wrote about a photo. */
export function textFields(raw: RawMetadata) {
  const { ifd0, xmp, iptc } = raw;
  const choose = chooser(raw);
  const typed = textOf(ifd0[IFD0_TAGS.imageDescription])?.trim() ?? "";
  const written = typed === "" || BOILERPLATE.test(typed) ? null : typed;
  return {
    title: firstOf(
      defaultTextOf(xmp.dc?.title),
      textOf(iptc.get(IPTC.objectName)?.[0]),
      textOf(xmp.photoshop?.Headline),
    ),
    description: firstOf(
      choose(written, defaultTextOf(xmp.dc?.description), IPTC.caption),
      userComment(raw),
      utf16Of(ifd0[IFD0_TAGS.xpComment]),
    ),
    rating: ratingOf(raw),
    label: labelOf(raw),
    creator: choose(textOf(ifd0[IFD0_TAGS.artist]), textsOf(xmp.dc?.creator), IPTC.byline),
    rights: choose(copyrightOf(ifd0), defaultTextOf(xmp.dc?.rights), IPTC.copyright),
    software: firstOf(textOf(ifd0[IFD0_TAGS.software]), textOf(xmp.xmp?.CreatorTool)),
  };
}

/** Photographer and editor stand in one tag, divided by NUL (EXIF 2.32 §4.6.4). */
function copyrightOf(ifd0: RawBlock): string | null {
  const value = ifd0[IFD0_TAGS.copyright];
  if (typeof value !== "string") return null;
  const parts = value.split("\0").slice(0, 2).map((part) => part.trim())
    .filter((part) => part !== "");
  return parts.length === 0 ? null : parts.join("\n");
}

/** Eight bytes name the character code, then the text follows (EXIF 2.32 §4.6.5, UserComment). */
function userComment({ exif, littleEndian }: RawMetadata): string | null {
  const value = exif[EXIF_TAGS.userComment];
  if (!(value instanceof Uint8Array)) return textOf(value);
  const text = commentText(value, littleEndian);
  // A block of a program's own data is not a comment.
  // deno-lint-ignore no-control-regex
  return text === null || /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text) ? null : text.trim();
}

function commentText(value: Uint8Array, littleEndian: boolean): string | null {
  const code = String.fromCharCode(...value.subarray(0, 8));
  const bytes = value.subarray(8);
  if (/^UNICODE[\0 ]$/.test(code)) return utf16OfAnyOrder(bytes, littleEndian);
  if (/^JIS[\0 ]{5}$/.test(code)) return textOf(japanese(bytes));
  // Cameras fill the code of ASCII, or that of an unknown one, with anything after its first NUL.
  return textOf(plainText(/^(?:ASCII)?(?:\0|[\0 ]+$)/.test(code) ? bytes : value));
}

/** JIS X 0208 in pairs of seven bits, or as ISO 2022 has it. */
function japanese(bytes: Uint8Array): string {
  if (bytes.includes(0x1b)) return new TextDecoder("iso-2022-jp").decode(bytes);
  return new TextDecoder("euc-jp").decode(bytes.map((byte) => byte === 0 ? 0 : byte | 0x80));
}

/** Where a photo was taken, in numbers and in words. */
export function placeFields(raw: RawMetadata) {
  const { xmp } = raw;
  const { latitude, longitude, altitude } = positionOf(raw);
  const choose = chooser(raw);
  const [first] = [xmp.iptcExt?.LocationShown].flat();
  const shown = isBlock(first) ? first : {};
  const place = (name: string, dataSet: number, shownName: string) =>
    firstOf(choose(null, textOf(xmp.photoshop?.[name]), dataSet), textOf(shown[shownName]));
  const code = choose(null, textOf(xmp.iptcCore?.CountryCode), IPTC.countryCode);
  return {
    latitude,
    longitude,
    altitude,
    city: place("City", IPTC.city, "City"),
    state: place("State", IPTC.state, "ProvinceState"),
    country: place("Country", IPTC.country, "CountryName"),
    countryCode: firstOf(code, textOf(shown.CountryCode)),
  };
}
