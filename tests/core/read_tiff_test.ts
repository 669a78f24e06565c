import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import { readRaf } from "../../lib/core/read_raf.ts";
import { readArw, readRw2, readTiff, readTiffByExif } from "../../lib/core/read_tiff.ts";
import { bytesOf, type Tag, tiff, u16, u32 } from "../support/media_bytes.ts";

const SUBFILE = 0xfe, WIDTH = 0x100, HEIGHT = 0x101, SUB_DIRECTORIES = 0x14a;
const size = (width: number, height: number, subfile?: number): Tag[] => [
  ...subfile === undefined ? [] : [[SUBFILE, subfile] as const],
  [WIDTH, width],
  [HEIGHT, height],
];
const sizeOf = (
  { width, height }: { width: number | null; height: number | null },
) => [width, height];

Deno.test("a TIFF's size is that of its first directory", () => {
  assert.deepEqual(sizeOf(readTiff(bytesSource(tiff(size(640, 480))))), [640, 480]);
});

Deno.test("a RAW's size is that of the directory with the full picture, not of its preview", () => {
  const raw = tiff(size(160, 120, 1), { [SUB_DIRECTORIES]: size(6000, 4000, 0) });
  assert.deepEqual(sizeOf(readTiff(bytesSource(raw))), [6000, 4000]);
});

Deno.test("a Panasonic RAW's size is what its sensor's borders leave", () => {
  const raw = tiff([[0x04, 4], [0x05, 10], [0x06, 2740], [0x07, 3658]]);
  raw[3] = 0x55;
  assert.deepEqual(sizeOf(readTiff(bytesSource(raw))), [3648, 2736]);
});

Deno.test("a Panasonic RAW's preview has EXIF of its own", () => {
  const exif = bytesOf("Exif\0\0", tiff([[0x010f, "Panasonic"]]));
  const jpeg = bytesOf("\xff\xd8\xff\xe1", u16(exif.length + 2), exif, "\xff\xda", u16(2));
  const raw = tiff([[0x2e, jpeg]]);
  raw[3] = 0x55;
  assert.deepEqual(readRw2(bytesSource(raw)).exif.map(({ root }) => root), ["ifd0", "ifd0"]);
});

Deno.test("an early Sony RAW tells the size of its picture without the dark border", () => {
  const mrw = bytesOf(
    "\0MRM",
    u32(100),
    ...["\0WBG", u32(2), "ab"],
    ...[
      "\0PRD",
      u32(24),
      "21860002",
      u16(2600),
      u16(3880),
      u16(2592),
      u16(3872),
      new Uint8Array(8),
    ],
  );
  const block = (place: number) =>
    tiff([...size(160, 120, 1), [0xc634, bytesOf(u32(place))]], {
      [SUB_DIRECTORIES]: size(3880, 2600, 0),
    });
  const at = block(0).length;
  const directory = bytesOf(u16(1), u16(0x7250), u16(7), u32(mrw.length), u32(at + 18), u32(0));
  const raw = bytesSource(bytesOf(block(at), directory, mrw));
  assert.deepEqual(sizeOf(readArw(raw)), [3872, 2592]);
  assert.deepEqual(sizeOf(readArw(bytesSource(block(at)))), [3880, 2600]);
});

Deno.test("a Canon RAW's directories hold previews, so EXIF tells its size", () => {
  assert.deepEqual(sizeOf(readTiffByExif(bytesSource(tiff(size(1600, 1200))))), [null, null]);
});

Deno.test("a chain of pages that comes back to its beginning ends", () => {
  const page = tiff(size(8, 6));
  page.set([0, 0, 0, 8], page.length - 4);
  assert.deepEqual(sizeOf(readTiff(bytesSource(page))), [8, 6]);
});

Deno.test("what begins like no TIFF is damaged", () => {
  assert.match(readTiff(bytesSource(bytesOf("II"))).damage.join(), /header/);
});

Deno.test("a BigTIFF has its numbers in eight bytes", () => {
  const entry = (
    tag: number,
    value: number,
  ) => [u16(tag), u16(4), u32(0), u32(1), u32(value), u32(0)];
  const file = bytesOf(
    ...["MM\0\x2b", u16(8), u16(0), u32(0), u32(16), u32(0), u32(2)],
    ...entry(WIDTH, 640),
    ...entry(HEIGHT, 480),
    ...[u32(0), u32(0)],
  );
  assert.deepEqual(sizeOf(readTiff(bytesSource(file))), [640, 480]);
});

Deno.test("a RAF has its metadata in a JPEG and its size in a list of its own", () => {
  const exif = bytesOf("Exif\0\0", tiff([[0x010f, "FUJIFILM"]]));
  const jpeg = bytesOf(
    ...["\xff\xd8\xff\xe1", u16(exif.length + 2), exif],
    ...["\xff\xc0", u16(8), [8], u16(6), u16(8), [1], "\xff\xda", u16(2)],
  );
  const tags = bytesOf(u32(1), u16(0x0111), u16(4), u16(4000), u16(6000));
  const raf = (list: Uint8Array) =>
    bytesOf(
      ..."FUJIFILMCCD-RAW ".padEnd(84, "\0"),
      ...[u32(108), u32(jpeg.length), u32(108 + jpeg.length), u32(list.length), u32(0), u32(0)],
      ...[jpeg, list],
    );
  const found = readRaf(bytesSource(raf(tags)));
  assert.deepEqual(sizeOf(found), [6000, 4000]);
  assert.equal(found.exif.length, 1);
  assert.deepEqual(sizeOf(readRaf(bytesSource(raf(new Uint8Array(0))))), [8, 6]);
});
