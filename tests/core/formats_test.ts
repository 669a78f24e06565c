import assert from "node:assert/strict";
import { detectFormat, isCandidate, isExtensionMismatch } from "../../lib/core/formats.ts";

/** Latin-1 text as bytes, `size` of them at least. */
function bytes(text: string, size = 32): Uint8Array {
  const all = new Uint8Array(Math.max(size, text.length));
  for (let index = 0; index < text.length; index++) all[index] = text.charCodeAt(index);
  return all;
}

Deno.test("C-009 photos and videos are candidates whatever the case of their extension", () => {
  const photos = "a.jpg a.JPG a.jpeg a.JPE a.heic a.HIF a.avif a.tif a.CR3 a.x3f a.b.MTS a.webm";
  for (const name of photos.split(" ")) assert(isCandidate(name), name);
  for (const name of ["a.xmp", "a.gpx", "a.xyz", "jpg", ".jpg", "a.jpg.xmp", "a.", ""]) {
    assert(!isCandidate(name), name);
  }
});

const ftyp = (brands: string) =>
  bytes(`\0\0\0${String.fromCharCode(12 + brands.length - 4)}ftyp${brands}`, 64);
const CASES: readonly [string, Uint8Array, string, string][] = [
  ["a JPEG named .png is a JPEG", bytes("\xff\xd8\xff\xe1"), "a.png", "jpeg image/jpeg"],
  ["a PNG named .jpg is a PNG", bytes("\x89PNG\r\n\x1a\n"), "a.jpg", "png image/png"],
  ["a GIF", bytes("GIF89a"), "a.gif", "gif image/gif"],
  ["a WebP", bytes("RIFF\0\0\0\0WEBPVP8X"), "a.webp", "webp image/webp"],
  ["an AVI", bytes("RIFF\0\0\0\0AVI LIST"), "a.avi", "avi video/x-msvideo"],
  ["a Photoshop file", bytes("8BPS\0\x01"), "a.psd", "psd application/vnd.adobe.photoshop"],
  ["a bare JPEG XL", bytes("\xff\x0a"), "a.jxl", "jxl image/jxl"],
  ["a boxed JPEG XL", bytes("\0\0\0\x0cJXL \r\n\x87\n"), "a.jxl", "jxl image/jxl"],
  ["a TIFF", bytes("II*\0"), "a.tif", "tiff image/tiff"],
  ["a big-endian Nikon RAW", bytes("MM\0*"), "a.NEF", "nef image/x-nikon-nef"],
  ["a Canon RAW named .tif", bytes("II*\0\x10\0\0\0CR\x02\0"), "a.tif", "cr2 image/x-canon-cr2"],
  ["an Olympus RAW", bytes("IIRO\x08"), "a.orf", "orf image/x-olympus-orf"],
  ["a Panasonic RAW", bytes("IIU\0"), "a.rw2", "rw2 image/x-panasonic-rw2"],
  ["a Fujifilm RAW", bytes("FUJIFILMCCD-RAW "), "a.raf", "raf image/x-fujifilm-raf"],
  ["a Sigma RAW", bytes("FOVb"), "a.x3f", "x3f image/x-sigma-x3f"],
  ["an iPhone photo", ftyp("heic\0\0\0\0mif1heic"), "a.heic", "heic image/heic"],
  ["an AVIF", ftyp("avif\0\0\0\0mif1"), "a.avif", "avif image/avif"],
  ["a Canon CR3", ftyp("crx \0\0\0\x01isom"), "a.cr3", "cr3 image/x-canon-cr3"],
  ["a QuickTime film", ftyp("qt  \0\0\0\0qt  "), "a.mov", "mov video/quicktime"],
  ["a QuickTime film named .mp4", ftyp("qt  \0\0\0\0qt  "), "a.mp4", "mp4 video/quicktime"],
  ["an MPEG-4 film", ftyp("isom\0\0\0\0mp42"), "a.mp4", "mp4 video/mp4"],
  ["an old QuickTime film", bytes("\0\0\0\x08wide\0\0\0\0mdat"), "a.mov", "mov video/quicktime"],
  [
    "a Matroska film",
    bytes("\x1a\x45\xdf\xa3\x42\x82\x88matroska"),
    "a.mkv",
    "mkv video/x-matroska",
  ],
  ["a WebM film", bytes("\x1a\x45\xdf\xa3\x42\x82\x84webm"), "a.webm", "webm video/webm"],
];
for (const [title, head, name, expected] of CASES) {
  Deno.test(`${title} is told by its content`, () => {
    const found = detectFormat(head, name);
    assert.equal(`${found?.format} ${found?.mime}`, expected);
  });
}

Deno.test("a camcorder's transport stream is told by its sync bytes, with or without time codes", () => {
  const plain = new Uint8Array(600);
  const avchd = new Uint8Array(600);
  for (const at of [0, 188, 376]) plain[at] = 0x47;
  for (const at of [4, 196, 388]) avchd[at] = 0x47;
  assert.equal(detectFormat(plain, "a.mts")?.format, "m2ts");
  assert.equal(detectFormat(avchd, "a.m2ts")?.format, "m2ts");
});

Deno.test("C-008 text, zeros and nothing are no photo, whatever their name", () => {
  assert.equal(detectFormat(bytes("Dear diary, today I took no photo"), "a.jpg"), null);
  assert.equal(detectFormat(new Uint8Array(2380), "a.jpg"), null);
  assert.equal(detectFormat(new Uint8Array(0), "a.jpg"), null);
  assert.equal(detectFormat(Uint8Array.of(0xff), "a.jpg"), null);
});

Deno.test("C-009 a mismatch is another kind of file, not another spelling of the extension", () => {
  assert(isExtensionMismatch("a.jpg", "png"));
  assert(isExtensionMismatch("a.HEIC", "jpeg"));
  assert(isExtensionMismatch("a.png", "mp4"));
  const fine = [["a.jpe", "jpeg"], ["a.heic", "heif"], ["a.tif", "dng"], [
    "a.nef",
    "tiff",
  ]] as const;
  for (const [name, format] of [...fine, ["a.mp4", "mov"], ["a.mts", "m2ts"]] as const) {
    assert(!isExtensionMismatch(name, format), `${name} ${format}`);
  }
});
