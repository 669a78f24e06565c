import { join } from "node:path";
import { isCandidate } from "../lib/core/formats.ts";
import { Random } from "../tests/program/random.ts";
import type { Truth } from "./agreement_truth.ts";
import { madeExif, madeJpeg } from "./made_exif.ts";
import { madeXmp } from "./made_xmp.ts";
import { madeArguments } from "./made_tags.ts";

/** Copies of larger files take the time without telling more. */
const BASE_BYTES_MAX = 400_000;
const BASES_PER_FORMAT = 6;
/** What was changed a moment ago and looks cut off is waited for, and many real files are cut off. */
const PAST = new Date("2024-05-01T12:30:00Z");
/** ExifTool's names of the formats that it writes. */
const WRITABLE = new Set(
  ("jpeg png tiff webp heic heif avif jxl gif psd jp2 dng cr2 cr3 nef arw raf orf rw2 pef mov mp4 m4v" +
    " 3gp").split(" "),
);

/** A real file that tags are written into. */
interface Base {
  readonly path: string;
  readonly format: string;
}

/** What is made, and of what. */
export interface MakeTaggedOptions {
  /** Folder with `files/`, and what ExifTool says of them. */
  readonly corpus: string;
  readonly truths: readonly Truth[];
  /** An empty folder. */
  readonly target: string;
  readonly count: number;
  readonly seed: number;
  /** Only files of this format. */
  readonly format?: string | undefined;
}

/** Copies undamaged files and lets ExifTool write tags chosen at random into them. */
export async function makeTagged(options: MakeTaggedOptions): Promise<void> {
  const { target, count, seed } = options;
  const bases = basesOf(options);
  if (bases.length === 0) throw new Error("There are no files to write into");
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const random = new Random(seed + index);
    const format = random.pick([...new Set(bases.map((base) => base.format))]);
    const { path } = random.pick(bases.filter((base) => base.format === format));
    const copy = join(target, `${seed + index}.${path.slice(path.lastIndexOf(".") + 1)}`);
    Deno.copyFileSync(path, copy);
    Deno.chmodSync(copy, 0o644);
    if (index > 0) lines.push("-execute");
    lines.push("-n");
    if (random.next() < 0.5 && !isRaw(format)) lines.push("-all=");
    lines.push(...madeArguments(format, random), copy);
  }
  const common = ["-common_args", "-m", "-q", "-q", "-overwrite_original", "-struct"];
  await runExifTool([...lines, ...common]);
  for (const { name } of Deno.readDirSync(target)) Deno.utimeSync(join(target, name), PAST, PAST);
}

/**
 * Pictures with EXIF blocks that no writer of today makes, and some of yesterday did; or with XMP in
 * one of the many ways in which RDF may be written.
 */
export function makeBlocks(
  kind: "exif" | "xmp",
  target: string,
  count: number,
  seed: number,
): void {
  for (let index = seed; index < seed + count; index++) {
    const path = join(target, `${index}.jpg`);
    const block = (kind === "exif" ? madeExif : madeXmp)(new Random(index));
    Deno.writeFileSync(path, madeJpeg(block, kind));
    Deno.utimeSync(path, PAST, PAST);
  }
}

/** What ExifTool says of all files of a folder, as `truth.jsonl` has it. */
export async function tellTruth(folder: string): Promise<Truth[]> {
  const text = await runExifTool([
    ...["-use", "MWG", "-j", "-n", "-G1", "-struct", "-charset", "iptc=UTF8", "-q", "-r"],
    ...["-x", "MakerNotes:all", folder],
  ]);
  const records: Record<string, unknown>[] = text.trim() === "" ? [] : JSON.parse(text);
  return records.map(({ SourceFile, ...tags }) => ({
    file: String(SourceFile).slice(folder.length + 1),
    ...tags,
  }));
}

function isRaw(format: string): boolean {
  return /^(?:dng|cr2|cr3|nef|arw|raf|orf|rw2|pef|tiff)$/.test(format);
}

/** The smallest undamaged files of every format. */
function basesOf({ corpus, truths, format: only }: MakeTaggedOptions): Base[] {
  const bases = new Map<string, Base[]>();
  const sized = truths.map((truth) => {
    const path = join(corpus, "files", String(truth["file"]));
    return { truth, path, size: Deno.statSync(path).size };
  }).sort((left, right) => left.size - right.size);
  for (const { truth, path, size } of sized) {
    const format = formatOf(truth);
    const isSound = truth["ExifTool:Warning"] === undefined &&
      truth["ExifTool:Error"] === undefined;
    if (!isSound || !WRITABLE.has(format) || !isCandidate(path) || size > BASE_BYTES_MAX) continue;
    if (only !== undefined && only !== format) continue;
    const found = bases.get(format) ?? [];
    if (found.length < BASES_PER_FORMAT) found.push({ path, format });
    bases.set(format, found);
  }
  return [...bases.values()].flat();
}

function formatOf(truth: Truth): string {
  return String(truth["File:FileType"] ?? "").toLowerCase().replace("extended ", "");
}

/** Runs ExifTool with arguments of any number and length; its standard output. */
async function runExifTool(lines: readonly string[]): Promise<string> {
  const child = new Deno.Command("exiftool", {
    args: ["-@", "-"],
    stdin: "piped",
    stdout: "piped",
    // Of values that a format does not take there are many.
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout);
}
