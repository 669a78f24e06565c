import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import { readCr3, readMovie } from "../../lib/core/read_movie.ts";
import { box, bytesOf, fullBox, sparseSource, tiff, u16, u32 } from "../support/media_bytes.ts";

/** 2024-05-01 10:30:00 as seconds since 1904. */
const CREATED = 2_082_844_800 + Date.UTC(2024, 4, 1, 10, 30) / 1000;
const mvhd = fullBox("mvhd", 0, u32(CREATED), u32(CREATED), u32(600), u32(900), new Uint8Array(80));
const UPRIGHT = [1, 0, 0, 0, 1, 0];
const CLOCKWISE = [0, 1, 0, -1, 0, 0];

function track(kind: string, width: number, height: number, matrix = UPRIGHT): Uint8Array {
  const row = (values: readonly number[]) => values.flatMap((value) => u32((value * 65536) >>> 0));
  const header = fullBox(
    "tkhd",
    0,
    new Uint8Array(36),
    row([...matrix, 0, 0, 16384]),
    row([width, height]),
  );
  return box("trak", header, box("mdia", fullBox("hdlr", 0, u32(0), kind, new Uint8Array(12))));
}

const keys = (entries: Readonly<Record<string, string>>) => {
  const names = Object.keys(entries);
  const text = (value: string) => box("data", u32(1), u32(0), value);
  return box(
    "meta",
    fullBox("hdlr", 0, u32(0), "mdta", new Uint8Array(12)),
    fullBox("keys", 0, u32(names.length), ...names.map((name) => box("mdta", name))),
    box(
      "ilst",
      ...names.map((name, index) =>
        box(`\0\0\0${String.fromCharCode(index + 1)}`, text(entries[name]!))
      ),
    ),
  );
};
const ftyp = box("ftyp", "qt  ", u32(0));
const movie = (...boxes: Uint8Array[]) =>
  readMovie(bytesSource(bytesOf(ftyp, box("moov", ...boxes))));

Deno.test("a film tells its length, its date and the size of its picture", () => {
  const found = movie(mvhd, track("soun", 0, 0), track("vide", 1920, 1080));
  assert.deepEqual([found.width, found.height], [1920, 1080]);
  assert.equal(found.facts.duration, 1.5);
  assert.equal(found.facts.createdSeconds, Date.UTC(2024, 4, 1, 10, 30) / 1000);
  assert.equal(found.facts.orientation, null);
  assert.deepEqual(found.damage, []);
});

Deno.test("a film held upright is turned by its track", () => {
  assert.equal(movie(mvhd, track("vide", 1920, 1080, CLOCKWISE)).facts.orientation, 6);
});

Deno.test("a telephone's film names its date, its place and what took it", () => {
  const { facts } = movie(
    mvhd,
    keys({
      "com.apple.quicktime.creationdate": "2024-05-01T12:30:00+0200",
      "com.apple.quicktime.location.ISO6709": "+52.5-013.4+034.0/",
      "com.apple.quicktime.make": "Apple",
      "com.apple.quicktime.model": "iPhone X",
    }),
  );
  assert.equal(facts.createdText, "2024-05-01T12:30:00+0200");
  assert.equal(facts.place, "+52.5-013.4+034.0/");
  assert.deepEqual([facts.make, facts.model], ["Apple", "iPhone X"]);
});

Deno.test("places are read from QuickTime's and from 3GPP's user data", () => {
  const xyz = box("udta", box("\xa9xyz", u16(17), u16(0), "+27.2939+112.6932"));
  assert.equal(movie(mvhd, xyz).facts.place, "+27.2939+112.6932");
  const place = [u32(13.5 * 65536), u32(52.25 * 65536), u32(34 * 65536)].flat();
  const loci = box("udta", fullBox("loci", 0, u16(0), "Berlin\0", [0], place, "earth\0\0"));
  assert.equal(movie(mvhd, loci).facts.place, "+52.25000+13.50000+34.00");
});

Deno.test("a film whose clock stood at zero has no date, by either count of the years", () => {
  for (const zero of [0, 2_082_844_800]) {
    const header = fullBox("mvhd", 0, u32(zero), u32(zero), u32(600), u32(900), new Uint8Array(80));
    assert.equal(movie(header).facts.createdSeconds, null);
  }
});

Deno.test("a film of nine gigabytes costs a kilobyte to read", () => {
  const size = 9 * 1024 ** 3;
  const moov = box("moov", mvhd, track("vide", 3840, 2160));
  const mdat = bytesOf(
    u32(1),
    "mdat",
    u32(Math.floor((size - moov.length - ftyp.length) / 2 ** 32)),
    u32((size - moov.length - ftyp.length) % 2 ** 32),
  );
  const source = sparseSource(size, [[0, ftyp], [ftyp.length, mdat], [size - moov.length, moov]]);
  const found = readMovie(source);
  assert.deepEqual([found.width, found.facts.duration], [3840, 1.5]);
  assert(source.bytesRead < 2_000, `${source.bytesRead} bytes were read`);
});

Deno.test("a film without its header is damaged, and says so", () => {
  assert.match(readMovie(bytesSource(bytesOf(ftyp))).damage.join(), /no header/);
  const cut = bytesOf(ftyp, box("moov", mvhd)).slice(0, -30);
  assert.match(readMovie(bytesSource(cut)).damage.join(), /ends inside/);
});

Deno.test("a box that contains itself for ever ends", () => {
  const zero = bytesOf(u32(0), "moov", u32(0), "moov");
  assert.doesNotThrow(() => readMovie(bytesSource(zero)));
  const tiny = bytesOf(ftyp, u32(7), "moov", u32(8), "moov");
  assert.doesNotThrow(() => readMovie(bytesSource(tiny)));
});

Deno.test("a CR3 has its directories in boxes of their own, and no length", () => {
  const uuid = "85c0b687820f11e08111f4ce462b6a48".match(/../g)!.map((byte) => parseInt(byte, 16));
  const canon = box(
    "uuid",
    uuid,
    box("CMT1", tiff([[0x010f, "Canon"]])),
    box("CMT2", tiff([[0x9003, "2024"]])),
  );
  const file = bytesOf(
    box("ftyp", "crx ", u32(1)),
    box("moov", canon, mvhd, track("vide", 6000, 4000)),
  );
  const found = readCr3(bytesSource(file));
  assert.deepEqual(found.exif.map(({ root }) => root), ["ifd0", "exif"]);
  assert.deepEqual([found.width, found.facts], [6000, {}]);
});
