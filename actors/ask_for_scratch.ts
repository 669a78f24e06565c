import { isMeasured } from "../lib/core/finding.ts";
import { wrapText } from "../lib/core/wrap_text.ts";
import { measure } from "../lib/file_system/measure.ts";
import type { ScratchPlaces } from "./scratch_places.ts";

const LOOK_LIMIT_MS = 5_000;
/** As the report has it. */
const WIDTH = 100;

/** How somebody is asked. */
export interface AskOptions {
  readonly json: boolean;
  readonly tell: (message: string) => void;
  readonly absolute: (path: string) => string;
  readonly signal: AbortSignal;
}

/**
 * Asks a person at a terminal for a directory on each disk where nothing may be written yet; says what
 * is done there. No answer is an answer: those tests are left out.
 */
export async function askForScratch(
  folders: readonly string[],
  scratches: ScratchPlaces,
  { json, tell, absolute, signal }: AskOptions,
): Promise<void> {
  if (json || !Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return;
  for (const folder of folders) {
    if (!await isDirectory(folder, signal) || await scratches.parentFor(folder) !== null) continue;
    const text =
      `To see what the disk of '${folder}' does with events, time stamps, names and renames, a few ` +
      "small files have to be written there. They are put into a new directory " +
      "'.proofsheet-doctor-…', and removed at the end; nothing else is touched.";
    tell(wrapText(text, WIDTH).join("\n"));
    const answer = await readLine(
      "Make it in which directory on that disk? (Enter: in none) ",
      signal,
    );
    if (answer === "") continue;
    const parent = await Deno.realPath(absolute(answer)).catch(() => null);
    if (parent === null || !await isDirectory(parent, signal)) {
      tell(`No directory is at '${answer}': these tests are left out`);
      continue;
    }
    scratches.allow(parent);
    if (await scratches.parentFor(folder) === null) {
      tell(`'${answer}' is on another disk: these tests are left out`);
    }
  }
}

async function isDirectory(path: string, signal: AbortSignal): Promise<boolean> {
  const looked = await measure(() => Deno.stat(path), { limitMs: LOOK_LIMIT_MS, signal });
  return isMeasured(looked) && looked.value.isDirectory;
}

/** One line as typed, without blanks at its ends; interrupted by the signal. */
async function readLine(question: string, signal: AbortSignal): Promise<string> {
  await Deno.stderr.write(new TextEncoder().encode(question));
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const buffer = new Uint8Array(4_096);
    const length = await Promise.race([Deno.stdin.read(buffer), promise]) ?? 0;
    return new TextDecoder().decode(buffer.subarray(0, length)).trim();
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
