import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import { cutExif } from "../../lib/core/exif_block.ts";
import { readTiffDirectory, readTiffHeader } from "../../lib/core/tiff_directory.ts";
import { bytesOf, sparseSource, tiff, u32 } from "../support/media_bytes.ts";

/** Text values of a directory of a cut block. */
function texts(block: Uint8Array | null, pointer?: number): Record<number, string> {
  assert(block !== null);
  const source = bytesSource(block);
  const header = readTiffHeader(source)!;
  const first = readTiffDirectory(source, header, header.firstDirectory);
  const at = pointer === undefined
    ? header.firstDirectory
    : new DataView(block.buffer).getUint32(first.entries.get(pointer)!.valueAt);
  const { entries } = readTiffDirectory(source, header, at);
  return Object.fromEntries(
    [...entries.values()].filter(({ type }) => type === 2).map((entry) => [
      entry.tag,
      new TextDecoder().decode(source.read(entry.valueAt, entry.valueSize)).replace(/\0$/, ""),
    ]),
  );
}

Deno.test("of a photo's EXIF only what is wanted is kept", () => {
  const source = bytesSource(tiff(
    [[0x010f, "Maker"], [0x010d, "Document name"]],
    { 0x8769: [[0x9003, "2024:05:01 12:30:00"], [0x927c, "maker's own"]] },
  ));
  const { block, damage } = cutExif({ root: "ifd0", source });
  assert.deepEqual(texts(block), { 0x010f: "Maker" });
  assert.deepEqual(texts(block, 0x8769), { 0x9003: "2024:05:01 12:30:00" });
  assert.equal(damage, null);
});

Deno.test("text that is not UTF-8 is taken for Windows-1252", () => {
  const source = bytesSource(tiff([[0x013b, bytesOf("Z\xfcrich")]]));
  assert.deepEqual(texts(cutExif({ root: "ifd0", source }).block), { 0x013b: "Zürich" });
});

Deno.test("numbers where a text belongs are their text", () => {
  const numbers = tiff([[0xc62f, 12_345]]);
  assert.deepEqual(texts(cutExif({ root: "ifd0", source: bytesSource(numbers) }).block), {
    0xc62f: "12345",
  });
  const doubles = tiff([[0xc62f, bytesOf([0x40, 9, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18])]]);
  // One DOUBLE instead of eight bytes.
  doubles.set([0, 12, 0, 0, 0, 1], 12);
  assert.deepEqual(texts(cutExif({ root: "ifd0", source: bytesSource(doubles) }).block), {
    0xc62f: "3.14159265358979",
  });
});

Deno.test("the tags of a TIFF may lie behind gigabytes of picture", () => {
  const size = 3 * 1024 ** 3;
  const inner = tiff([[0x010f, "Mk"]]);
  const directory = inner.subarray(8);
  const source = sparseSource(size, [[0, bytesOf("MM\0*", u32(size - 100))], [
    size - 100,
    directory,
  ]]);
  assert.deepEqual(texts(cutExif({ root: "ifd0", source }).block), { 0x010f: "Mk" });
  assert(source.bytesRead < 1_000, `${source.bytesRead} bytes were read`);
});

Deno.test("values outside of the file are left out and named", () => {
  const whole = tiff([[0x010f, "A maker"], [0x0110, "A model"]]);
  const { block, damage } = cutExif({ root: "ifd0", source: bytesSource(whole.subarray(0, -3)) });
  assert.deepEqual(texts(block), { 0x010f: "A maker" });
  assert.match(damage ?? "", /0x0110/);
});

Deno.test("directories that point at themselves end", () => {
  const loop = tiff([[0x010f, "Maker"], [0x8769, 8], [0x8825, 8]]);
  const { block } = cutExif({ root: "ifd0", source: bytesSource(loop) });
  assert.deepEqual(texts(block), { 0x010f: "Maker" });
});

Deno.test("a directory that claims sixty thousand tags is no directory", () => {
  const { block, damage } = cutExif({
    root: "ifd0",
    source: bytesSource(bytesOf("MM\0*", u32(8), [255, 255])),
  });
  assert.equal(block, null);
  assert.match(damage ?? "", /65535 entries/);
});

Deno.test("a block that does not begin as one says so", () => {
  assert.match(
    cutExif({ root: "ifd0", source: bytesSource(bytesOf("nonsense")) }).damage ?? "",
    /begin/,
  );
});
