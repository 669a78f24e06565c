import { EXIF_TAGS, IFD0_TAGS } from "./exif_tags.ts";
import { IPTC } from "./iptc_data_sets.ts";
import { GPS_TAGS } from "./position.ts";

/** ExifTool's names of tags of the first directory. */
export const IFD0_NAMES: Readonly<Record<string, number>> = {
  ImageDescription: IFD0_TAGS.imageDescription,
  Make: IFD0_TAGS.make,
  Model: IFD0_TAGS.model,
  Orientation: IFD0_TAGS.orientation,
  Software: IFD0_TAGS.software,
  Artist: IFD0_TAGS.artist,
  Rating: IFD0_TAGS.rating,
  Copyright: IFD0_TAGS.copyright,
  CameraSerialNumber: IFD0_TAGS.cameraSerialNumber,
};

/** ExifTool's names of tags of the Exif directory; of two for one tag, the first is trusted more. */
export const EXIF_NAMES: Readonly<Record<string, number>> = {
  ExposureTime: EXIF_TAGS.exposureTime,
  ShutterSpeed: EXIF_TAGS.exposureTime,
  FNumber: EXIF_TAGS.fNumber,
  Aperture: EXIF_TAGS.fNumber,
  ISO: EXIF_TAGS.iso,
  DateTimeOriginal: EXIF_TAGS.dateTimeOriginal,
  CreateDate: EXIF_TAGS.createDate,
  OffsetTime: EXIF_TAGS.offsetTime,
  OffsetTimeOriginal: EXIF_TAGS.offsetTimeOriginal,
  OffsetTimeDigitized: EXIF_TAGS.offsetTimeDigitized,
  Flash: EXIF_TAGS.flash,
  FocalLength: EXIF_TAGS.focalLength,
  UserComment: EXIF_TAGS.userComment,
  SubSecTimeOriginal: EXIF_TAGS.subSecTimeOriginal,
  SubSecTimeDigitized: EXIF_TAGS.subSecTimeDigitized,
  FocalLengthIn35mmFormat: EXIF_TAGS.focalLength35mm,
  SerialNumber: EXIF_TAGS.serialNumber,
  LensModel: EXIF_TAGS.lensModel,
  Lens: EXIF_TAGS.lens,
};

/** ExifTool's names of tags of the GPS directory. */
export const GPS_NAMES: Readonly<Record<string, number>> = {
  GPSLatitudeRef: GPS_TAGS.latitudeRef,
  GPSLatitude: GPS_TAGS.latitude,
  GPSLongitudeRef: GPS_TAGS.longitudeRef,
  GPSLongitude: GPS_TAGS.longitude,
  GPSAltitudeRef: GPS_TAGS.altitudeRef,
  GPSAltitude: GPS_TAGS.altitude,
  GPSTimeStamp: GPS_TAGS.timeStamp,
  GPSDateStamp: GPS_TAGS.dateStamp,
};

/** ExifTool's names of IPTC data sets. */
export const IPTC_NAMES: Readonly<Record<string, number>> = {
  ObjectName: IPTC.objectName,
  Keywords: IPTC.keywords,
  DateCreated: IPTC.dateCreated,
  TimeCreated: IPTC.timeCreated,
  "By-line": IPTC.byline,
  City: IPTC.city,
  "Province-State": IPTC.state,
  "Country-PrimaryLocationCode": IPTC.countryCode,
  "Country-PrimaryLocationName": IPTC.country,
  CopyrightNotice: IPTC.copyright,
  "Caption-Abstract": IPTC.caption,
};

/** Properties of one namespace that are asked for, and what ExifTool calls them. */
interface XmpNames {
  /** Without `XMP-`. */
  readonly group: string;
  /** As XMP spells them; ExifTool begins them with a capital letter. */
  readonly names: readonly string[];
  /** ExifTool's name where it has one of its own. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/** By the short name of the namespace, see `xmpNamespace`. */
export const XMP_NAMES: Readonly<Record<string, XmpNames>> = {
  dc: { group: "dc", names: ["title", "description", "subject", "creator", "rights"] },
  xmp: { group: "xmp", names: ["Rating", "Label", "CreateDate", "CreatorTool"] },
  tiff: { group: "tiff", names: ["Make", "Model", "Orientation"] },
  exif: {
    group: "exif",
    names: [
      "DateTimeOriginal",
      "ExposureTime",
      "FNumber",
      "Flash",
      "FocalLength",
      "FocalLengthIn35mmFilm",
      "GPSAltitude",
      "GPSAltitudeRef",
      "GPSLatitude",
      "GPSLongitude",
      "ISOSpeedRatings",
    ],
    renamed: { ISOSpeedRatings: "ISO", FocalLengthIn35mmFilm: "FocalLengthIn35mmFormat" },
  },
  exifEX: {
    group: "exifEX",
    names: ["LensModel", "BodySerialNumber", "PhotographicSensitivity"],
    renamed: { BodySerialNumber: "SerialNumber" },
  },
  aux: { group: "aux", names: ["Lens", "SerialNumber"] },
  photoshop: {
    group: "photoshop",
    names: ["City", "State", "Country", "DateCreated", "Headline", "Urgency"],
  },
  iptcCore: { group: "iptcCore", names: ["CountryCode"] },
  iptcExt: { group: "iptcExt", names: ["LocationShown", "ImageRegion"] },
  lr: { group: "lr", names: ["hierarchicalSubject"] },
  digiKam: { group: "digiKam", names: ["TagsList", "ColorLabel"] },
  microsoft: {
    group: "microsoft",
    names: ["LastKeywordXMP", "Rating"],
    renamed: { Rating: "RatingPercent" },
  },
  MP: { group: "MP", names: ["RegionInfo"], renamed: { RegionInfo: "RegionInfoMP" } },
  mwgRegions: { group: "mwg-rs", names: ["Regions"], renamed: { Regions: "RegionInfo" } },
  acdsee: { group: "acdsee", names: ["rating"] },
  mediapro: { group: "mediapro", names: ["CatalogSets"] },
  photomech: { group: "photomech", names: ["ColorClass"] },
};
