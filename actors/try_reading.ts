import type { ReadingTrial } from "../lib/core/doctor_measurements.ts";
import type { ReadOutcome, ReadRequest } from "../lib/core/reading.ts";

/** Reads photos as a first index does. */
export interface PhotoReader {
  read(requests: readonly ReadRequest[], signal?: AbortSignal): Promise<ReadOutcome[]>;
}

/** What reading may take. */
export interface TryReadingOptions {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** So many batches at once keep all readers busy. */
const LANES = 4;
const BATCH = 8;
const EXAMPLES_MAX = 3;

/** Reads photos of a sample until the time is over, as a first index does, and says how fast that was. */
export async function tryReading(
  reader: PhotoReader,
  sample: readonly string[],
  { limitMs, signal }: TryReadingOptions,
): Promise<ReadingTrial> {
  const failed: string[] = [];
  let files = 0, bytesRead = 0;
  const take = (path: string, outcome: ReadOutcome) => {
    if (outcome.status === "failed") failed.push(path);
    if (outcome.status !== "read") return;
    files++;
    bytesRead += outcome.reading.bytesRead;
  };
  // The start of the readers is not counted: it comes once, however many photos there are.
  const requests = (paths: readonly string[]) => paths.map((path) => ({ path }));
  const first = requests(sample.slice(0, 1));
  await Promise.all(Array.from({ length: LANES }, () => reader.read(first, signal)));
  const startMs = performance.now();
  let at = 0;
  const lane = async () => {
    while (at < sample.length && performance.now() - startMs < limitMs) {
      const batch = sample.slice(at, at += BATCH);
      const outcomes = await reader.read(requests(batch), signal);
      outcomes.forEach((outcome, index) => take(batch[index]!, outcome));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const tookMs = performance.now() - startMs;
  const failedExamples = failed.slice(0, EXAMPLES_MAX);
  return { files, bytesRead, tookMs, failed: failed.length, failedExamples };
}
