import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isCandidate } from "../lib/core/formats.ts";
import { readPhoto } from "../lib/metadata/read_photo.ts";
import { judge } from "./agreement_compare.ts";
import { COMPARED_FIELDS } from "./agreement_fields.ts";
import { Agreement } from "./agreement_table.ts";
import type { Truth } from "./agreement_truth.ts";

const USAGE = `Usage: deno task agreement [--corpus DIR] [--list] [--field NAME] [--format NAME]
  --corpus DIR   folder with files/ and truth.jsonl (ExifTool's -j -n -G1 -struct, one object a line)
  --list         print every disagreement
  --damaged      print the disagreements of files that ExifTool itself warns of, too
  --field NAME   only this field
  --format NAME  only files of this group, as the table names it`;

const DEFAULT_CORPUS = fileURLToPath(new URL("../../shared/corpus", import.meta.url));

/** Reads every real photo through the real reading path and compares it with ExifTool, both ways. */
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
  const sound = new Agreement();
  const damaged = new Agreement();
  for (const truth of truths) {
    const group = groupOf(truth);
    if (group === null || (values.format ?? group) !== group) continue;
    const isDamaged = truth["ExifTool:Warning"] !== undefined ||
      truth["ExifTool:Error"] !== undefined;
    const lines = await compare(truth, group, isDamaged ? damaged : sound, values);
    if (values.list && (!isDamaged || values.damaged)) lines.forEach((line) => console.log(line));
  }
  console.log(["", "Undamaged files, by format", ...sound.byGroup()].join("\n"));
  console.log(["", "Undamaged files, by field", ...sound.byField()].join("\n"));
  console.log(["", "Files ExifTool warns of", ...damaged.byGroup()].join("\n"));
  return 0;
}

async function compare(
  truth: Truth,
  group: string,
  agreement: Agreement,
  options: { readonly corpus: string; readonly field?: string | undefined },
): Promise<string[]> {
  const file = String(truth["file"]);
  const outcome = await readPhoto(join(options.corpus, "files", file));
  if (outcome.status !== "read") return [`${file}: ${JSON.stringify(outcome)}`];
  agreement.addFile(group);
  const lines: string[] = [];
  for (const { name, expected, ours } of COMPARED_FIELDS) {
    if ((options.field ?? name) !== name) continue;
    const [our, their] = [ours(outcome.reading), expected(truth)];
    const verdict = judge(our, their);
    agreement.add(group, name, verdict);
    if (verdict === "same" || verdict === "neither") continue;
    lines.push(
      `${verdict} ${group} ${name}: ${JSON.stringify(our)}, ExifTool ${
        JSON.stringify(their)
      } (${file})`,
    );
  }
  return lines;
}

const RAW = new Set("CR2 CR3 CRW NEF ARW DNG RAF ORF RW2 PEF SRW X3F IIQ".split(" "));
const VIDEO = new Set("MOV MP4 M4V 3GP 3G2 AVI MKV WEBM M2TS".split(" "));
const OTHERS = new Set("JPEG PNG TIFF PSD PSB GIF JXL JP2 JPX AVIF BTF".split(" "));

/** The row of the table a file belongs to; `null` for what is no photo by name or content. */
function groupOf(truth: Truth): string | null {
  const type = String(truth["File:FileType"] ?? "");
  if (!isCandidate(String(truth["file"]))) return null;
  if (RAW.has(type)) return "RAW";
  if (VIDEO.has(type)) return "video";
  if (/WEBP/.test(type)) return "WebP";
  if (/^HEI[CF]/.test(type)) return "HEIC";
  if (/^JXL/.test(type)) return "JXL";
  return OTHERS.has(type) ? type : null;
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
