import type { PhotoReading, ReadingProblem, ReadOutcome, ReadRequest } from "../core/reading.ts";
import { stoodStill } from "../core/fingerprint.ts";
import type { ExtractPool } from "./extract_pool.ts";

/**
 * Reads photos by a pool of fast readers, and those that they do not know by a slow one, which is
 * started when the first such file comes.
 */
export class PhotoReaders {
  constructor(private readonly fast: ExtractPool, private readonly slow: ExtractPool) {}

  /** Lets fast readers start: files of so many batches will be given to them. */
  prepare(batches: number): void {
    this.fast.prepare(batches);
  }

  /**
   * Reads files with their sidecars; the outcomes are in the same order. Where the slow reader
   * fails, what the fast one knows is kept, with a problem that says so.
   *
   * Rejects with the reason of `signal` when aborted, and when no fast reader can be started.
   */
  async read(requests: readonly ReadRequest[], signal?: AbortSignal): Promise<ReadOutcome[]> {
    const outcomes = await this.fast.read(requests, signal);
    const wanted = outcomes.flatMap((outcome, index) =>
      outcome.status === "read" && outcome.reading.slow === "wanted"
        ? [{ index, reading: outcome.reading }]
        : []
    );
    const again = await this.#readSlowly(wanted.map(({ index }) => requests[index]!), signal);
    wanted.forEach(({ index, reading }, turn) => {
      outcomes[index] = better(reading, again[turn]!);
    });
    return outcomes;
  }

  /** Ends all readers. */
  async close(): Promise<void> {
    await Promise.all([this.fast.close(), this.slow.close()]);
  }

  async #readSlowly(
    requests: readonly ReadRequest[],
    signal: AbortSignal | undefined,
  ): Promise<(ReadOutcome | ReadingProblem)[]> {
    try {
      return await this.slow.read(requests, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const detail = `Not everything was read: ${(error as Error).message}`;
      return requests.map(() => ({ kind: "read-in-part", detail }));
    }
  }
}

function better(reading: PhotoReading, again: ReadOutcome | ReadingProblem): ReadOutcome {
  if ("kind" in again) return withProblem(reading, again);
  if (again.status === "failed") {
    const detail = `Not everything was read: ${again.problem.detail}`;
    return withProblem(reading, { kind: "read-in-part", detail });
  }
  if (again.status !== "read") return again;
  // Both looked at the same file, so the earlier look holds for both.
  if (!stoodStill(reading.fingerprint, again.reading.fingerprint)) return { status: "unstable" };
  const bytesRead = reading.bytesRead + again.reading.bytesRead;
  return { ...again, reading: { ...again.reading, lookedAtMs: reading.lookedAtMs, bytesRead } };
}

function withProblem(reading: PhotoReading, problem: ReadingProblem): ReadOutcome {
  return { status: "read", reading: { ...reading, problems: [...reading.problems, problem] } };
}
