import type { Random } from "../tests/program/random.ts";
import { FILM_TAGS, PNG_TAGS } from "./made_container_tags.ts";
import { MADE_NAMES, MADE_TEXTS, type MadeTag, madeTags } from "./made_values.ts";

const DATES = [
  "2024:05:01 12:30:00",
  "1999:12:31 23:59:59",
  "2016:02:29 00:00:00",
  "0000:00:00 00:00:00",
  "2024:02:30 10:00:00",
  "1970:01:01 00:00:00",
];
const XMP_DATES = [
  "2024:05:01 12:30:00",
  "2024:05:01 12:30:00.25+02:00",
  "2024:05:01 12:30-05:30",
  "2024:05:01",
  "2024:05",
  "2024",
  "2024:05:01 12:30:00Z",
];
const OFFSETS = ["+02:00", "-05:30", "Z", "+00:00", "+14:00"];
const SUB_SECONDS = ["0", "12", "123", "007", "123456"];
const KEYWORDS = [
  ["sea"],
  ["sea", "harbour", "sea"],
  ["Übersee", "日本", "a|b"],
  ["with, comma", "with; semicolon"],
  ["1", "2.50", "007"],
];
const STARS = ["-1", "0", "1", "3", "5"];

const EXIF: readonly MadeTag[] = [
  ...madeTags("IFD0", {
    ImageDescription: [
      ...MADE_TEXTS,
      "OLYMPUS DIGITAL CAMERA",
      "SONY DSC",
      " ",
      "Samsung",
      "untitled",
    ],
    Artist: MADE_NAMES,
    Copyright: [...MADE_TEXTS, "(c) 2024 Ada Lovelace"],
    Software: ["Ver.1.0", "darktable 4.6", "1.10"],
    Make: ["Canon", "NIKON CORPORATION", "Apple"],
    Model: ["Canon EOS R6", "007", "X100VI  "],
    Orientation: ["1", "3", "6", "8", "2", "5"],
    Rating: ["0", "2", "5"],
    RatingPercent: ["1", "50", "99"],
    XPTitle: MADE_TEXTS,
    XPComment: MADE_TEXTS,
    XPAuthor: MADE_NAMES,
    XPKeywords: ["sea;harbour", "Übersee; 日本 ;", "one"],
    ModifyDate: DATES,
  }),
  ...madeTags("ExifIFD", {
    DateTimeOriginal: DATES,
    CreateDate: DATES,
    SubSecTimeOriginal: SUB_SECONDS,
    SubSecTimeDigitized: SUB_SECONDS,
    OffsetTime: OFFSETS,
    OffsetTimeOriginal: OFFSETS,
    OffsetTimeDigitized: OFFSETS,
    UserComment: MADE_TEXTS,
    ISO: ["100", "65535", "51200", "50"],
    FNumber: ["1.8", "0", "22", "5.6"],
    ExposureTime: ["0.004", "30", "0.3333333333", "0"],
    FocalLength: ["50", "4.25", "0", "600"],
    FocalLengthIn35mmFormat: ["27", "0", "1200"],
    Flash: ["0", "1", "16", "25", "95"],
    LensModel: ["RF24-105mm F4 L IS USM", "50", "Æther 35mm"],
    SerialNumber: ["0000129324", "123", "AB-12"],
    ExifImageWidth: ["4000"],
    ExifImageHeight: ["3000"],
  }),
  ...madeTags("GPS", {
    GPSLatitude: ["48.858222", "0", "89.9999999"],
    GPSLatitudeRef: ["N", "S"],
    GPSLongitude: ["2.2945", "179.9999", "0"],
    GPSLongitudeRef: ["E", "W"],
    GPSAltitude: ["35.2", "0", "8848.86", "430.5"],
    GPSAltitudeRef: ["0", "1"],
    GPSTimeStamp: ["10:30:00", "23:59:59.99"],
    GPSDateStamp: ["2024:05:01", "1999:12:31"],
  }),
];

const IPTC: readonly MadeTag[] = madeTags("IPTC", {
  ObjectName: MADE_TEXTS,
  Keywords: KEYWORDS,
  DateCreated: ["2024:05:01", "2023:12:24"],
  TimeCreated: ["12:30:00+02:00", "00:00:00+00:00", "23:59:59-05:30"],
  "By-line": [...MADE_NAMES, ["Ada", "Grace"]],
  City: ["Genève", "Paris"],
  "Province-State": ["Île-de-France"],
  "Country-PrimaryLocationCode": ["FRA", "CH"],
  "Country-PrimaryLocationName": ["France", "日本"],
  CopyrightNotice: MADE_TEXTS,
  "Caption-Abstract": MADE_TEXTS,
  Headline: MADE_TEXTS,
  Urgency: ["1", "5"],
});

const XMP: readonly MadeTag[] = [
  ...madeTags("XMP-dc", {
    Title: MADE_TEXTS,
    "Title-de": ["Hafen am Abend"],
    "Title-fr": ["Port le soir"],
    Description: MADE_TEXTS,
    "Description-ja": ["夕暮れ"],
    Subject: KEYWORDS,
    Creator: [...MADE_NAMES, ["Ada", "Grace", "Ada"]],
    Rights: MADE_TEXTS,
  }),
  ...madeTags("XMP-xmp", {
    Rating: STARS,
    Label: ["Red", "Rot", "Purple", "To Do"],
    CreateDate: XMP_DATES,
    ModifyDate: XMP_DATES,
    CreatorTool: ["Adobe Lightroom 13", "1.0"],
  }),
  ...madeTags("XMP-photoshop", {
    City: ["Zürich", "Paris"],
    State: ["ZH"],
    Country: ["Schweiz", "日本"],
    DateCreated: XMP_DATES,
    Headline: MADE_TEXTS,
    Urgency: ["0", "1", "5", "8"],
  }),
  ...madeTags("XMP-tiff", { Make: ["Sony"], Model: ["ILCE-7M4"], Orientation: ["1", "6", "3"] }),
  ...madeTags("XMP-exif", {
    DateTimeOriginal: XMP_DATES,
    ExposureTime: ["0.004", "2"],
    FNumber: ["2.8"],
    FocalLength: ["85"],
    FocalLengthIn35mmFormat: ["85"],
    ISO: [["200"], ["200", "400"]],
    GPSLatitude: ["48.858222", "-33.8567844", "0"],
    GPSLongitude: ["2.2945", "-151.2153"],
    GPSAltitude: ["35.2", "430.5"],
    GPSAltitudeRef: ["0", "1"],
    Flash: ["{Fired=True,Return=3,Mode=1,Function=False,RedEyeMode=True}", "{Fired=False,Mode=2}"],
    UserComment: MADE_TEXTS,
  }),
  ...madeTags("XMP-exifEX", {
    LensModel: ["FE 35mm F1.8"],
    SerialNumber: ["00042"],
    PhotographicSensitivity: ["640"],
  }),
  ...madeTags("XMP-aux", { Lens: ["EF 50mm f/1.4"], SerialNumber: ["0007"] }),
  ...madeTags("XMP-iptcCore", { CountryCode: ["CH", "FRA"], Location: ["Limmatquai"] }),
  ...madeTags("XMP-iptcExt", {
    LocationShown: [
      "{City=Bern,ProvinceState=BE,CountryName=Schweiz,CountryCode=CH}",
      "[{City=Lyon},{City=Nice,CountryName=France}]",
    ],
    LocationCreated: ["{City=Elsewhere,CountryName=Nowhere}"],
    PersonInImage: [["Ada", "Grace"]],
    ImageRegion: [
      "[{PersonInImage=[Ada],RegionBoundary={RbShape=rectangle,RbUnit=relative,RbX=0.1,RbY=0.2,RbW=0.3,RbH=0.4}}]",
      "[{RegionBoundary={RbShape=circle,RbUnit=relative,RbX=0.1,RbY=0.2,RbRx=0.3},PersonInImage=[Bo]}]",
    ],
  }),
];

const PROGRAMS: readonly MadeTag[] = [
  ...madeTags("XMP-lr", {
    HierarchicalSubject: [["Place|Europe|Paris", "sea"], ["Menschen|Jörg"]],
  }),
  ...madeTags("XMP-digiKam", {
    TagsList: [["Place/Europe/Paris", "sea"], ["People/王"]],
    ColorLabel: ["0", "1", "6", "9"],
    PickLabel: ["1"],
  }),
  ...madeTags("XMP-microsoft", {
    LastKeywordXMP: [["Place/Rome", "x"]],
    RatingPercent: ["1", "25", "50", "75", "99", "0", "60"],
  }),
  ...madeTags("XMP-mediapro", { CatalogSets: [["Events|Wedding", "Trip"]] }),
  ...madeTags("XMP-acdsee", { Rating: ["0", "4"], Caption: MADE_TEXTS }),
  ...madeTags("XMP-photomech", { ColorClass: ["0", "1", "8"], Tagged: ["True"] }),
  ...madeTags("XMP-mwg-rs", {
    RegionInfo: [
      "{AppliedToDimensions={W=4000,H=3000,Unit=pixel},RegionList=[{Area={X=0.5,Y=0.4,W=0.1,H=0.2,Unit=normalized},Name=Ada Löve,Type=Face},{Area={X=0.1,Y=0.1,W=0.05,H=0.05,Unit=normalized},Name=Rex,Type=Pet}]}",
      "{AppliedToDimensions={W=4000,H=3000,Unit=pixel},RegionList=[{Area={X=2000,Y=1200,W=400,H=600,Unit=pixel},Name=Bo,Type=Face}]}",
      "{AppliedToDimensions={W=4000,H=3000,Unit=pixel},RegionList=[{Area={X=0.5,Y=0.4,D=0.2,Unit=normalized},Type=Face},{Area={X=0.2,Y=0.2,W=0.1,H=0.1,Unit=normalized},Name=Cy}]}",
    ],
  }),
  ...madeTags("XMP-MP", {
    RegionInfoMP: [
      "{Regions=[{PersonDisplayName=Ada,Rectangle=0.31|, 0.21|, 0.11|, 0.2},{Rectangle=0.1|,0.1|,0.2|,0.2}]}",
    ],
  }),
];

/** ExifTool's FileType in lower case, and the groups that are written into it. */
function tagsOf(format: string): readonly MadeTag[] {
  if (/^(?:mov|mp4|m4v|3gp|3g2)$/.test(format)) return [...FILM_TAGS, ...XMP, ...PROGRAMS];
  if (/^(?:gif|psb)$/.test(format)) return [...XMP, ...PROGRAMS];
  if (format === "png") return [...EXIF, ...IPTC, ...XMP, ...PROGRAMS, ...PNG_TAGS];
  return [...EXIF, ...IPTC, ...XMP, ...PROGRAMS];
}

/** Arguments for ExifTool that write some tags, chosen at random, into a file of a format. */
export function madeArguments(format: string, random: Random): string[] {
  const known = tagsOf(format);
  const few = Array.from({ length: random.between(1, 14) }, () => random.pick(known));
  // A third of them with a whole position, which single tags seldom make.
  const together = random.next() < 0.3 ? known.filter(({ tag }) => /GPSL|Altitude/.test(tag)) : [];
  const chosen = new Map([...few, ...together].map((tag) => [tag.tag, tag]));
  const written = [...chosen.values()].flatMap(({ tag, values }) =>
    [random.pick(values)].flat().map((value) => assignment(tag, value))
  );
  return [...written, ...surroundings(format, random)];
}

/** Byte order, character set and digest, and whether what the file had stays. */
function surroundings(format: string, random: Random): string[] {
  const maybe = (share: number, ...args: string[]) => random.next() < share ? args : [];
  return [
    ...maybe(0.4, "-IPTC:CodedCharacterSet=UTF8"),
    ...maybe(0.2, "-charset", "iptc=Latin"),
    ...maybe(0.15, "-Photoshop:IPTCDigest=new"),
    ...maybe(0.15, "-Photoshop:IPTCDigest=00112233445566778899aabbccddeeff"),
    ...maybe(0.1, "-charset", "exif=Latin"),
    ...format === "png" ? maybe(0.3, "-z", "-api", "PNGEarlyXMP") : [],
    ...maybe(
      0.3,
      "-api",
      `Compact=${random.pick(["Shorthand", "NoIndent", "OneDesc", "NoPadding"])}`,
    ),
    ...maybe(0.3, "-ExifByteOrder=" + random.pick(["II", "MM"])),
  ];
}

/** One line of an argument file; what has line ends in it is written as a text of C. */
function assignment(tag: string, value: string): string {
  if (!value.includes("\n")) return `-${tag}=${value}`;
  const quoted = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return `#[CSTR]-${tag}=${quoted}`;
}
