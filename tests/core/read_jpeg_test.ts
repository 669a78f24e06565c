import assert from "node:assert/strict";
import type { ByteSource } from "../../lib/core/byte_source.ts";
import type { PhotoParts } from "../../lib/core/photo_parts.ts";
import { readJpeg } from "../../lib/core/read_jpeg.ts";

const text = (value: string) => Uint8Array.from(value, (character) => character.charCodeAt(0));
const segment = (marker: number, payload: Uint8Array | string) => {
  const content = typeof payload === "string" ? text(payload) : payload;
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...content];
};
const START = [0xff, 0xd8];
const FRAME = segment(0xc0, Uint8Array.of(8, 0x0b, 0xb8, 0x0f, 0xa0, 3));
const SCAN = [0xff, 0xda, 0, 2];

/** A file that counts what is read of it. */
function source(...parts: (readonly number[])[]): ByteSource & { bytesRead: number } {
  const all = Uint8Array.from(parts.flat());
  return {
    size: all.length,
    bytesRead: 0,
    read(offset, length) {
      const bytes = all.subarray(offset, offset + length);
      this.bytesRead += bytes.length;
      return bytes;
    },
  };
}

const string = (bytes: Uint8Array | null) => bytes === null ? null : String.fromCharCode(...bytes);
const exifOf = ({ exif }: PhotoParts) => {
  const [part] = exif;
  return part === undefined ? null : string(part.source.read(0, part.source.size));
};

Deno.test("a photo's size is that of its frame, and its blocks are found in any order", () => {
  const found = readJpeg(source(
    START,
    segment(0xe0, "JFIF\0"),
    segment(0xed, "Photoshop 3.0\0one"),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0<x/>"),
    segment(0xe1, "Exif\0\0II*"),
    segment(0xed, "Photoshop 3.0\0two"),
    FRAME,
    SCAN,
  ));
  assert.deepEqual([found.width, found.height, found.damage], [4000, 3000, []]);
  assert.equal(exifOf(found), "II*");
  assert.equal(string(found.xmp[0]!), "<x/>");
  assert.equal(string(found.photoshop), "onetwo");
});

Deno.test("profiles and previews before the picture are skipped, not read", () => {
  const profile = segment(0xe2, new Uint8Array(60_000));
  const file = source(START, profile, profile, profile, segment(0xe1, "Exif\0\0MM"), FRAME, SCAN);
  const found = readJpeg(file);
  assert.equal(exifOf(found), "MM");
  assert.equal(found.width, 4000);
  assert(file.bytesRead < 200, `${file.bytesRead} bytes were read`);
});

Deno.test("the thumbnail inside the EXIF block is not taken for the picture", () => {
  const small = segment(0xc0, Uint8Array.of(8, 0, 120, 0, 160, 3));
  const exif = segment(0xe1, Uint8Array.from([...text("Exif\0\0"), ...START, ...small]));
  assert.equal(readJpeg(source(START, exif, FRAME, SCAN)).width, 4000);
});

Deno.test("fill bytes and padding before a marker are passed over", () => {
  const found = readJpeg(
    source(START, [0xff, 0xff, 0xff], FRAME.slice(1), [0, 0, 7], SCAN),
  );
  assert.deepEqual([found.width, found.damage], [4000, []]);
});

Deno.test("extended XMP is put together in its own order, and left out when a part is missing", () => {
  const number = (value: number) => String.fromCharCode(0, 0, 0, value);
  const part = (offset: number, value: string) =>
    segment(
      0xe1,
      `http://ns.adobe.com/xmp/extension/\0${"G".repeat(32)}${number(6)}${number(offset)}${value}`,
    );
  const whole = readJpeg(source(START, part(3, "def"), part(0, "abc"), FRAME, SCAN));
  assert.deepEqual(whole.xmp.map(string), ["abcdef"]);
  const half = readJpeg(source(START, part(3, "def"), FRAME, SCAN));
  assert.deepEqual(half.xmp, []);
});

const DAMAGED: readonly [string, ReturnType<typeof source>, RegExp][] = [
  ["a photo that is only a beginning", source(START), /ends before its picture/],
  [
    "a photo cut inside its metadata",
    source(START, segment(0xe1, "Exif\0\0II*").slice(0, -2)),
    /inside/,
  ],
  ["a segment with an impossible length", source(START, [0xff, 0xe1, 0, 1, 0, 0]), /impossible/],
  ["a photo without a frame", source(START, SCAN), /no frame/],
  [
    "a photo of nothing but segments",
    source(START, ...Array.from({ length: 2_001 }, () => segment(0xe5, ""))),
    /More than/,
  ],
];
for (const [title, file, expected] of DAMAGED) {
  Deno.test(`${title} is damaged, and says why`, () => {
    assert.match(readJpeg(file).damage.join(), expected);
  });
}

Deno.test("what stands before the damage is kept", () => {
  const found = readJpeg(
    source(START, segment(0xe1, "Exif\0\0II*"), FRAME, [0xff, 0xe2, 9]),
  );
  assert.equal(exifOf(found), "II*");
  assert.equal(found.width, 4000);
  assert.equal(found.damage.length, 1);
});
