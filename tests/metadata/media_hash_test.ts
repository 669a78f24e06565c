import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type ByteSource, bytesSource, concatBytes } from "../../lib/core/byte_source.ts";
import { readJpeg } from "../../lib/core/read_jpeg.ts";
import { mediaHash } from "../../lib/metadata/media_hash.ts";
import { readParts } from "../../lib/metadata/read_parts.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { MAKE_MEDIA } from "../support/make_media.ts";
import { box, bytesOf, noise, sparseSource, tiff, u32 } from "../support/media_bytes.ts";

function hashOf(bytes: Uint8Array): string | null {
  const source = bytesSource(bytes);
  const { picture } = readJpeg(source);
  return picture ? mediaHash(source, picture) : null;
}

/** The hash of a file of any format, as reading makes it. */
function hashAs(format: string, source: ByteSource): string | null {
  const picture = readParts(format, source)?.picture ?? null;
  return picture === null ? null : mediaHash(source, picture);
}

/** Where the encoded picture begins: behind the header of the only scan. */
function scanStart(bytes: Uint8Array): number {
  const at = bytes.findLastIndex((byte, index) => byte === 0xff && bytes[index + 1] === 0xda);
  return at + 14;
}

Deno.test("media hash: it is of the tables, the length and both ends of the picture", () => {
  const bytes = makeJpeg({ seed: 1, padTo: 100_000 });
  const start = scanStart(bytes);
  const tables = bytes.subarray(
    bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xdb),
  );
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length - start), true);
  const expected = createHash("sha256")
    .update(tables.subarray(0, tables.length - (bytes.length - start))).update(length)
    .update(bytes.subarray(start, start + 16_384)).update(bytes.subarray(-16_384)).digest("hex");
  assert.equal(hashOf(bytes), expected);
});

Deno.test("media hash: metadata and comments do not count, however long they are", () => {
  const plain = makeJpeg({ seed: 1 });
  const told = makeJpeg({ seed: 1, title: "Lake", keywords: ["sea"] });
  const comment = Uint8Array.from([0xff, 0xfe, 0xff, 0xff, ...new Uint8Array(0xfffd)]);
  const long = concatBytes([told.subarray(0, 2), comment, comment, comment, told.subarray(2)]);
  assert.notEqual(hashOf(plain), null);
  assert.deepEqual([hashOf(told), hashOf(long)], [hashOf(plain), hashOf(plain)]);
});

Deno.test("media hash: another table, picture, end or length is another picture", () => {
  const bytes = makeJpeg({ seed: 1, padTo: 100_000 });
  const start = scanStart(bytes);
  for (const at of [start - 30, start, start + 16_383, bytes.length - 16_384, bytes.length - 1]) {
    const other = bytes.slice();
    other[at]! ^= 1;
    assert.notEqual(hashOf(other), hashOf(bytes), `byte ${at}`);
  }
  assert.notEqual(hashOf(makeJpeg({ seed: 1, padTo: 100_001 })), hashOf(bytes));
});

Deno.test("media hash: a file that ends before its picture has none", () => {
  const bytes = makeJpeg({ seed: 1 });
  const start = scanStart(bytes);
  for (const end of [start, start - 5, start - 11, 200]) {
    assert.equal(hashOf(bytes.subarray(0, end)), null, `${end} bytes`);
  }
});

const FORMATS = { tif: "tiff", dng: "dng", png: "png", webp: "webp", heic: "heic", mp4: "mp4" };

for (const [extension, format] of Object.entries(FORMATS)) {
  const make = MAKE_MEDIA[extension]!;
  const hashWith = (picture: Uint8Array, said = {}) =>
    hashAs(format, bytesSource(make({ ...said, picture })));

  Deno.test(`media hash of ${extension}: metadata do not count, every other picture does`, () => {
    const picture = noise(100_000);
    const known = hashWith(picture);
    assert.match(String(known), /^[0-9a-f]{64}$/);
    assert.equal(hashWith(picture, { title: "Lake ".repeat(50_000), orientation: 6 }), known);
    for (const at of [50_000, 66_383, 83_616, 99_999]) {
      const other = picture.slice();
      other[at]! ^= 1;
      assert.notEqual(hashWith(other), known, `byte ${at}`);
    }
    assert.notEqual(hashWith(picture.subarray(1)), known);
    assert.notEqual(hashWith(noise(20_000, 1)), hashWith(noise(20_000, 2)));
  });

  Deno.test(`media hash of ${extension}: bare paper and what is cut off have none`, () => {
    const scan = noise(100_000);
    scan.fill(255, 40_000, 70_000).fill(254, 80_000);
    assert.equal(hashWith(scan), null);
    const whole = make({ picture: noise(100_000) });
    assert.equal(hashAs(format, bytesSource(whole.subarray(0, 90_000))), null);
    assert.equal(hashAs(format, bytesSource(make({ title: "Lake" }))), null);
  });
}

Deno.test("media hash: of a film of gigabytes two samples are read", () => {
  const size = 4 * 1024 ** 3 - 64;
  const head = bytesOf(box("ftyp", "isom", u32(0)), box("moov"), u32(size - 24), "mdat");
  const source = (at: number) =>
    sparseSource(size, [[0, head], [size / 2, noise(9)], [at, noise(9)]]);
  const film = source(size - 9);
  assert.notEqual(hashAs("mp4", film), null);
  assert(film.bytesRead < 33 * 1024, `${film.bytesRead} bytes were read`);
  assert.notEqual(hashAs("mp4", source(size - 30)), hashAs("mp4", film));
});

Deno.test("media hash of a RAW: its largest picture counts, not those cameras put beside it", () => {
  const [sensor, preview] = [noise(50_000), noise(9_000, 2)];
  const raw = (sensor: Uint8Array, preview: Uint8Array) => {
    const structure = (at: number) =>
      tiff([[0x111, at], [0x117, preview.length]], {
        0x14a: [[0x111, at + preview.length], [0x117, sensor.length]],
      });
    return bytesSource(bytesOf(structure(structure(0).length), preview, sensor));
  };
  const known = hashAs("nef", raw(sensor, preview));
  assert.notEqual(known, null);
  assert.equal(hashAs("nef", raw(sensor, noise(8_000, 3))), known);
  assert.notEqual(hashAs("nef", raw(noise(50_000, 3), preview)), known);
});

Deno.test("media hash of an RW2: the data of the sensor reach to the end of the file", () => {
  const raw = (sensor: Uint8Array, title: string) => {
    const structure = (at: number) =>
      tiff([[0x10e, title], [0x111, 0xffff_ffff], [0x117, 0], [0x118, at]]);
    return bytesSource(bytesOf(structure(structure(0).length), sensor));
  };
  const known = hashAs("rw2", raw(noise(50_000), "Lake"));
  assert.notEqual(known, null);
  assert.equal(hashAs("rw2", raw(noise(50_000), "Sea and shore")), known);
  assert.notEqual(hashAs("rw2", raw(noise(50_000, 2), "Lake")), known);
});

Deno.test("media hash of a RAF: everything behind its JPEG counts", () => {
  const raf = (sensor: Uint8Array, title: string) => {
    const jpeg = makeJpeg({ title });
    const header = bytesOf("FUJIFILMCCD-RAW ", new Uint8Array(68));
    const places = [108, jpeg.length, 108 + jpeg.length, sensor.length, 0, 0];
    return bytesSource(bytesOf(header, ...places.map(u32), jpeg, sensor));
  };
  const known = hashAs("raf", raf(noise(50_000), "Lake"));
  assert.notEqual(known, null);
  assert.equal(hashAs("raf", raf(noise(50_000), "Sea and shore")), known);
  assert.notEqual(hashAs("raf", raf(noise(50_000, 2), "Lake")), known);
});

Deno.test("media hash: places and lengths that are lies give none, and cost nothing", () => {
  const lies = [
    [[0x111, 0xffff_fff0], [0x117, 0x7fff_ffff]],
    [[0x111, 8]],
    [[0x111, 8], [0x117, new Uint8Array(80_000)]],
    [[0x111, 8], [0x117, 0]],
  ] as const;
  for (const tags of lies) {
    const source = sparseSource(3 * 1024 ** 3, [[0, tiff(tags)]]);
    assert.equal(hashAs("tiff", source), null);
    assert(source.bytesRead < 200_000, `${source.bytesRead} bytes were read`);
  }
});
