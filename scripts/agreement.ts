import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { exifToolReader } from "../actors/exif_tool_reader.ts";
import { type AgreementOptions, measureAgreement } from "./agreement_run.ts";
import { causeOf } from "./agreement_causes.ts";
import { makeBlocks, makeTagged, tellTruth } from "./make_tagged.ts";
import type { Truth } from "./agreement_truth.ts";

const USAGE = `Usage: deno task agreement [--corpus DIR] [--list] [--field NAME] [--format NAME]
  --corpus DIR   folder with files/ and truth.jsonl (ExifTool's -j -n -G1 -struct, one object a line)
  --list         print every disagreement, with its cause where that is known
  --damaged      print the disagreements of files that ExifTool itself warns of, too
  --field NAME   only this field
  --format NAME  only files of this group, as the table names it
  --made N       make N files and compare these instead; ExifTool has to be installed
  --kind KIND    tags: copies of those files with tags chosen at random (default); exif, xmp: pictures
                 with EXIF of every type, with XMP in every way of RDF
  --seed N       of the first of them, each next one has the next seed (1)
  --into DIR     make them in this empty folder and keep them`;

const DEFAULT_CORPUS = fileURLToPath(new URL("../../shared/corpus", import.meta.url));

/** Compares what we read of real photos with what ExifTool reads, both ways, and prints tables. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      corpus: { type: "string", default: DEFAULT_CORPUS },
      list: { type: "boolean", default: false },
      damaged: { type: "boolean", default: false },
      field: { type: "string" },
      format: { type: "string" },
      made: { type: "string" },
      seed: { type: "string", default: "1" },
      kind: { type: "string", default: "tags" },
      into: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const truths = await readTruths(values.corpus);
  if (truths === null) {
    console.log(`Nothing to compare with: there is no truth.jsonl in '${values.corpus}'`);
    return 0;
  }
  if (values.made === undefined) await report(join(values.corpus, "files"), truths, values);
  else await reportMade(truths, { ...values, made: values.made });
  return 0;
}

interface MadeOptions extends ReportOptions {
  readonly corpus: string;
  readonly made: string;
  readonly kind: string;
  readonly seed: string;
  readonly into?: string | undefined;
}

/** Makes files, lets ExifTool tell what it reads of them, and compares. */
async function reportMade(truths: readonly Truth[], values: MadeOptions): Promise<void> {
  const { corpus, kind, into } = values;
  const target = into ?? Deno.makeTempDirSync({ prefix: "proofsheet-made-" });
  const [count, seed] = [Number(values.made), Number(values.seed)];
  try {
    if (kind === "exif" || kind === "xmp") makeBlocks(kind, target, count, seed);
    else await makeTagged({ corpus, truths, target, count, seed });
    await report(target, await tellTruth(target), values);
  } finally {
    if (into === undefined) Deno.removeSync(target, { recursive: true });
  }
}

interface ReportOptions extends AgreementOptions {
  readonly list: boolean;
  readonly damaged: boolean;
}

async function report(folder: string, truths: readonly Truth[], values: ReportOptions) {
  const result = await measureAgreement(folder, truths, {
    ...values,
    slowReader: exifToolReader(),
  });
  const lines = [
    ...values.list ? result.soundLines : [],
    ...values.list && values.damaged ? result.damagedLines : [],
  ];
  for (const line of lines) console.log(`${line}: ${causeOf(line)}`);
  console.log(["", "Undamaged files, by format", ...result.sound.byGroup()].join("\n"));
  console.log(["", "Undamaged files, by field", ...result.sound.byField()].join("\n"));
  console.log(["", "Files ExifTool warns of", ...result.damaged.byGroup()].join("\n"));
}

async function readTruths(corpus: string): Promise<Truth[] | null> {
  try {
    const lines = (await Deno.readTextFile(join(corpus, "truth.jsonl"))).split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Truth);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

Deno.exit(await main(Deno.args));
