import { EXIF_TAGS, IFD0_TAGS } from "../lib/core/exif_tags.ts";
import { GPS_TAGS } from "../lib/core/position.ts";
import { type ExifDirectories, type TiffField, writeTiff } from "../lib/core/tiff_writer.ts";
import type { Random } from "../tests/program/random.ts";

const ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5, UNDEFINED = 7, SRATIONAL = 10;
const BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

type Encode = (random: Random, littleEndian: boolean) => Omit<TiffField, "tag">;

/** Text with a NUL at its end, without, with several, in bytes of another type, or of another code page. */
function text(...texts: string[]): Encode {
  return (random) => {
    const end = random.pick(["\0", "\0", "\0", "", "\0\0\0", "  \0", "\0rest\0"]);
    const plain = new TextEncoder().encode(random.pick(texts) + end);
    const value = random.next() < 0.1 ? latin1(random.pick(texts) + end) : plain;
    const type = random.next() < 0.1 && !end.includes("rest") ? UNDEFINED : ASCII;
    return { type, count: value.length, value };
  };
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => Math.min(letter.charCodeAt(0), 0xff));
}

/** Numbers, or quotients written `1/250`, in one of the types. */
function numbers(types: readonly number[], ...lists: string[]): Encode {
  return (random, littleEndian) => {
    const items = random.pick(lists).split(" ");
    const type = random.pick(types);
    const value = new Uint8Array(items.length * BYTES[type]!);
    items.forEach((item, index) =>
      write(new DataView(value.buffer), index * BYTES[type]!, type, item, littleEndian)
    );
    return { type, count: items.length, value };
  };
}

function write(view: DataView, at: number, type: number, item: string, littleEndian: boolean) {
  const [top = "0", bottom = "1"] = item.split("/");
  const whole = Math.round(Number(top) / (Number(bottom) || 1));
  if (type === RATIONAL || type === SRATIONAL) {
    view.setInt32(at, Number(top), littleEndian);
    view.setInt32(at + 4, Number(bottom), littleEndian);
  } else if (BYTES[type] === 1) view.setUint8(at, whole);
  else if (BYTES[type] === 2) view.setUint16(at, whole, littleEndian);
  else if (type === 11) view.setFloat32(at, Number(top) / Number(bottom), littleEndian);
  else if (type === 12) view.setFloat64(at, Number(top) / Number(bottom), littleEndian);
  else view.setUint32(at, whole, littleEndian);
}

/** The character code of eight bytes, then text of it, or of another one. */
const userComment: Encode = (random, littleEndian) => {
  const words = random.pick(["A comment", "Größe", "夕暮れ", "   ", "", "\0\0\0\0"]);
  const utf16 = new Uint8Array(words.length * 2);
  const isLittle = random.next() < 0.7 ? littleEndian : !littleEndian;
  for (let index = 0; index < words.length; index++) {
    new DataView(utf16.buffer).setUint16(index * 2, words.charCodeAt(index), isLittle);
  }
  const [code, bytes] = random.pick([
    ["ASCII\0\0\0", new TextEncoder().encode(words)],
    ["UNICODE\0", utf16],
    ["\0\0\0\0\0\0\0\0", new TextEncoder().encode(words)],
    ["        ", latin1(words)],
    ["JIS\0\0\0\0\0", Uint8Array.of(0x24, 0x22, 0x46, 0x7c)],
    ["", new TextEncoder().encode(words)],
  ]);
  const value = Uint8Array.from([...latin1(code), ...bytes]);
  return { type: random.next() < 0.9 ? UNDEFINED : ASCII, count: value.length, value };
};

/** Windows' text: little-endian in whatever structure. */
function windows(...texts: string[]): Encode {
  return (random) => {
    const words = random.pick(texts) + random.pick(["\0", "", "\0\0"]);
    const units = Array.from({ length: words.length }, (_, index) => words.charCodeAt(index));
    const value = Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
    return { type: 1, count: value.length, value };
  };
}

const WORDS = [
  "Harbour",
  "Größe, café",
  "夕暮れ",
  "  both sides  ",
  "",
  "   ",
  "007",
  "two\nlines",
];
const DATES = [
  "2024:05:01 12:30:00",
  "2024-05-01 12:30:00",
  "2024:05:01T12:30:00",
  "2024:05:01 12:30",
  "2024:05:01",
  "2024:05:01 12:30:00.50",
  "2024:05:01 12:30:00+02:00",
  "0000:00:00 00:00:00",
  "    :  :     :  :  ",
  "                   ",
  "2024:02:30 12:30:00",
  "2024:05:01 24:00:00",
  "2024:5:1 9:3:0",
  "2024/05/01 12:30:00",
];
const OFFSETS = ["+02:00", "-05:30", "Z", "+2:00", "+0200", "   :  ", ""];
const DIGITS = ["0", "12", "123", " 7", "", "5  ", "000000", "ab"];
const QUOTIENTS = [RATIONAL, RATIONAL, RATIONAL, SRATIONAL, SHORT];
const WHOLE = [SHORT, SHORT, LONG, RATIONAL, 9, 1];

const IFD0: Readonly<Record<number, Encode>> = {
  [IFD0_TAGS.imageDescription]: text(...WORDS, "OLYMPUS DIGITAL CAMERA         "),
  [IFD0_TAGS.make]: text("Canon", "NIKON CORPORATION", "   "),
  [IFD0_TAGS.model]: text("EOS R6", "007", "X100VI   "),
  [IFD0_TAGS.orientation]: numbers([SHORT, SHORT, LONG, 1], "1", "6", "8", "0", "9", "3 1"),
  [IFD0_TAGS.software]: text("1.10", "Größe"),
  [IFD0_TAGS.artist]: text("Ada Lovelace", "José; Ñandú", " "),
  [IFD0_TAGS.copyright]: text("Ada\0Grace", " \0Grace", "Größe", "Ada\0"),
  [IFD0_TAGS.rating]: numbers([SHORT, SHORT, LONG], "0", "3", "5", "6", "99"),
  [IFD0_TAGS.xpComment]: windows("Größe", "夕暮れ", " "),
  [IFD0_TAGS.xpKeywords]: windows("sea;harbour", "Übersee; 日本 ;;"),
};

const EXIF: Readonly<Record<number, Encode>> = {
  [EXIF_TAGS.exposureTime]: numbers(QUOTIENTS, "1/250", "10/2500", "30/1", "0/1", "1/0", "0/0"),
  [EXIF_TAGS.fNumber]: numbers(QUOTIENTS, "28/10", "0/0", "0/1", "1/0", "4294967295/1000"),
  [EXIF_TAGS.iso]: numbers(WHOLE, "100", "65535", "200 400", "0", "51200"),
  [EXIF_TAGS.dateTimeOriginal]: text(...DATES),
  [EXIF_TAGS.createDate]: text(...DATES),
  [EXIF_TAGS.offsetTime]: text(...OFFSETS),
  [EXIF_TAGS.offsetTimeOriginal]: text(...OFFSETS),
  [EXIF_TAGS.offsetTimeDigitized]: text(...OFFSETS),
  [EXIF_TAGS.flash]: numbers(WHOLE, "0", "16", "95", "65535"),
  [EXIF_TAGS.focalLength]: numbers(QUOTIENTS, "50/1", "425/100", "0/0", "0/1", "50/1 70/1"),
  [EXIF_TAGS.userComment]: userComment,
  [EXIF_TAGS.subSecTimeOriginal]: text(...DIGITS),
  [EXIF_TAGS.subSecTimeDigitized]: text(...DIGITS),
  [EXIF_TAGS.focalLength35mm]: numbers(WHOLE, "27", "0", "65535"),
  [EXIF_TAGS.serialNumber]: text("0000129324", "123", "  ", "AB 12"),
  [EXIF_TAGS.lensModel]: text("RF24-105mm", "50", "----", "0.0 mm f/0.0", "Æther"),
};

const REFS = (letters: string) => text(...letters.split(""), letters.toLowerCase()[0]!, "", "?");
const GPS: Readonly<Record<number, Encode>> = {
  [GPS_TAGS.latitudeRef]: REFS("NS"),
  [GPS_TAGS.latitude]: numbers(
    QUOTIENTS,
    "48/1 51/1 2960/100",
    "48858222/1000000 0/1 0/1",
    "48/1 515/10 0/0",
    "0/0 0/0 0/0",
    "95/1 0/1 0/1",
    "12/1",
    "12/1 30/1",
  ),
  [GPS_TAGS.longitudeRef]: REFS("EW"),
  [GPS_TAGS.longitude]: numbers(QUOTIENTS, "2/1 17/1 402/10", "179/1 59/1 59/1", "0/1 0/1 0/1"),
  [GPS_TAGS.altitudeRef]: numbers([1, 1, 1, SHORT, ASCII], "0", "1", "2", "3", "48", "49"),
  [GPS_TAGS.altitude]: numbers(QUOTIENTS, "352/10", "0/1", "0/0", "1/0", "4000/1"),
  [GPS_TAGS.timeStamp]: numbers(QUOTIENTS, "10/1 30/1 0/1", "10/1 30/1 2999/100", "0/0 0/0 0/0"),
  [GPS_TAGS.dateStamp]: text("2024:05:01", "2024-05-01", "2024:05:01 00:00", "", "    :  :  "),
};

/** A TIFF structure of tags chosen at random, of every type that a writer may have given them. */
export function madeExif(random: Random): Uint8Array {
  const littleEndian = random.next() < 0.5;
  const some = (table: Readonly<Record<number, Encode>>, share: number): TiffField[] =>
    Object.entries(table).filter(() => random.next() < share)
      .map(([tag, encode]) => ({ tag: Number(tag), ...encode(random, littleEndian) }));
  const directories: ExifDirectories = {
    ifd0: some(IFD0, 0.4),
    exif: some(EXIF, 0.4),
    gps: random.next() < 0.6 ? some(GPS, 0.85) : [],
  };
  return writeTiff(directories, littleEndian);
}

/** A picture of one pixel (ITU-T T.81 annex B) with an EXIF block or an XMP packet in its APP1. */
export function madeJpeg(block: Uint8Array, kind: "exif" | "xmp"): Uint8Array {
  const header = latin1(kind === "exif" ? "Exif\0\0" : "http://ns.adobe.com/xap/1.0/\0");
  const size = 2 + header.length + block.length;
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe1, size >> 8, size & 0xff, ...header, ...block],
    ...[0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, 0, 0xff, 0xd9],
  ]);
}
