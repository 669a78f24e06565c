import type { EditablePosition, FieldValues } from "./editable.ts";
import { DIGIKAM_LABELS, PERCENT } from "./edit_properties.ts";
import { exifCompanions } from "./exif_companions.ts";
import { Tags, type TagsInput, type TagValue } from "./tag_values.ts";

/**
 * The tags of the standards that hold the changed fields. What is set goes to the tags that are read
 * first, and to those of the same meaning that other programs look at; what is cleared leaves every tag
 * it is read from, or it would come back from the next one. A tag that is set to the value it has is no
 * change.
 */
export function tagsOfEdit(input: TagsInput): TagValue[] {
  const fields = Object.keys(input.changed) as (keyof FieldValues)[];
  const writers = new Set(fields.map((field) => WRITERS[field]));
  const tags = [...writers].flatMap((write) => write(new Tags(input), input));
  const touchesIptc = tags.some(({ tag }) => tag.startsWith("IPTC:"));
  return [
    ...tags,
    ...exifCompanions(tags, input),
    { tag: "XMP-xmp:MetadataDate", value: input.now },
    // Readers would take IPTC for changed by somebody else afterwards (MWG Guidelines 2.0 §3.3.1).
    ...touchesIptc && (input.standards.digest || input.before["Photoshop:IPTCDigest"] !== undefined)
      ? [{ tag: "Photoshop:IPTCDigest", value: "new" }]
      : [],
  ];
}

type Writer = (tags: Tags, input: TagsInput) => TagValue[];

const WRITERS: Readonly<Record<keyof FieldValues, Writer>> = {
  title: (tags, { changed: { title = null } }) => [
    ...tags.inLanguages("dc:Title", title),
    ...tags.iptc("ObjectName", title),
    ...tags.gone(title, ["XMP-photoshop:Headline"]),
  ],
  description: (tags, { changed: { description = null } }) => [
    ...tags.exif("IFD0:ImageDescription", description),
    ...tags.inLanguages("dc:Description", description),
    ...tags.iptc("Caption-Abstract", description),
    ...tags.gone(description, ["ExifIFD:UserComment", "IFD0:UserComment", "IFD0:XPComment"]),
  ],
  keywords: (tags, { changed: { keywords = [] } }) => [
    ...tags.xmp("dc:Subject", keywords),
    ...tags.iptc("Keywords", keywords.length === 0 ? null : keywords),
    ...tags.gone(keywords, ["IFD0:XPKeywords"]),
  ],
  keyword_paths: (tags, { changed: { keyword_paths: paths = [] } }) => [
    ...tags.xmp("lr:HierarchicalSubject", paths),
    ...tags.xmp("digiKam:TagsList", paths.map((path) => path.replaceAll("|", "/"))),
    ...tags.gone(paths, ["XMP-microsoft:LastKeywordXMP", "XMP-mediapro:CatalogSets"]),
  ],
  rating: writeRating,
  label: (tags, { changed: { label = null } }) => {
    const number = label === null ? -1 : DIGIKAM_LABELS.indexOf(label);
    return [
      ...tags.xmp("xmp:Label", label),
      ...tags.xmp("digiKam:ColorLabel", number < 0 ? null : String(number)),
      ...tags.gone(label, ["XMP-photoshop:Urgency", "XMP-photomech:ColorClass"]),
    ];
  },
  taken_at: writeTaken,
  taken_offset: writeTaken,
  position: (tags, { changed: { position = null } }) => writePosition(tags, position),
  city: (tags, { changed: { city = null } }) => writePlace(tags, "City", "City", city),
  state: (tags, { changed: { state = null } }) =>
    writePlace(tags, "State", "Province-State", state),
  country: (tags, { changed: { country = null } }) =>
    writePlace(tags, "Country", "Country-PrimaryLocationName", country),
  country_code: (tags, { changed: { country_code: code = null } }) => [
    ...tags.xmp("iptcCore:CountryCode", code),
    // It has room for the codes of three letters only.
    ...tags.iptcIfAny("Country-PrimaryLocationCode", code?.length === 3 ? code : null),
    ...goneFromShown(tags, "CountryCode", code),
  ],
  creator: (tags, { changed: { creator = null } }) => {
    const several = creator?.split(/\s*;\s*/).filter((name) => name !== "") ?? [];
    return [
      ...tags.exif("IFD0:Artist", creator),
      ...tags.xmp("dc:Creator", several),
      ...tags.iptc("By-line", several.length === 0 ? null : several),
    ];
  },
  rights: (tags, { changed: { rights = null } }) => [
    ...tags.exif("IFD0:Copyright", rights),
    ...tags.inLanguages("dc:Rights", rights),
    ...tags.iptc("CopyrightNotice", rights),
  ],
};

function writeRating(tags: Tags, { changed: { rating = null } }: TagsInput): TagValue[] {
  const stars = rating === null || rating < 0 ? null : rating;
  const percent = stars === null ? null : String(PERCENT[stars]);
  return [
    ...tags.xmp("xmp:Rating", rating === null ? null : String(rating)),
    ...tags.ifPresent("IFD0:Rating", stars === null ? null : String(stars)),
    ...tags.ifPresent("IFD0:RatingPercent", percent),
    ...tags.ifPresent("XMP-microsoft:RatingPercent", percent),
    ...tags.ifPresent("XMP-acdsee:Rating", stars === null ? null : String(stars)),
  ];
}

function writePlace(tags: Tags, name: string, dataSet: string, value: string | null): TagValue[] {
  const shown = { City: "City", State: "ProvinceState", Country: "CountryName" }[name]!;
  return [
    ...tags.xmp(`photoshop:${name}`, value),
    ...tags.iptcIfAny(dataSet, value),
    ...goneFromShown(tags, shown, value),
  ];
}

/** A structure is in the file as a whole, and loses one of its fields. */
function goneFromShown(tags: Tags, field: string, value: string | null): TagValue[] {
  const isThere = tags.ifPresent("XMP-iptcExt:LocationShown", null).length > 0;
  return value === null && isThere ? tags.xmp(`iptcExt:LocationShown${field}`, null) : [];
}

const EXIF_MOMENT = [
  ...["ExifIFD:DateTimeOriginal", "ExifIFD:SubSecTimeOriginal", "ExifIFD:OffsetTimeOriginal"],
];
/** Where a date is read from when the first place has none. */
const OTHER_MOMENTS = [
  ...["ExifIFD:CreateDate", "ExifIFD:SubSecTimeDigitized", "ExifIFD:OffsetTimeDigitized"],
  ...["XMP-exif:DateTimeOriginal", "XMP-xmp:CreateDate", "PNG:CreationTime"],
  ...["IPTC:DateCreated", "IPTC:TimeCreated"],
];

/**
 * EXIF holds whole moments only (EXIF 2.32 §4.6.6); a date of less precision is in XMP alone, and
 * nothing in front of it may say more.
 */
function writeTaken(tags: Tags, { taken, standards, before }: TagsInput): TagValue[] {
  const { taken_at: at, taken_offset: offset } = taken;
  const [, date, clock, , digits = null] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.(\d+))?$/.exec(at ?? "") ?? [];
  const xmp = at === null ? null : `${at.replaceAll("-", ":").replace("T", " ")}${offset ?? ""}`;
  if (date === undefined || clock === undefined) {
    const gone = [...EXIF_MOMENT, ...OTHER_MOMENTS];
    return [
      ...gone.flatMap((tag) => tags.ifPresent(tag, null)),
      ...tags.xmp("photoshop:DateCreated", xmp),
    ];
  }
  const exifDate = date.replaceAll("-", ":");
  const zoned = offset === null ? null : `${clock}${offset}`;
  return [
    ...tags.exif("ExifIFD:DateTimeOriginal", `${exifDate} ${clock}`),
    ...standards.exif !== null || before["ExifIFD:SubSecTimeOriginal"] !== undefined
      ? tags.exif("ExifIFD:SubSecTimeOriginal", digits)
      : [],
    ...tags.exif("ExifIFD:OffsetTimeOriginal", offset),
    // It stands for the one that has gone.
    ...offset === null ? tags.ifPresent("ExifIFD:OffsetTime", null) : [],
    ...tags.xmp("photoshop:DateCreated", xmp),
    ...tags.ifPresent("XMP-exif:DateTimeOriginal", xmp),
    ...tags.iptcIfAny("DateCreated", exifDate),
    // A time of IPTC always has a zone, and an invented one would be read as known.
    ...zoned === null
      ? tags.ifPresent("IPTC:TimeCreated", null)
      : tags.iptcIfAny("TimeCreated", zoned),
  ];
}

function writePosition(tags: Tags, position: EditablePosition | null): TagValue[] {
  const inXmp = ["GPSLatitude", "GPSLongitude", "GPSAltitude", "GPSAltitudeRef"]
    .map((name) => `XMP-exif:${name}`);
  // All of it: somebody who takes a position out means the direction and the place names of it, too.
  if (position === null) {
    return [...tags.exif("GPS:All", null), ...inXmp.flatMap((tag) => tags.ifPresent(tag, null))];
  }
  const { latitude, longitude, altitude } = position;
  const [metres, ref] = altitude === null ? [null, null] : [
    String(Math.abs(altitude)),
    altitude < 0 ? "1" : "0",
  ];
  const exif: readonly [string, string | null][] = [
    ["GPS:GPSLatitude", String(Math.abs(latitude))],
    ["GPS:GPSLatitudeRef", latitude < 0 ? "S" : "N"],
    ["GPS:GPSLongitude", String(Math.abs(longitude))],
    ["GPS:GPSLongitudeRef", longitude < 0 ? "W" : "E"],
    ["GPS:GPSAltitude", metres],
    ["GPS:GPSAltitudeRef", ref],
  ];
  const xmp = [String(latitude), String(longitude), metres, ref];
  return [
    ...exif.flatMap(([tag, value]) => tags.exif(tag, value)),
    ...inXmp.flatMap((tag, index) =>
      tags.hasExif ? tags.ifPresent(tag, xmp[index]!) : [{ tag, value: xmp[index]! }]
    ),
  ];
}
