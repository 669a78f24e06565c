import { ExifToolWriter } from "../lib/exiftool/exif_tool_writer.ts";
import { exifToolPlace } from "../lib/exiftool/exif_tool_place.ts";
import { isWhole, type TriedFile, tryFile, writableFormat } from "./writing_files.ts";

const CORPUS = new URL("../../shared/corpus/files", import.meta.url).pathname;
const FILES_MAX = 30;

/**
 * Writes every field into copies of real photos of every writable format, and clears them again; an
 * installed ExifTool, another one than the program carries, looks at what came of it.
 */
async function main(args: readonly string[]): Promise<number> {
  const filesMax = Number(/^--files=(\d+)$/.exec(args.join(" "))?.[1] ?? FILES_MAX);
  const folder = Deno.makeTempDirSync({ prefix: "proofsheet-writing-" });
  try {
    const exifTool = await ExifToolWriter.open(await exifToolPlace());
    const tried: TriedFile[] = [];
    for (const path of await copies(folder, filesMax)) {
      tried.push(await tryFile(path, exifTool, compareByInstalled));
    }
    report(tried);
    return tried.some(({ faults }) => faults.length > 0) ? 1 : 0;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Copies of so many whole files of each format. */
async function copies(folder: string, filesMax: number): Promise<string[]> {
  const counts = new Map<string, number>();
  const made: string[] = [];
  for (const [index, path] of filesBelow(CORPUS).entries()) {
    const format = writableFormat(path);
    const count = counts.get(format ?? "") ?? 0;
    if (format === null || count >= filesMax || !await isWhole(path)) continue;
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

/** What the installed ExifTool reads of the fields, and what it complains about that was well before. */
async function compareByInstalled(before: string, after: string): Promise<readonly string[]> {
  const found = await installed(after);
  const known = await validated(before);
  const complaints = await validated(after);
  const wrong = Object.entries(EXPECTED).flatMap(([tag, expected]) => {
    const isRight = found[tag] === undefined ||
      JSON.stringify([found[tag]].flat()) === JSON.stringify([expected].flat());
    return isRight ? [] : [`${tag} is ${JSON.stringify(found[tag])} for ExifTool`];
  });
  const fresh = [...complaints].filter((one) => !known.has(one));
  return [...wrong, ...fresh.map((one) => `-validate: ${one}`)];
}

const EXPECTED: Readonly<Record<string, unknown>> = {
  "XMP-dc:Title": "Täst am Meer €",
  "XMP-dc:Subject": ["Köln", "Rom", "日本"],
  "XMP-lr:HierarchicalSubject": "Orte|Italien|Rom",
  "XMP-xmp:Rating": 4,
  "XMP-xmp:Label": "Red",
  "XMP-photoshop:City": "Köln",
  "XMP-photoshop:DateCreated": "2024:05:01 12:30:00.25+02:00",
  "XMP-dc:Creator": ["Änne", "Bob"],
  "IFD0:ImageDescription": "Zwei\nZeilen – 日本",
  "IFD0:Artist": "Änne; Bob",
  "ExifIFD:DateTimeOriginal": "2024:05:01 12:30:00",
  "ExifIFD:OffsetTimeOriginal": "+02:00",
  "IPTC:ObjectName": "Täst am Meer €",
  "IPTC:Keywords": ["Köln", "Rom", "日本"],
  "IPTC:City": "Köln",
};

async function installed(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await run("-j", "-n", "-G1", "-struct", "-all", path))[0];
}

async function validated(path: string): Promise<ReadonlySet<string>> {
  const lines = await run("-a", "-s3", "-validate", "-warning", "-error", path);
  // The first line counts them.
  return new Set(lines.split("\n").slice(1).filter((line) => line !== ""));
}

async function run(...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("exiftool", { args, stderr: "null" }).output();
  return new TextDecoder().decode(stdout);
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
