import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the real photos lie if they are there at all; they are not part of the repository. */
const CORPUS = fileURLToPath(new URL("../../../shared/corpus/files", import.meta.url));

/** Which of the real photos are copied. */
export interface CopyCorpusOptions {
  /** Only files whose relative path this accepts; all by default. */
  readonly accept?: (path: string) => boolean;
  /** At most so many, in the order of their paths. */
  readonly filesMax?: number;
}

/**
 * When the copies say they were changed last. Photos that are cut off are waited for after a change,
 * and when the originals were laid on this machine says nothing about them.
 */
const PAST = new Date("2024-05-01T12:30:00Z");

/**
 * Copies the real photos into a new directory and returns its path, or `null` where there are none
 * on this machine: tests then are ignored, not failed. The caller removes the directory.
 */
export function copyCorpus(options: CopyCorpusOptions = {}): string | null {
  if (!hasCorpus()) return null;
  const { accept = () => true, filesMax = Infinity } = options;
  const target = Deno.makeTempDirSync({ prefix: "proofsheet-corpus-" });
  for (const path of listCorpus().filter(accept).slice(0, filesMax)) {
    const copy = join(target, path);
    Deno.mkdirSync(join(copy, ".."), { recursive: true });
    Deno.copyFileSync(join(CORPUS, path), copy);
    Deno.chmodSync(copy, 0o644);
    Deno.utimeSync(copy, PAST, PAST);
  }
  return target;
}

/** Whether there are real photos on this machine. */
export function hasCorpus(): boolean {
  try {
    return Deno.statSync(CORPUS).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What ExifTool says of the real photos: one record a file, by path relative to the copy. */
export function readCorpusTruth(): Map<string, Record<string, unknown>> {
  const truth = new Map<string, Record<string, unknown>>();
  const text = Deno.readTextFileSync(join(CORPUS, "..", "truth.jsonl"));
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const record = JSON.parse(line) as Record<string, unknown> & { file: string };
    truth.set(record.file, record);
  }
  return truth;
}

function listCorpus(): string[] {
  const paths: string[] = [];
  function walk(directory: string) {
    for (const { name, isDirectory, isFile } of Deno.readDirSync(join(CORPUS, directory))) {
      const path = directory === "" ? name : `${directory}/${name}`;
      if (isDirectory) walk(path);
      else if (isFile && !basename(path).startsWith(".")) paths.push(path);
    }
  }
  walk("");
  return paths.sort();
}
