import { cpuUsage } from "node:process";
import exifr from "exifr";
import { readPhoto } from "../lib/metadata/read_photo.ts";
import { filesBelow } from "./files_below.ts";

/** What exifr is given of a file, as much as a reader begins with. */
const HEAD_BYTES = 128 * 1024;
/** All that exifr knows of what is a field here. */
const EXIFR_OPTIONS = { tiff: true, exif: true, gps: true, xmp: true, iptc: true, ifd1: false };

/** One buffer for all files, as the reader has it: new memory for every file would cost exifr time. */
const head = new Uint8Array(HEAD_BYTES);

async function readByExifr(path: string): Promise<void> {
  using file = Deno.openSync(path);
  const count = file.readSync(head) ?? 0;
  try {
    await exifr.parse(head.subarray(0, count), EXIFR_OPTIONS);
  } catch {
    // What it cannot read it has tried.
  }
}

let bytesRead = 0;

async function readByReader(path: string): Promise<void> {
  const outcome = await readPhoto(path);
  if (outcome.status === "read") bytesRead += outcome.reading.bytesRead;
}

/**
 * Reads all files below a directory some times over to warm up, and as often again, by one of two
 * readers; prints the milliseconds of the processor that took, which other programs do not disturb as
 * much as the clock, and the bytes read. A process reads by one reader only: the garbage that one
 * leaves, and what V8 forgets of compiled code when it collects that, would be charged to the other.
 */
async function main([reader, directory, repeats]: string[]): Promise<void> {
  const read = reader === "exifr" ? readByExifr : readByReader;
  const paths = filesBelow(directory!);
  const pass = async () => {
    for (let turn = 0; turn < Number(repeats); turn++) for (const path of paths) await read(path);
  };
  await pass();
  bytesRead = 0;
  const start = cpuUsage();
  await pass();
  const { user, system } = cpuUsage(start);
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, bytesRead }));
}

await main(Deno.args);
