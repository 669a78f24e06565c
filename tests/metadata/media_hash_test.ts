import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { bytesSource, concatBytes } from "../../lib/core/byte_source.ts";
import { readJpeg } from "../../lib/core/read_jpeg.ts";
import { mediaHash } from "../../lib/metadata/media_hash.ts";
import { makeJpeg } from "../support/make_jpeg.ts";

function hashOf(bytes: Uint8Array): string | null {
  const source = bytesSource(bytes);
  const { picture } = readJpeg(source);
  return picture ? mediaHash(source, picture) : null;
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
