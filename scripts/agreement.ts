import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureAgreement } from "./agreement_run.ts";
import { causeOf } from "./agreement_causes.ts";
import type { Truth } from "./agreement_truth.ts";

const USAGE = `Usage: deno task agreement [--corpus DIR] [--list] [--field NAME] [--format NAME]
  --corpus DIR   folder with files/ and truth.jsonl (ExifTool's -j -n -G1 -struct, one object a line)
  --list         print every disagreement, with its cause where that is known
  --damaged      print the disagreements of files that ExifTool itself warns of, too
  --field NAME   only this field
  --format NAME  only files of this group, as the table names it`;

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
  const result = await measureAgreement(join(values.corpus, "files"), truths, values);
  const lines = [
    ...values.list ? result.soundLines : [],
    ...values.list && values.damaged ? result.damagedLines : [],
  ];
  for (const line of lines) console.log(`${line}: ${causeOf(line)}`);
  console.log(["", "Undamaged files, by format", ...result.sound.byGroup()].join("\n"));
  console.log(["", "Undamaged files, by field", ...result.sound.byField()].join("\n"));
  console.log(["", "Files ExifTool warns of", ...result.damaged.byGroup()].join("\n"));
  return 0;
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
