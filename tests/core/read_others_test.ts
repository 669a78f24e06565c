import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import { photoshopResources } from "../../lib/core/photoshop_resources.ts";
import { readGif } from "../../lib/core/read_gif.ts";
import { readJpeg2000 } from "../../lib/core/read_jpeg2000.ts";
import { readJpegXl } from "../../lib/core/read_jpeg_xl.ts";
import { readMatroska } from "../../lib/core/read_matroska.ts";
import { readPsd } from "../../lib/core/read_psd.ts";
import { box, type Bytes, bytesOf, sparseSource, tiff, u16, u32 } from "../support/media_bytes.ts";

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const sizeOf = (
  { width, height }: { width: number | null; height: number | null },
) => [width, height];
const EXIF = tiff([[0x010f, "Maker"]]);

const resource = (id: number, content: Bytes) => {
  const inner = bytesOf(content);
  return bytesOf("8BIM", u16(id), "\0\0", u32(inner.length), inner, inner.length % 2 ? [0] : []);
};

Deno.test("a Photoshop file's metadata is among its resources, which are not all read", () => {
  const resources = bytesOf(
    resource(0x040c, new Uint8Array(100_000)),
    resource(0x0424, "<x/>!"),
    resource(0x0422, EXIF),
  );
  const head = bytesOf(
    "8BPS\0\x01",
    new Uint8Array(6),
    [0, 3],
    u32(480),
    u32(640),
    [0, 8, 0, 3],
    u32(0),
  );
  const source = sparseSource(1024 ** 3, [[0, bytesOf(head, u32(resources.length), resources)]]);
  const found = readPsd(source);
  assert.deepEqual(sizeOf(found), [640, 480]);
  const { xmp, exif } = photoshopResources(found.photoshop!);
  assert.deepEqual([text(xmp!), text(exif!)], ["<x/>!", text(EXIF)]);
  assert(source.bytesRead < 2_000, `${source.bytesRead} bytes were read`);
});

const LOGICAL_SCREEN = bytesOf("GIF89a", [0x80, 2, 0xe0, 1, 0x80, 0, 0], [0, 0, 0, 255, 255, 255]);
const FRAME = bytesOf([0x2c], new Uint8Array(9), [2, 2, 0x44, 1, 0]);

Deno.test("a GIF's XMP is found in front of its pictures and between them", () => {
  const trailer = Array.from({ length: 256 }, (_, index) => 255 - index);
  const xmp = bytesOf([0x21, 0xff, 11], "XMP DataXMP", "<x:xmpmeta/>", [1], trailer, [0]);
  const loop = bytesOf([0x21, 0xff, 11], "NETSCAPE2.0", [3, 1, 0, 0, 0]);
  for (const parts of [[loop, xmp, FRAME], [FRAME, xmp, FRAME]]) {
    const found = readGif(bytesSource(bytesOf(LOGICAL_SCREEN, ...parts, [0x3b])));
    assert.deepEqual(sizeOf(found), [640, 480]);
    assert.deepEqual(found.xmp.map(text), ["<x:xmpmeta/>"]);
  }
});

Deno.test("a GIF's XMP may be longer than what is read at once", () => {
  const trailer = Array.from({ length: 256 }, (_, index) => 255 - index);
  const packet = `<x:xmpmeta>${"keyword ".repeat(40_000)}</x:xmpmeta>`;
  const xmp = bytesOf([0x21, 0xff, 11], "XMP DataXMP", packet, [1], trailer, [0]);
  const found = readGif(bytesSource(bytesOf(LOGICAL_SCREEN, xmp, FRAME, [0x3b])));
  assert.equal(new TextDecoder().decode(found.xmp[0]!), packet);
});

Deno.test("a JPEG 2000's size and blocks are in its boxes", () => {
  const uuid = (digits: string, content: Bytes) =>
    box("uuid", digits.match(/../g)!.map((byte) => parseInt(byte, 16)), content);
  const found = readJpeg2000(bytesSource(bytesOf(
    box("jP  ", "\r\n\x87\n"),
    box("jp2h", box("ihdr", u32(480), u32(640), u32(0))),
    uuid("be7acfcb97a942e89c71999491e3afac", "<x/>"),
    uuid("33c7a4d2b81d4723a0baf1a3e097ad38", "\x1c\x02"),
    uuid("4a706754696666457869662d3e4a5032", EXIF),
  )));
  assert.deepEqual(sizeOf(found), [640, 480]);
  assert.deepEqual([found.xmp.map(text), text(found.iptc!), found.exif.length], [
    ["<x/>"],
    "\x1c\x02",
    1,
  ]);
});

/** A codestream of 640 × 480: not small, height 480 in 9 bits, ratio 4:3. */
const CODESTREAM = bytesOf(
  "\xff\x0a",
  [(479 << 3) & 255, (479 >> 5) | (3 << 4), 0, 0],
  new Uint8Array(10),
);

Deno.test("a JPEG XL tells its size in a few bits, bare and in boxes", () => {
  const unbrotli = (bytes: Uint8Array) => bytes;
  assert.deepEqual(sizeOf(readJpegXl(bytesSource(CODESTREAM), unbrotli)), [640, 480]);
  const boxes = bytesOf(
    box("JXL ", "\r\n\x87\n"),
    box("Exif", u32(0), EXIF),
    box("brob", "xml ", "<x/>"),
    box("jxlc", CODESTREAM),
  );
  const found = readJpegXl(bytesSource(boxes), unbrotli);
  assert.deepEqual([sizeOf(found), found.exif.length, found.xmp.map(text)], [[640, 480], 1, [
    "<x/>",
  ]]);
  assert.match(readJpegXl(bytesSource(boxes), () => null).damage.join(), /cannot be expanded/);
  const inParts = bytesOf(box("jxlp", u32(0), CODESTREAM.subarray(0, 6)), box("jxlp", u32(1)));
  assert.deepEqual(sizeOf(readJpegXl(bytesSource(inParts), unbrotli)), [640, 480]);
  const cut = bytesOf(box("jxlp", u32(0), CODESTREAM.subarray(0, 3)));
  assert.deepEqual(sizeOf(readJpegXl(bytesSource(cut), unbrotli)), [null, null]);
});

/** A size in four bytes, the first with its marker. */
const ebmlSize = (
  size: number,
) => [0x10 | (size >> 24), size >> 16 & 255, size >> 8 & 255, size & 255];

const element = (id: readonly number[], ...content: Bytes[]) => {
  const inner = bytesOf(...content);
  return bytesOf(id, ebmlSize(inner.length), inner);
};

Deno.test("a Matroska film tells its date, in nanoseconds since 2001", () => {
  const film = (nanoseconds: bigint, header: Bytes = [0x42, 0x86, 0x81, 1]) => {
    const date = new Uint8Array(8);
    new DataView(date.buffer).setBigInt64(0, nanoseconds);
    const info = element([0x15, 0x49, 0xa9, 0x66], element([0x44, 0x61], date));
    const segment = element([0x18, 0x53, 0x80, 0x67], info);
    return readMatroska(bytesSource(bytesOf(element([0x1a, 0x45, 0xdf, 0xa3], header), segment)));
  };
  assert.equal(film(500_101_743_000_000_000n).facts.createdText, "2016-11-06T05:09:03Z");
  assert.equal(film(1_500_000_000n).facts.createdText, "2001-01-01T00:00:01.5Z");
  assert.equal(film(-1_000_000_000n).facts.createdText, "2000-12-31T23:59:59Z");
  // A reader has to understand the header before anything else.
  const broken = film(1_500_000_000n, [0, 0x86, 0x81, 1]);
  assert.deepEqual([broken.facts, broken.damage.length], [{}, 1]);
});

Deno.test("a Matroska film tells its length and its size, its clusters are passed over", () => {
  const seconds = new Uint8Array(8);
  new DataView(seconds.buffer).setFloat64(0, 1500);
  const info = element([0x15, 0x49, 0xa9, 0x66], element([0x44, 0x89], seconds));
  const video = element([0xe0], element([0xb0], u16(640)), element([0xba], u16(480)));
  const tracks = element(
    [0x16, 0x54, 0xae, 0x6b],
    element([0xae], element([0x83], [2])),
    element([0xae], element([0xe0], element([0xb0], u16(32)), element([0xba], u16(24)))),
    element([0xae], video),
  );
  const cluster = bytesOf([0x1f, 0x43, 0xb6, 0x75], ebmlSize(0x7ffffff));
  const start = bytesOf(
    [0x1a, 0x45, 0xdf, 0xa3, 0x80],
    [0x18, 0x53, 0x80, 0x67],
    [1, 255, 255, 255, 255, 255, 255, 255],
    info,
    cluster,
  );
  const tracksAt = start.length + 0x7ffffff;
  const source = sparseSource(tracksAt + tracks.length, [[0, start], [tracksAt, tracks]]);
  const found = readMatroska(source);
  assert.deepEqual([sizeOf(found), found.facts.duration], [[640, 480], 1.5]);
  assert(source.bytesRead < 500, `${source.bytesRead} bytes were read`);
});
