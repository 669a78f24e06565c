import assert from "node:assert/strict";
import { looksIncomplete } from "../../lib/core/completeness.ts";
import { makeJpeg } from "../support/make_jpeg.ts";

function sourceOf(bytes: Uint8Array) {
  const read = (from: number, length: number) =>
    from < 0 ? new Uint8Array(0) : bytes.subarray(from, from + length);
  return { size: bytes.length, read };
}

function bytesOf(...parts: readonly (string | number | readonly number[] | Uint8Array)[]) {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string"
        ? [...part].map((character) => character.charCodeAt(0))
        : typeof part === "number"
        ? [part >>> 24, (part >>> 16) & 255, (part >>> 8) & 255, part & 255]
        : [...part]
    ),
  );
}

/** Something that is neither zeros nor a marker. */
const noise = (length: number) => Uint8Array.from({ length }, (_, at) => 1 + (at * 7) % 200);
const box = (type: string, content: Uint8Array) => bytesOf(8 + content.length, type, content);

const JPEG = makeJpeg({ padTo: 200_000 });
const PNG = bytesOf([0x89], "PNG\r\n", [0x1a, 0x0a], 13, "IHDR", noise(17), 0, "IEND", 0xae426082);
const GIF = bytesOf("GIF89a", noise(500), [0, 0x3b]);
const WEBP = bytesOf("RIFF", [0xf8, 0x07, 0, 0], "WEBP", noise(2_036));
const HEIC = bytesOf(box("ftyp", noise(16)), box("meta", noise(200)), box("mdat", noise(3_000)));
const VIDEO = bytesOf(box("ftyp", noise(16)), box("mdat", noise(9_000)), box("moov", noise(500)));
const MKV = bytesOf(0x1a45dfa3, [0x84], noise(4), 0x18538067, [0x01, 0, 0, 0], 2_000, noise(2_000));
/** One directory with one strip of 3,000 bytes behind it. */
const TIFF = bytesOf(
  ["MM\0*", 8].flatMap((part) => [...bytesOf(part)]),
  [0, 2],
  [...bytesOf(0x01110004, 1, 38), ...bytesOf(0x01170004, 1, 3_000)],
  0,
  noise(3_000),
);
const RAF = bytesOf("FUJIFILMCCD-RAW ", noise(68), 108, 500, 608, 10, 618, 900, noise(1_410));

const WHOLE: readonly [string, string | null, Uint8Array][] = [
  ["a JPEG", "jpeg", JPEG],
  ["a JPEG with padding behind it", "jpeg", bytesOf(JPEG, new Uint8Array(9_000))],
  ["a JPEG with a second picture behind it", "jpeg", bytesOf(JPEG, noise(2_000), [0xff, 0xd9])],
  ["a JPEG with a maker's directory far behind it", "jpeg", bytesOf(JPEG, noise(90_000), "SEFT")],
  ["a PNG", "png", PNG],
  ["a GIF", "gif", GIF],
  ["a GIF with padding behind it", "gif", bytesOf(GIF, [0, 0, 0])],
  ["a WebP", "webp", WEBP],
  ["a HEIC", "heic", HEIC],
  [
    "a HEIC whose last part goes to the end",
    "heic",
    bytesOf(box("meta", noise(9)), 0, "mdat", noise(99)),
  ],
  ["a video", "mp4", VIDEO],
  [
    "a video with something behind it that is no part",
    "mp4",
    bytesOf(VIDEO, [0, 0, 0, 0, 0, 0, 0, 0]),
  ],
  ["a Matroska video", "mkv", MKV],
  ["a TIFF", "tiff", TIFF],
  ["a Fujifilm RAW", "raf", RAF],
  ["a bare JPEG XL stream", "jxl", bytesOf([0xff, 0x0a], noise(900))],
  ["a transport stream", "m2ts", bytesOf("G", noise(5_000))],
  ["a text that is no photo", null, bytesOf("Dear diary")],
];

for (const [what, format, bytes] of WHOLE) {
  Deno.test(`C-026 ${what} looks complete`, () => {
    assert.equal(looksIncomplete(format, sourceOf(bytes)), null);
  });
}

/** Those whose structure tells where they end. */
for (
  const [what, format, bytes] of WHOLE.slice(0, 15).filter(([what]) => !/ with | whose /.test(what))
) {
  for (const share of [0.1, 0.5, 0.9, 0.99]) {
    Deno.test(`C-026 ${what} of which ${share * 100} % are there looks cut off`, () => {
      const part = bytes.subarray(0, Math.floor(bytes.length * share));
      assert.equal(looksIncomplete(format, sourceOf(part))?.isDamage, true);
    });
  }
  Deno.test(`C-026 ${what} in whose room half is written looks unfinished`, () => {
    const half = Math.floor(bytes.length / 2);
    const filled = bytesOf(bytes.subarray(0, half), new Uint8Array(Math.max(half, 2_000)));
    assert.notEqual(looksIncomplete(format, sourceOf(filled)), null);
  });
}

Deno.test("C-026 the end of a thumbnail is not the end of its photo", () => {
  const thumbnail = bytesOf([0xff, 0xd8], noise(3_000), [0xff, 0xd9]);
  const length = thumbnail.length + 2;
  const head = bytesOf([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255], thumbnail);
  const photo = bytesOf(head, [0xff, 0xda], noise(5_000));
  assert.equal(looksIncomplete("jpeg", sourceOf(photo))?.isDamage, true);
  assert.equal(looksIncomplete("jpeg", sourceOf(bytesOf(photo, [0xff, 0xd9]))), null);
});

Deno.test("C-026 a motion photo is complete when its video begins where its XMP says", () => {
  const video = bytesOf(box("ftyp", noise(16)), box("mdat", noise(100_000)));
  const xmp = `GCamera:MicroVideoOffset="${video.length}"`;
  const segment = bytesOf([0xff, 0xe1, 0, xmp.length + 2], xmp);
  const picture = bytesOf([0xff, 0xda], noise(500), [0xff, 0xd9]);
  const photo = bytesOf([0xff, 0xd8], segment, picture, video);
  assert.equal(looksIncomplete("jpeg", sourceOf(photo)), null);
  assert.notEqual(looksIncomplete("jpeg", sourceOf(photo.subarray(0, photo.length - 500))), null);
});

Deno.test("C-026 a video is not complete before its index is written", () => {
  const recorded = bytesOf(box("ftyp", noise(16)), box("mdat", noise(900)));
  assert.match(looksIncomplete("mp4", sourceOf(recorded))?.reason ?? "", /moov/);
});

Deno.test("C-026 a picture that is black at its end is waited for and never called damaged", () => {
  const black = TIFF.slice();
  black.fill(0, black.length - 2_000);
  assert.equal(looksIncomplete("tiff", sourceOf(black))?.isDamage, false);
});

Deno.test("C-026 a hostile length makes neither an endless walk nor an error", () => {
  for (const format of ["jpeg", "png", "heic", "mp4", "tiff", "raf", "mkv", "webp", "psd", "jxl"]) {
    for (const fill of [0, 1, 0x49, 0x4d, 0x7f, 0xff]) {
      for (const length of [0, 1, 7, 8, 30, 5_000]) {
        const bytes = new Uint8Array(length).fill(fill);
        looksIncomplete(format, sourceOf(bytes));
      }
    }
  }
});
