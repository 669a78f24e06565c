import { join } from "node:path";
import { isCandidate } from "../lib/core/formats.ts";
import { readPhoto, type SlowReader } from "../lib/metadata/read_photo.ts";
import { judge } from "./agreement_compare.ts";
import { COMPARED_FIELDS } from "./agreement_fields.ts";
import { Agreement } from "./agreement_table.ts";
import type { Truth } from "./agreement_truth.ts";

/** What is compared. */
export interface AgreementOptions {
  /** Only this field. */
  readonly field?: string | undefined;
  /** Only files of this group. */
  readonly format?: string | undefined;
  /** For files that no walker knows; without one they are compared with what is known of them. */
  readonly slowReader?: SlowReader | undefined;
}

/** A comparison of real files with ExifTool's values. */
export interface AgreementResult {
  readonly sound: Agreement;
  /** Of files ExifTool itself warns of. */
  readonly damaged: Agreement;
  /** A line for every disagreement. */
  readonly soundLines: readonly string[];
  readonly damagedLines: readonly string[];
}

/** Reads every file of the truth below `folder` through the real reading path, and compares. */
export async function measureAgreement(
  folder: string,
  truths: Iterable<Truth>,
  options: AgreementOptions = {},
): Promise<AgreementResult> {
  const sound = new Agreement();
  const damaged = new Agreement();
  const soundLines: string[] = [];
  const damagedLines: string[] = [];
  for (const truth of truths) {
    const group = groupOf(truth);
    if (group === null || (options.format ?? group) !== group) continue;
    const isDamaged = truth["ExifTool:Warning"] !== undefined ||
      truth["ExifTool:Error"] !== undefined;
    const lines = await compare(folder, truth, group, isDamaged ? damaged : sound, options);
    (isDamaged ? damagedLines : soundLines).push(...lines);
  }
  return { sound, damaged, soundLines, damagedLines };
}

async function compare(
  folder: string,
  truth: Truth,
  group: string,
  agreement: Agreement,
  { field, slowReader }: AgreementOptions,
): Promise<string[]> {
  const file = String(truth["file"]);
  const outcome = await readPhoto(join(folder, file), { slowReader });
  if (outcome.status !== "read") return [`${file}: ${JSON.stringify(outcome)}`];
  agreement.addFile(group);
  const lines: string[] = [];
  for (const { name, expected, ours } of COMPARED_FIELDS) {
    if ((field ?? name) !== name) continue;
    const [our, their] = [ours(outcome.reading), expected(truth)];
    const verdict = judge(our, their);
    agreement.add(group, name, verdict);
    if (verdict === "same" || verdict === "neither") continue;
    const values = `${JSON.stringify(our)}, ExifTool ${JSON.stringify(their)}`;
    lines.push(`${verdict} ${group} ${name}: ${values} (${file})`);
  }
  return lines;
}

const RAW = new Set("CR2 CR3 CRW NEF ARW DNG RAF ORF RW2 PEF SRW X3F IIQ".split(" "));
const VIDEO = new Set("MOV MP4 M4V 3GP 3G2 AVI MKV WEBM M2TS".split(" "));
const OTHERS = new Set("JPEG PNG TIFF PSD PSB GIF JP2 JPX AVIF BTF".split(" "));

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
