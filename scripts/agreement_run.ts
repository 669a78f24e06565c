import { join } from "node:path";
import { isCandidate } from "../lib/core/formats.ts";
import { sidecarStatement } from "../lib/core/merge_sidecar.ts";
import { NOTHING_READ, type PhotoReading } from "../lib/core/reading.ts";
import { SIDECAR_GROUPS } from "../lib/core/sidecar_fields.ts";
import { isSidecarName } from "../lib/core/sidecars.ts";
import { readPhoto, type SlowReader } from "../lib/metadata/read_photo.ts";
import { readSidecar } from "../lib/metadata/read_sidecar.ts";
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
  const path = join(folder, file);
  const reading = group === SIDECAR ? readAlone(path) : await read(path, slowReader);
  if (typeof reading === "string") return [`${file}: ${reading}`];
  agreement.addFile(group);
  const lines: string[] = [];
  for (const { name, expected, ours } of COMPARED_FIELDS) {
    if ((field ?? name) !== name) continue;
    if (group === SIDECAR && !OF_SIDECARS.has(name)) continue;
    const [our, their] = [ours(reading), expected(truth)];
    const verdict = judge(our, their);
    agreement.add(group, name, verdict);
    if (verdict === "same" || verdict === "neither") continue;
    const values = `${JSON.stringify(our)}, ExifTool ${JSON.stringify(their)}`;
    lines.push(`${verdict} ${group} ${name}: ${values} (${file})`);
  }
  return lines;
}

/** What was read, or a sentence why nothing was. */
async function read(
  path: string,
  slowReader: SlowReader | undefined,
): Promise<PhotoReading | string> {
  const outcome = await readPhoto(path, { slowReader });
  return outcome.status === "read" ? outcome.reading : JSON.stringify(outcome);
}

/** What a sidecar says alone, as the reading of a photo that says nothing itself. */
function readAlone(path: string): PhotoReading | string {
  const outcome = readSidecar(path);
  if (outcome.status !== "read") return JSON.stringify(outcome);
  const { fingerprint, lookedAtMs } = outcome.reading;
  const said = sidecarStatement(outcome.said, { width: null, height: null });
  return { ...NOTHING_READ, ...said, fingerprint: fingerprint!, lookedAtMs };
}

const SIDECAR = "sidecar";
/** The size and length of a picture are no sidecar's to tell. */
const OF_SIDECARS = new Set<string>(SIDECAR_GROUPS.flatMap(({ fields }) => fields));

const RAW = new Set("CR2 CR3 CRW NEF ARW DNG RAF ORF RW2 PEF SRW X3F IIQ".split(" "));
const VIDEO = new Set("MOV MP4 M4V 3GP 3G2 AVI MKV WEBM M2TS".split(" "));
const OTHERS = new Set("JPEG PNG TIFF PSD PSB GIF JP2 JPX AVIF BTF".split(" "));

/** The row of the table a file belongs to; `null` for what is no photo by name or content. */
function groupOf(truth: Truth): string | null {
  const type = String(truth["File:FileType"] ?? "");
  const name = String(truth["file"]);
  if (isSidecarName(name)) return type === "XMP" ? SIDECAR : null;
  if (!isCandidate(name)) return null;
  if (RAW.has(type)) return "RAW";
  if (VIDEO.has(type)) return "video";
  if (/WEBP/.test(type)) return "WebP";
  if (/^HEI[CF]/.test(type)) return "HEIC";
  if (/^JXL/.test(type)) return "JXL";
  return OTHERS.has(type) ? type : null;
}
