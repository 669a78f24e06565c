import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { join } from "node:path";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { mutate } from "../../scripts/mutate.ts";
import { Random } from "../program/random.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { box, bytesOf, fullBox, tiff, u16, u32 } from "../support/media_bytes.ts";
import { withXmp } from "../support/with_xmp.ts";

const EXIF = tiff(
  [[0x010f, "Maker"], [0x0110, "Model"]],
  { 0x8769: [[0x9003, "2024:05:01 12:30:00"]], 0x8825: [[1, "N"], [3, "E"]] },
);
const pngChunk = (type: string, content: Uint8Array) =>
  bytesOf(u32(content.length), type, content, u32(0));
const compressed = (size: number) => new Uint8Array(deflateSync(new Uint8Array(size).fill(0x20)));
const zText = (size: number) =>
  pngChunk("zTXt", bytesOf("Raw profile type xmp\0\0", compressed(size)));
const png = (...chunks: Uint8Array[]) =>
  bytesOf(
    "\x89PNG\r\n\x1a\n",
    pngChunk("IHDR", bytesOf(u32(640), u32(480), [8, 2, 0, 0, 0])),
    ...chunks,
    pngChunk("IEND", new Uint8Array(0)),
  );
const heif = bytesOf(
  box("ftyp", "heic", u32(0)),
  fullBox(
    "meta",
    0,
    fullBox("pitm", 0, u16(1)),
    fullBox("iinf", 0, u16(1), fullBox("infe", 2, u16(2), u16(0), "Exif\0")),
    fullBox(
      "iloc",
      1,
      [0x44, 0],
      u16(1),
      u16(2),
      u16(1),
      u16(0),
      u16(1),
      u32(0),
      u32(EXIF.length + 4),
    ),
    box("idat", u32(0), EXIF),
  ),
);
const film = bytesOf(
  box("ftyp", "qt  ", u32(0)),
  box(
    "moov",
    fullBox("mvhd", 0, u32(1), u32(1), u32(600), u32(900)),
    box("udta", box("\xa9xyz", u16(8), u16(0), "+1.0+2.0")),
  ),
);

const SAMPLES: readonly (readonly [string, Uint8Array])[] = [
  ["a.jpg", withXmp(makeJpeg({ title: "Title", keywords: ["a", "b"] }), "<dc:title>x</dc:title>")],
  ["a.tif", EXIF],
  ["a.png", png(pngChunk("eXIf", EXIF), zText(1_000))],
  ["a.heic", heif],
  ["a.mov", film],
  [
    "a.webp",
    bytesOf("RIFF\x60\0\0\0WEBPVP8X\x0a\0\0\0", new Uint8Array(10), "EXIF\x40\0\0\0", EXIF),
  ],
  ["a.psd", bytesOf("8BPS\0\x01", new Uint8Array(24), u32(40), "8BIM\x04\x22\0\0", u32(20), EXIF)],
];
const PACKET_BYTES = 3 * 1024 * 1024;
/** Damaged copies of each. */
const COPIES = 150;

function withDirectory(body: (directory: string) => Promise<void>) {
  return async () => {
    const directory = Deno.makeTempDirSync({ prefix: "proofsheet-damaged-" });
    try {
      await body(directory);
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  };
}

async function read(directory: string, name: string, bytes: Uint8Array) {
  const path = join(directory, name);
  Deno.writeFileSync(path, bytes);
  // Long ago, so that nobody may still be writing it.
  Deno.utimeSync(path, 1, 1);
  const outcome = await readPhoto(path);
  assert(outcome.status === "read", `${name}: ${JSON.stringify(outcome)}`);
  return outcome.reading;
}

for (const [name, bytes] of SAMPLES) {
  Deno.test(
    `a damaged ${name.slice(2)} is read as far as it goes, whatever the damage`,
    withDirectory(async (directory) => {
      for (let seed = 1; seed <= COPIES; seed++) {
        const random = new Random(seed);
        const { fields } = await read(directory, name, mutate(bytes, random));
        const { latitude, longitude, orientation, duration } = fields;
        const isSane = Math.abs(latitude ?? 0) <= 90 && Math.abs(longitude ?? 0) <= 180 &&
          (orientation ?? 1) >= 1 && (orientation ?? 1) <= 8 && Number.isFinite(duration ?? 0);
        assert(isSane, `seed ${seed}: ${JSON.stringify(fields)}`);
      }
    }),
  );
}

Deno.test(
  "a PNG of kilobytes that expands to gigabytes is not expanded",
  withDirectory(async (directory) => {
    const bomb = zText(15 * 1024 * 1024);
    const reading = await read(directory, "a.png", png(...Array<Uint8Array>(100).fill(bomb)));
    assert.equal(reading.fields.width, 640);
    assert.match(reading.problems[0]?.detail ?? "", /cannot be expanded/);
  }),
);

Deno.test(
  "a film of nothing but packets of metadata is not read to its end",
  withDirectory(async (directory) => {
    const uuid = "be7acfcb97a942e89c71999491e3afac".match(/../g)!.map((byte) => parseInt(byte, 16));
    const header = bytesOf(u32(24 + PACKET_BYTES), "uuid", uuid);
    const packet = new Uint8Array(header.length + PACKET_BYTES).fill(0x20);
    packet.set(header);
    const whole = new Uint8Array(film.length + 12 * packet.length);
    whole.set(film);
    for (let index = 0; index < 12; index++) whole.set(packet, film.length + index * packet.length);
    const reading = await read(directory, "a.mov", whole);
    assert.equal(reading.fields.duration, 1.5);
    assert.match(reading.problems.map(({ detail }) => detail).join(), /more metadata than any/);
    assert(reading.bytesRead < 40 * 1024 * 1024, `${reading.bytesRead} bytes were read`);
  }),
);
