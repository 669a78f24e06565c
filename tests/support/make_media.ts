import { crc32 } from "node:zlib";
import { box, bytesOf, fullBox, tiff, u16, u32 } from "./media_bytes.ts";

/** What a made file says of itself; what is left out it does not say. */
export interface MakeMediaOptions {
  readonly title?: string;
  readonly keywords?: readonly string[];
  /** 1 or 6, as those of every format can be told. */
  readonly orientation?: 1 | 6;
  /** Degrees north and east. */
  readonly position?: readonly [latitude: number, longitude: number];
  /** Bytes of the picture, which nobody decodes. */
  readonly picture?: Uint8Array;
  /** ISO 8601 with a zone, of a film that of its header; told by XMP in the other formats. */
  readonly takenAt?: string;
  /** Seconds, of a film. */
  readonly duration?: number;
}

const WIDTH = 640, HEIGHT = 480;
const little = (value: number) => u32(value).toReversed();
const utf8 = (text: string) => new TextEncoder().encode(text);

function packetOf(
  { title, keywords = [], position, takenAt }: MakeMediaOptions,
): Uint8Array {
  const list = (name: string, kind: string, items: readonly string[]) =>
    items.length === 0
      ? ""
      : `<dc:${name}><rdf:${kind}>${
        items.map((item) => `<rdf:li xml:lang="x-default">${item}</rdf:li>`).join("")
      }</rdf:${kind}></dc:${name}>`;
  const place = position === undefined
    ? ""
    : `<exif:GPSLatitude>${position[0]},0N</exif:GPSLatitude>` +
      `<exif:GPSLongitude>${position[1]},0E</exif:GPSLongitude>`;
  return utf8(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ` +
      `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ` +
      `xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/">` +
      list("title", "Alt", title === undefined ? [] : [title]) + list("subject", "Bag", keywords) +
      (takenAt === undefined ? "" : `<exif:DateTimeOriginal>${takenAt}</exif:DateTimeOriginal>`) +
      `${place}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
}

const directoryOf = ({ orientation }: MakeMediaOptions) =>
  orientation === undefined ? [] : [[0x0112, orientation] as const];

/** PNG (3rd edition). */
function png(options: MakeMediaOptions): Uint8Array {
  const chunk = (type: string, ...content: (Uint8Array | string | number[])[]) => {
    const inner = bytesOf(...content);
    return bytesOf(u32(inner.length), type, inner, u32(crc32(bytesOf(type, inner))));
  };
  return bytesOf(
    "\x89PNG\r\n\x1a\n",
    chunk("IHDR", u32(WIDTH), u32(HEIGHT), [8, 2, 0, 0, 0]),
    chunk("eXIf", tiff(directoryOf(options))),
    chunk("IDAT", options.picture ?? []),
    chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0", packetOf(options)),
    chunk("IEND"),
  );
}

/** WebP (RFC 9649). */
function webp(options: MakeMediaOptions): Uint8Array {
  const chunk = (type: string, ...content: (Uint8Array | number[])[]) => {
    const inner = bytesOf(...content);
    return bytesOf(type, little(inner.length), inner, inner.length % 2 ? [0] : []);
  };
  const side = (pixels: number) => little(pixels - 1).slice(0, 3);
  const inner = bytesOf(
    "WEBP",
    chunk("VP8X", [0, 0, 0, 0], side(WIDTH), side(HEIGHT)),
    chunk("VP8 ", options.picture ?? []),
    chunk("EXIF", tiff(directoryOf(options))),
    chunk("XMP ", packetOf(options)),
  );
  return bytesOf("RIFF", little(inner.length), inner);
}

/** TIFF 6.0; DNG too, by its name. */
function tif(options: MakeMediaOptions): Uint8Array {
  const { picture } = options;
  const structure = (at: number) =>
    tiff([
      [0x100, WIDTH],
      [0x101, HEIGHT],
      ...directoryOf(options),
      ...picture === undefined ? [] : [[0x111, at], [0x117, picture.length]] as const,
      [0x2bc, packetOf(options)],
    ]);
  return bytesOf(structure(structure(0).length), picture ?? []);
}

/** HEIC (ISO/IEC 23008-12): an upright picture has no rotation. */
function heic(options: MakeMediaOptions): Uint8Array {
  const { picture = new Uint8Array(0) } = options;
  const head = (pictureAt: number) => heicHead(options, pictureAt);
  // Behind the header of `mdat`.
  return bytesOf(head(head(0).length + 8), box("mdat", picture));
}

function heicHead(options: MakeMediaOptions, pictureAt: number): Uint8Array {
  const packet = packetOf(options);
  const item = (id: number, type: string, content: string) =>
    fullBox("infe", 2, u16(id), u16(0), type, content);
  const place = (id: number, method: number, offset: number, length: number) =>
    [u16(id), u16(method), u16(0), u16(1), u32(offset), u32(length)].flat();
  const length = options.picture?.length;
  // The packet is in `idat`.
  const places = [
    ...length === undefined ? [] : [place(1, 0, pictureAt, length)],
    place(2, 1, 0, packet.length),
  ];
  const properties = options.orientation === 6 ? [1, 2] : [1];
  return bytesOf(
    box("ftyp", "heic", u32(0)),
    fullBox(
      "meta",
      0,
      fullBox("pitm", 0, u16(1)),
      fullBox(
        "iinf",
        0,
        u16(2),
        item(1, "hvc1", "\0"),
        item(2, "mime", "\0application/rdf+xml\0"),
      ),
      fullBox("iloc", 1, [0x44, 0], u16(places.length), places.flat()),
      box(
        "iprp",
        box("ipco", fullBox("ispe", 0, u32(WIDTH), u32(HEIGHT)), box("irot", [3])),
        fullBox("ipma", 0, u32(1), u16(1), [properties.length, ...properties]),
      ),
      box("idat", packet),
    ),
  );
}

/** From 1904 to 1970. */
const EPOCH_OFFSET_SECONDS = 2_082_844_800;
const TIMESCALE = 600;

/** MP4 (ISO/IEC 14496-12), XMP in a box of its own kind. */
function mp4(options: MakeMediaOptions): Uint8Array {
  const turned = options.orientation === 6 ? [0, 1, 0, -1, 0, 0] : [1, 0, 0, 0, 1, 0];
  const matrix = [...turned, 0, 0, 16384].flatMap((value) => u32((value * 65536) >>> 0));
  const header = fullBox(
    "tkhd",
    0,
    new Uint8Array(36),
    matrix,
    u32(WIDTH << 16),
    u32(HEIGHT << 16),
  );
  const { takenAt, duration = 1.5, ...said } = options;
  const created = takenAt === undefined ? 0 : Date.parse(takenAt) / 1_000 + EPOCH_OFFSET_SECONDS;
  const times = [u32(created), u32(0), u32(TIMESCALE), u32(duration * TIMESCALE)].flat();
  const uuid = "be7acfcb97a942e89c71999491e3afac".match(/../g)!.map((byte) => parseInt(byte, 16));
  return bytesOf(
    box("ftyp", "isom", u32(0)),
    box(
      "moov",
      fullBox("mvhd", 0, times, new Uint8Array(80)),
      box("trak", header, box("mdia", fullBox("hdlr", 0, u32(0), "vide", new Uint8Array(12)))),
    ),
    box("uuid", uuid, packetOf(said)),
    box("mdat", options.picture ?? []),
  );
}

/** Writers of small whole files, by the extension of their names. */
export const MAKE_MEDIA: Readonly<Record<string, (options: MakeMediaOptions) => Uint8Array>> = {
  png,
  webp,
  tif,
  dng: tif,
  heic,
  mp4,
};
