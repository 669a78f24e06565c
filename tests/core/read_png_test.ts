import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import type { PhotoParts } from "../../lib/core/photo_parts.ts";
import { readPng } from "../../lib/core/read_png.ts";
import { type Bytes, bytesOf, sparseSource, tiff, u32 } from "../support/media_bytes.ts";

const SIGNATURE = bytesOf("\x89PNG\r\n\x1a\n");
const chunk = (type: string, ...content: Bytes[]) => {
  const inner = bytesOf(...content);
  return bytesOf(u32(inner.length), type, inner, u32(0));
};
const IHDR = chunk("IHDR", u32(640), u32(480), [8, 2, 0, 0, 0]);
const EXIF = tiff([[0x010f, "Maker"]]);
/** Stands for zlib: text that begins with z is "compressed". */
const inflate = (bytes: Uint8Array) => bytes[0] === 0x7a ? bytes.subarray(1) : null;
const read = (...chunks: Uint8Array[]) =>
  readPng(bytesSource(bytesOf(SIGNATURE, ...chunks)), inflate);
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const exifOf = ({ exif }: PhotoParts) =>
  exif.map(({ source }) => text(source.read(0, source.size)));
const hexadecimal = (name: string, bytes: Uint8Array) =>
  `\n${name}\n     ${bytes.length}\n` +
  text(bytesOf([...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("\n")));

Deno.test("a PNG's size, EXIF and date text are found before and behind the picture", () => {
  const found = read(
    IHDR,
    chunk("eXIf", EXIF),
    chunk("IDAT", new Uint8Array(100)),
    chunk("tEXt", "Creation Time\0", "2024:05:01 12:30:00"),
    chunk("IEND"),
  );
  assert.deepEqual([found.width, found.height, found.damage], [640, 480, []]);
  assert.deepEqual(exifOf(found), [text(EXIF)]);
  assert.equal(found.facts.pngDate, "2024:05:01 12:30:00");
});

Deno.test("XMP is found in plain and in compressed international text", () => {
  const plain = read(IHDR, chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0<x/>"), chunk("IEND"));
  assert.deepEqual(plain.xmp.map(text), ["<x/>"]);
  const packed = read(IHDR, chunk("iTXt", "XML:com.adobe.xmp\0\x01\0en\0\0z<y/>"), chunk("IEND"));
  assert.deepEqual(packed.xmp.map(text), ["<y/>"]);
});

Deno.test("blocks of other formats are found in their hexadecimal text", () => {
  const app1 = bytesOf("Exif\0\0", EXIF);
  const found = read(
    IHDR,
    chunk("zTXt", "Raw profile type APP1\0\0z", hexadecimal("exif", app1)),
    chunk("tEXt", "Raw profile type iptc\0", hexadecimal("iptc", bytesOf("8BIM\x04\x04"))),
    chunk("IEND"),
  );
  assert.deepEqual(exifOf(found), [text(EXIF)]);
  assert.equal(text(found.photoshop!), "8BIM\x04\x04");
  // The Working Group knows no IPTC in a PNG, so XMP is not judged by its digest.
  assert.equal(found.ignoresIptcDigest, true);
});

Deno.test("the picture of a large PNG is not read", () => {
  const size = 5 * 1024 ** 3;
  const parts = bytesOf(SIGNATURE, IHDR, u32(0x7fffffff), "IDAT");
  const second = parts.length + 0x7fffffff + 4;
  const rest = size - second - 12 - 12 - 27;
  const source = sparseSource(size, [
    [0, parts],
    [second, bytesOf(u32(rest), "IDAT")],
    [second + 12 + rest, bytesOf(chunk("tEXt", "Creation Time\x002024"), chunk("IEND"))],
  ]);
  const found = readPng(source, inflate);
  assert.deepEqual([found.facts.pngDate?.slice(0, 4), found.damage], ["2024", []]);
  assert(source.bytesRead < 200, `${source.bytesRead} bytes were read`);
});

Deno.test("a PNG that is cut keeps what is left and says so", () => {
  assert.match(read(IHDR).damage.join(), /before its end/);
  assert.match(read(IHDR, chunk("eXIf", EXIF).subarray(0, -9)).damage.join(), /eXIf/);
  const broken = read(IHDR, chunk("zTXt", "Raw profile type xmp\0\0nonsense"), chunk("IEND"));
  assert.match(broken.damage.join(), /cannot be expanded/);
});
