import type { SidecarField } from "./reading.ts";

/** Fields that are decided together, and the XMP properties by which a sidecar decides them. */
export interface FieldGroup {
  readonly fields: readonly SidecarField[];
  /** As `emptyProperties` names them. What else a sidecar says only fills what the file leaves open. */
  readonly properties: readonly string[];
}

/**
 * The fields a sidecar may decide. The size and length of the picture are facts of the file. What made
 * the sidecar is not what made the photo, and `xmp:CreateDate` is with some writers the day of the
 * sidecar, so these two decide nothing.
 */
export const SIDECAR_GROUPS: readonly FieldGroup[] = [
  group("title", "dc.title photoshop.Headline"),
  group("description", "dc.description"),
  // A tree of the file beside other keywords of the sidecar would be that of nobody.
  group(
    "keywords keywordPaths",
    "dc.subject lr.hierarchicalSubject digiKam.TagsList microsoft.LastKeywordXMP mediapro.CatalogSets",
  ),
  group("faces", "mwgRegions.Regions MP.RegionInfo iptcExt.ImageRegion"),
  group("rating", "xmp.Rating acdsee.rating microsoft.Rating"),
  group(
    "label",
    "xmp.Label digiKam.ColorLabel photoshop.Urgency photomech.ColorClass darktable.colorlabels",
  ),
  group("takenAt takenOffset takenSource", "photoshop.DateCreated exif.DateTimeOriginal"),
  // An altitude belongs to its place.
  group("latitude longitude altitude", "exif.GPSLatitude exif.GPSLongitude"),
  group("city", "photoshop.City iptcExt.LocationShown"),
  group("state", "photoshop.State iptcExt.LocationShown"),
  group("country", "photoshop.Country iptcExt.LocationShown"),
  group("countryCode", "iptcCore.CountryCode iptcExt.LocationShown"),
  group("creator", "dc.creator"),
  group("rights", "dc.rights"),
  group("orientation", "tiff.Orientation"),
  group("make", "tiff.Make"),
  group("model", "tiff.Model"),
  group("lens", "exifEX.LensModel aux.Lens"),
  group("serial", "exifEX.BodySerialNumber aux.SerialNumber"),
  group("iso", "exif.ISOSpeedRatings exifEX.PhotographicSensitivity"),
  group("fNumber", "exif.FNumber"),
  group("exposureTime", "exif.ExposureTime"),
  group("focalLength", "exif.FocalLength"),
  group("focalLength35mm", "exif.FocalLengthIn35mmFilm"),
  group("flash", "exif.Flash"),
  group("software", ""),
];

function group(fields: string, properties: string): FieldGroup {
  return {
    fields: fields.split(" ") as SidecarField[],
    properties: properties.split(" ").filter((property) => property !== ""),
  };
}
