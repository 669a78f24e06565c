import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import { readAvi, readWebp } from "../../lib/core/read_riff.ts";
import { type Bytes, bytesOf, tiff } from "../support/media_bytes.ts";

const little = (value: number) => [value & 255, value >> 8 & 255, value >> 16 & 255, value >>> 24];
const chunk = (name: string, ...content: Bytes[]) => {
  const inner = bytesOf(...content);
  return bytesOf(name, little(inner.length), inner, inner.length % 2 === 1 ? [0] : []);
};
const riff = (form: string, ...chunks: Uint8Array[]) => {
  const inner = bytesOf(form, ...chunks);
  return bytesSource(bytesOf("RIFF", little(inner.length), inner));
};
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const VP8X = chunk("VP8X", [0, 0, 0, 0], [0x7f, 2, 0], [0xdf, 1, 0]);

Deno.test("a WebP's size is that of its canvas, EXIF and XMP stand behind the picture", () => {
  const exif = tiff([[0x010f, "Maker"]]);
  const found = readWebp(
    riff("WEBP", VP8X, chunk("VP8L", [1]), chunk("EXIF", "Exif\0\0", exif), chunk("XMP ", "<x/>")),
  );
  assert.deepEqual([found.width, found.height, found.damage], [640, 480, []]);
  const [part] = found.exif;
  assert.equal(text(part!.source.read(0, part!.source.size)), text(exif));
  assert.deepEqual(found.xmp.map(text), ["<x/>"]);
});

Deno.test("XMP is read of a WebP that ends the name of its chunk with a NUL", () => {
  assert.deepEqual(readWebp(riff("WEBP", VP8X, chunk("XMP\0", "<x/>"))).xmp.map(text), ["<x/>"]);
});

Deno.test("a simple WebP's size is that of its bitstream", () => {
  const lossy = readWebp(riff("WEBP", chunk("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1])));
  assert.deepEqual([lossy.width, lossy.height], [640, 480]);
  const bits = (640 - 1) | ((480 - 1) << 14);
  const lossless = readWebp(riff("WEBP", chunk("VP8L", [0x2f], little(bits))));
  assert.deepEqual([lossless.width, lossless.height], [640, 480]);
});

Deno.test("a WebP cut in its metadata keeps its size and says so", () => {
  const whole = bytesOf("RIFF\0\0\0\0WEBP", VP8X, chunk("XMP ", "<x/><x/>"));
  const found = readWebp(bytesSource(whole.subarray(0, -3)));
  assert.deepEqual([found.width, found.xmp], [640, []]);
  assert.match(found.damage.join(), /XMP chunk/);
  assert.match(readWebp(riff("WEBP")).damage.join(), /before its picture/);
});

Deno.test("an AVI tells its size and its length", () => {
  const header = [33_367, 0, 0, 0, 300, 0, 2, 0, 320, 240, 0, 0, 0, 0].flatMap(little);
  const found = readAvi(
    riff("AVI ", chunk("LIST", "hdrl", chunk("avih", header)), chunk("_PMX", "<x/>")),
  );
  assert.deepEqual(found.xmp.map(text), ["<x/>"]);
  assert.deepEqual([found.width, found.height], [320, 240]);
  assert(Math.abs(found.facts.duration! - 10.0101) < 1e-9);
  assert.match(readAvi(riff("AVI ")).damage.join(), /no header/);
});

const AVI_HEADER = [33_367, 0, 0, 0, 300, 0, 2, 0, 320, 240, 0, 0, 0, 0].flatMap(little);

for (
  const [written, read] of [
    ["Mon Mar 10 15:04:43 2003\n\0", "2003-03-10T15:04:43"],
    ["2001/ 1/27  1:42PM\0", "2001-01-27T13:42:00"],
    ["2002-12-16  15:35:01\0\0", "2002-12-16T15:35:01"],
    ["yesterday", undefined],
  ]
) {
  Deno.test(`an AVI of ${JSON.stringify(written)} has the date ${read}`, () => {
    const list = chunk("LIST", "hdrl", chunk("avih", AVI_HEADER), chunk("IDIT", written!));
    assert.equal(readAvi(riff("AVI ", list)).facts.createdText, read);
  });
}

Deno.test("an AVI that counts the frames of two streams is as long as one of them", () => {
  const frames = (count: number) =>
    chunk("strh", "vidsMJPG", [0, 0, 0, 0, 0].flatMap((zero) => little(zero)).slice(0, 12), [
      ...little(1),
      ...little(30),
      ...little(0),
      ...little(count),
    ]);
  const film = (count: number) =>
    readAvi(riff(
      "AVI ",
      chunk("LIST", "hdrl", chunk("avih", AVI_HEADER), chunk("LIST", "strl", frames(count))),
    )).facts.duration!;
  assert.equal(film(150), 5);
  assert(Math.abs(film(300) - 10.0101) < 1e-9);
});
