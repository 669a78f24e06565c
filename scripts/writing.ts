import { parseArgs } from "node:util";
import { ExifToolWriter } from "../lib/exiftool/exif_tool_writer.ts";
import { exifToolPlace } from "../lib/exiftool/exif_tool_place.ts";
import {
  isWhole,
  type TriedFile,
  tryFile,
  writableFormat,
  type WrittenFile,
} from "./writing_files.ts";
import {
  installedJudges,
  judgeByExifTool,
  judgeByExiv2,
  type Judges,
  newComplaints,
  otherTagsChanged,
} from "./writing_judges.ts";

const CORPUS = new URL("../../shared/corpus/files", import.meta.url).pathname;
const FILES_MAX = 30;

/**
 * Writes every field into copies of real photos of every writable format, and clears them again; an
 * installed ExifTool, another one than the program carries, and exiv2 look at what came of it:
 * `deno task writing --files 5 --format tiff`.
 */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { files: { type: "string" }, format: { type: "string" } },
  });
  const filesMax = Number(values.files ?? FILES_MAX);
  const judges = await installedJudges();
  if (!judges.exiv2) console.log("exiv2 is not installed, so it was not asked");
  const folder = Deno.makeTempDirSync({ prefix: "proofsheet-writing-" });
  try {
    const exifTool = await ExifToolWriter.open(await exifToolPlace());
    const tried: TriedFile[] = [];
    for (const path of await copies(folder, { filesMax, only: values.format ?? null })) {
      tried.push(await tryFile(path, exifTool, (written) => judgeByOthers(judges, written)));
    }
    report(tried);
    return tried.some(({ faults }) => faults.length > 0) ? 1 : 0;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What other programs find wrong in a written file. */
async function judgeByOthers(
  { exiv2 }: Judges,
  { format, before, after, isCleared }: WrittenFile,
): Promise<string[]> {
  return [
    ...await newComplaints(before, after),
    ...await otherTagsChanged(before, after),
    ...isCleared ? [] : await judgeByExifTool(after),
    ...isCleared || !exiv2 ? [] : await judgeByExiv2(format, before, after),
  ];
}

interface CopiesOptions {
  readonly filesMax: number;
  /** A format; `null` for all of them. */
  readonly only: string | null;
}

/** Copies of so many whole files of each format. */
async function copies(folder: string, { filesMax, only }: CopiesOptions): Promise<string[]> {
  const counts = new Map<string, number>();
  const made: string[] = [];
  for (const [index, path] of filesBelow(CORPUS).entries()) {
    const format = writableFormat(path);
    const count = counts.get(format ?? "") ?? 0;
    if (format === null || count >= filesMax || !await isWhole(path)) continue;
    if (only !== null && format !== only) continue;
    counts.set(format, count + 1);
    const copy = `${folder}/${index}${path.slice(path.lastIndexOf("."))}`;
    Deno.copyFileSync(path, copy);
    Deno.chmodSync(copy, 0o644);
    made.push(copy);
  }
  return made;
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].toSorted((one, other) => one.name < other.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]
    );
}

function report(tried: readonly TriedFile[]): void {
  console.log("| format | files | written | refused | wrong |");
  console.log("| ------ | ----- | ------- | ------- | ----- |");
  for (const format of [...new Set(tried.map((one) => one.format))].sort()) {
    const mine = tried.filter((one) => one.format === format);
    const refused = mine.filter(({ refusal }) => refusal !== null);
    const wrong = mine.filter(({ faults }) => faults.length > 0);
    const written = mine.length - refused.length;
    console.log(
      `| ${format} | ${mine.length} | ${written} | ${refused.length} | ${wrong.length} |`,
    );
  }
  for (const { path, refusal, faults } of tried) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (refusal !== null) console.log(`${name}: refused: ${refusal.slice(0, 300)}`);
    for (const fault of faults) console.log(`${name}: ${fault}`);
  }
}

Deno.exit(await main(Deno.args));
