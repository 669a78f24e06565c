import assert from "node:assert/strict";
import { join } from "node:path";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { box, type Bytes, bytesOf, fullBox, tiff, u16, u32 } from "../support/media_bytes.ts";
import { withTempDir } from "../support/program.ts";

const GIB = 1024 ** 3;
/** Head and tail for the sample hash are 192 KiB; what is looked at beyond has to be kilobytes. */
const BYTES_READ_MAX = 208 * 1024;

/** Parts at their places in a file that is holes otherwise, and what has to be read of it. */
interface LargeFile {
  readonly name: string;
  readonly size: number;
  readonly parts: readonly (readonly [at: number, bytes: Uint8Array])[];
  readonly expected: Readonly<Record<string, unknown>>;
}

const u64 = (value: number) => [...u32(Math.floor(value / 2 ** 32)), ...u32(value % 2 ** 32)];
/** A box of 64 bits (ISO/IEC 14496-12 §4.2) whose content is holes. */
const longBox = (type: string, size: number) => bytesOf(u32(1), type, u64(size));

const CREATED = 2_082_844_800 + Date.UTC(2024, 4, 1, 10, 30) / 1000;
const mvhd = fullBox("mvhd", 0, u32(CREATED), u32(CREATED), u32(600), u32(900), new Uint8Array(80));
const track = box(
  "trak",
  fullBox(
    "tkhd",
    0,
    new Uint8Array(36),
    [...[65536, 0, 0, 0, 65536, 0, 0, 0, 0x40000000].flatMap(u32), ...u32(3840 * 65536)],
    u32(2160 * 65536),
  ),
  box("mdia", fullBox("hdlr", 0, u32(0), "vide", new Uint8Array(12))),
);
const moov = box("moov", mvhd, track);
const ftyp = (brand: string) => box("ftyp", brand, u32(0));
const FILM = { width: 3840, height: 2160, duration: 1.5, takenAt: "2024-05-01T10:30:00" };

/** `ftyp`, pictures of any length, and then the header. */
function film(size: number): LargeFile["parts"] {
  const first = ftyp("isom");
  const mdat = longBox("mdat", size - first.length - moov.length);
  return [[0, first], [first.length, mdat], [size - moov.length, moov]];
}

/** Items whose bytes are behind gigabytes of picture, in an `iloc` of 64 bits. */
function heic(size: number): LargeFile["parts"] {
  const exif = bytesOf(u32(0), tiff([[0x010f, "Maker"]]));
  const exifAt = size - exif.length;
  const meta = fullBox(
    "meta",
    0,
    fullBox("pitm", 0, u16(1)),
    fullBox(
      "iinf",
      0,
      u16(2),
      fullBox("infe", 2, u16(1), u16(0), "hvc1\0"),
      fullBox("infe", 2, u16(2), u16(0), "Exif\0"),
    ),
    fullBox("iloc", 0, [0x88, 0x00], u16(1), u16(2), u16(0), u16(1), u64(exifAt), u64(exif.length)),
    box(
      "iprp",
      box("ipco", fullBox("ispe", 0, u32(640), u32(480))),
      fullBox("ipma", 0, u32(1), u16(1), [1, 1]),
    ),
  );
  const head = bytesOf(ftyp("heic"), meta);
  return [[0, head], [head.length, longBox("mdat", size - head.length)], [exifAt, exif]];
}

/** A directory of BigTIFF (of 20 bytes an entry) behind the picture. */
function bigTiff(size: number): LargeFile["parts"] {
  const entry = (
    tag: number,
    value: number,
  ) => [...u16(tag), ...u16(4), ...u64(1), ...u32(value), 0, 0, 0, 0];
  const directory = bytesOf(u64(2), entry(0x100, 640), entry(0x101, 480), u64(0));
  const at = size - directory.length;
  return [[0, bytesOf("MM\0+", u16(8), u16(0), u64(at))], [at, directory]];
}

/** An element of EBML (RFC 8794) with its size in eight bytes. */
const element = (id: readonly number[], content: Bytes, size = bytesOf(content).length) =>
  bytesOf(id, [1], u64(size).slice(1), content);

function matroska(size: number): LargeFile["parts"] {
  const side = (id: number, pixels: number) => element([id], u16(pixels));
  const video = element([0xe0], bytesOf(side(0xb0, 640), side(0xba, 480)));
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], video));
  const head = bytesOf(
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], "matroska")),
    [0x18, 0x53, 0x80, 0x67, 1, 255, 255, 255, 255, 255, 255, 255],
  );
  const clusterAt = head.length;
  const cluster = element([0x1f, 0x43, 0xb6, 0x75], "", size - clusterAt - 12 - tracks.length);
  return [[0, bytesOf(head, cluster)], [size - tracks.length, tracks]];
}

function tiffBehind(size: number): LargeFile["parts"] {
  const directory = tiff([[0x100, 640], [0x101, 480], [0x010f, "Mk"]]).subarray(8);
  const at = size - directory.length;
  return [[0, bytesOf("MM\0*", u32(at))], [at, directory]];
}

const FILES: readonly LargeFile[] = [
  { name: "4 GiB.mp4", size: 4 * GIB, parts: film(4 * GIB), expected: FILM },
  { name: "100 GiB.mov", size: 100 * GIB, parts: film(100 * GIB), expected: FILM },
  {
    name: "header first, pictures to the end of the file.mp4",
    size: 5 * GIB,
    parts: [[0, bytesOf(ftyp("isom"), moov, u32(0), "mdat")]],
    expected: FILM,
  },
  {
    name: "9 GiB.heic",
    size: 9 * GIB,
    parts: heic(9 * GIB),
    expected: { width: 640, height: 480, make: "Maker" },
  },
  {
    name: "60 GiB.mkv",
    size: 60 * GIB,
    parts: matroska(60 * GIB),
    expected: { width: 640, height: 480 },
  },
  {
    name: "3 GiB.tif",
    size: 3 * GIB,
    parts: tiffBehind(3 * GIB),
    expected: { width: 640, height: 480, make: "Mk" },
  },
  {
    name: "50 GiB.tif",
    size: 50 * GIB,
    parts: bigTiff(50 * GIB),
    expected: { width: 640, height: 480 },
  },
];

for (const { name, size, parts, expected } of FILES) {
  Deno.test(`of a large file only what is wanted is read: ${name}`, () =>
    withTempDir(async (directory) => {
      const path = join(directory, name);
      writeSparse(path, size, parts);
      const before = Deno.memoryUsage().rss;
      const outcome = await readPhoto(path);
      assert(outcome.status === "read", JSON.stringify(outcome));
      const { fields, problems, bytesRead } = outcome.reading;
      for (const [field, value] of Object.entries(expected)) {
        assert.equal(fields[field as keyof typeof fields], value, field);
      }
      assert.deepEqual(problems, []);
      assert(bytesRead <= BYTES_READ_MAX, `${bytesRead} bytes were read`);
      const grown = Deno.memoryUsage().rss - before;
      assert(grown < 64 * 1024 * 1024, `${grown} bytes of memory were taken`);
    }));
}

/** Holes take no room on the disk. */
function writeSparse(path: string, size: number, parts: LargeFile["parts"]): void {
  using file = Deno.openSync(path, { write: true, create: true });
  file.truncateSync(size);
  for (const [at, bytes] of parts) {
    file.seekSync(at, Deno.SeekMode.Start);
    file.writeSync(bytes);
  }
  file.utimeSync(1_700_000_000, 1_700_000_000);
}
