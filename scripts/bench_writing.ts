import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../tests/support/make_jpeg.ts";
import { makeRaw, makeSidecar, title } from "../tests/support/make_sidecar.ts";
import { runProgram } from "../tests/support/program.ts";
import { type BenchRow, median } from "./bench_table.ts";

const IN_FILE = 40;
const SIDECARS = 200;
/** Of a photo as a telephone makes it. */
const PHOTO_BYTES = 3_000_000;
const TIMEOUT_MS = 30 * 60_000;
/** Younger files are not believed to be complete. */
const WARM_MS = 3_000;

/** What is written how often, and what the design asks for. */
interface Writing {
  readonly what: string;
  readonly count: number;
  readonly make: (folder: string, count: number) => void;
  /** Tags that ExifTool is to write for the same edit. */
  readonly tags: (value: string) => readonly string[];
  readonly extension: string;
  readonly aim: number;
}

const WRITINGS: readonly Writing[] = [
  {
    what: `titles written into JPEGs of ${PHOTO_BYTES / 1e6} MB`,
    count: IN_FILE,
    make: (folder, count) => {
      for (let index = 0; index < count; index++) {
        const photo = makeJpeg({ seed: index, padTo: PHOTO_BYTES, takenAt: "2024-05-01T12:30:00" });
        Deno.writeFileSync(`${folder}/${index}.jpg`, photo);
      }
    },
    tags: (value) => [
      ...["-codedcharacterset=utf8", `-XMP-dc:Title=${value}`, `-IPTC:ObjectName=${value}`],
      ...["-XMP-xmp:MetadataDate=now", "-IPTCDigest=new"],
    ],
    extension: "jpg",
    aim: 0.5,
  },
  {
    what: "titles written into sidecars",
    count: SIDECARS,
    make: (folder, count) => {
      for (let index = 0; index < count; index++) {
        Deno.writeFileSync(`${folder}/${index}.nef`, makeRaw("", [[0x10f, String(index)]]));
        Deno.writeTextFileSync(`${folder}/${index}.nef.xmp`, makeSidecar(title("old")));
      }
    },
    tags: (value) => [`-XMP-dc:Title=${value}`, "-XMP-xmp:MetadataDate=now"],
    extension: "xmp",
    aim: 10,
  },
];

/**
 * Edits of many photos, each written, read again, compared and brought to the disk, against one ExifTool
 * that writes the same tags into as many files and does none of that. What a start takes is left out on
 * both sides, by the difference between many files and one. The second line is against an ExifTool that is
 * started for each file, as programs do that have no resident one.
 */
export async function measureWriting(directory: string, rounds: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [index, writing] of WRITINGS.entries()) {
    const folder = `${directory}/${index}`;
    for (const name of ["many", "one"]) Deno.mkdirSync(`${folder}/${name}`, { recursive: true });
    writing.make(`${folder}/many`, writing.count);
    writing.make(`${folder}/one`, 1);
    rows.push(...await measure(folder, writing, rounds));
  }
  return rows;
}

async function measure(folder: string, writing: Writing, rounds: number): Promise<BenchRow[]> {
  const { what, count, tags, extension, aim } = writing;
  const database = `${folder}/catalogue.db`;
  await sleep(WARM_MS);
  await run(["sync", "--folder", `${folder}/many`, "--folder", `${folder}/one`, "--db", database]);
  const [ours, theirs, alone]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const editMs = (name: string) =>
      run(["edit", `${folder}/${name}`, "--title", `ours ${round}`, "--json", "--db", database]);
    ours.push((await editMs("many") - await editMs("one")) / (count - 1));
    const toolMs = (name: string) =>
      time("exiftool", [
        ...["-q", "-m", "-overwrite_original", "-ext", extension, ...tags(`theirs ${round}`)],
        `${folder}/${name}`,
      ]);
    const aloneMs = await toolMs("one");
    theirs.push((await toolMs("many") - aloneMs) / (count - 1));
    alone.push(aloneMs);
    await sleep(WARM_MS);
  }
  const ourMs = median(ours);
  const row = (peer: string, peerMs: number, budget: BenchRow["budget"]): BenchRow => ({
    what,
    measured: `${(1_000 / ourMs).toFixed(1)} a second`,
    baseline: `${peer} ${(1_000 / peerMs).toFixed(1)} a second`,
    value: peerMs / ourMs,
    unit: "×",
    budget,
  });
  return [
    row("one exiftool", median(theirs), { must: null, aim, isUpperLimit: false }),
    row("an exiftool each", median(alone), null),
  ];
}

async function run(args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const { code, stderr } = await runProgram(args, { timeoutMs: TIMEOUT_MS });
  if (code !== 0) throw new Error(`Cannot measure: ${args[0]} ended with ${code}\n${stderr}`);
  return performance.now() - startMs;
}

async function time(command: string, args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const { success, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`Cannot compare: ${new TextDecoder().decode(stderr)}`);
  return performance.now() - startMs;
}
