import type { Census } from "../core/doctor_measurements.ts";
import { isCandidate } from "../core/formats.ts";
import { isNoiseDirectory, isNoiseFile } from "../core/ignore.ts";

/** What counting may take. */
export interface CensusOptions {
  readonly limitMs: number;
  /** How many photos are drawn by lot. */
  readonly sampleMax: number;
  readonly signal: AbortSignal;
}

const EXAMPLES_MAX = 3;

/** Formats that only ExifTool reads. */
const SLOW = /\.(?:crw|x3f|mts|m2ts)$/i;

/**
 * Counts what lies below a directory, without opening or looking at any file, as far as it gets in
 * the time; and draws some photos by lot, each as likely as any other of those the
 * program reads by itself.
 */
export async function takeCensus(
  top: string,
  options: CensusOptions,
): Promise<{ readonly census: Census; readonly sample: readonly string[] }> {
  const counter = new Counter(options);
  const startMs = performance.now();
  const left = [top];
  for (let directory = left.pop(); directory !== undefined; directory = left.pop()) {
    options.signal.throwIfAborted();
    if (performance.now() - startMs > options.limitMs) return counter.result(false, startMs);
    left.push(...await counter.count(directory));
  }
  return counter.result(true, startMs);
}

class Counter {
  readonly #sample: string[] = [];
  readonly #closed: string[] = [];
  readonly #numbers = {
    directories: 0,
    photos: 0,
    slowPhotos: 0,
    closedDirectories: 0,
    unreadableNames: 0,
  };

  constructor(private readonly options: CensusOptions) {}

  /** Counts what a directory holds; its directories, in the order of their names. */
  async count(path: string): Promise<readonly string[]> {
    const base = path === "/" ? "" : path;
    const directories: string[] = [];
    try {
      let first: string | null = null;
      for await (const { name, isDirectory, isFile } of Deno.readDir(path)) {
        if (name.includes("\ufffd")) this.#numbers.unreadableNames++;
        else {
          first ??= name;
          if (isFile) this.#take(`${base}/${name}`, name);
          else if (isDirectory && !isNoiseDirectory(name)) directories.push(`${base}/${name}`);
        }
      }
      // A directory may be listed and not entered: then nothing in it can be looked at.
      if (first !== null) await Deno.lstat(`${base}/${first}`);
      this.#numbers.directories++;
      return directories.sort().reverse();
    } catch (error) {
      // Gone since, or the time of its file: nothing to tell.
      if (!(error instanceof Deno.errors.NotFound)) this.#takeClosed(path);
      return [];
    }
  }

  result(isComplete: boolean, startMs: number) {
    const tookMs = performance.now() - startMs;
    const census = { ...this.#numbers, closedExamples: this.#closed, isComplete, tookMs };
    return { census, sample: this.#sample };
  }

  #take(path: string, name: string): void {
    if (!isCandidate(name) || isNoiseFile(name)) return;
    const { sampleMax } = this.options;
    this.#numbers.photos++;
    // Not drawn: how fast ExifTool is says nothing about the disk, and its start takes seconds.
    if (SLOW.test(name)) {
      this.#numbers.slowPhotos++;
      return;
    }
    const number = this.#numbers.photos - this.#numbers.slowPhotos - 1;
    if (this.#sample.length < sampleMax) this.#sample.push(path);
    else {
      const place = Math.floor(Math.random() * (number + 1));
      if (place < sampleMax) this.#sample[place] = path;
    }
  }

  #takeClosed(path: string): void {
    this.#numbers.closedDirectories++;
    if (this.#closed.length < EXAMPLES_MAX) this.#closed.push(path);
  }
}
