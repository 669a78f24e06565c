import assert from "node:assert/strict";
import { join } from "node:path";
import { type ChildProcess, childrenOf } from "../support/child_processes.ts";
import type { ProgramOptions } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

/** A stopped reader is killed after 20 s; on a busy machine its successor takes a while, too. */
const KILL_WITHIN_MS = 60_000;

/**
 * Shows that the readers of one form of the program have their limits: started with the flags, and
 * one that gives no sign of life is killed, so that its photo is read by another.
 */
export async function playReaderLimits(how: ProgramOptions): Promise<void> {
  await withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library);
    const readers = await readersOf(watch);
    assert.ok(readers.length > 0, "a reader waits for more after its first photo");
    for (const { pid, words } of readers) {
      assert.deepEqual(words.filter((word) => word.startsWith("--allow-")), ["--allow-read"]);
      assert.ok(words.includes("--v8-flags=--max-old-space-size=256"), words.join(" "));
      assert.ok(words.includes("--rss-limit-mb=400"), words.join(" "));
      Deno.kill(pid, "SIGSTOP");
    }
    library.write("b.jpg", { seed: 2 });
    const isRead = () => library.paths().includes("b.jpg");
    await until(isRead, { what: "the photo of the stopped reader", timeoutMs: KILL_WITHIN_MS });
    const now = (await readersOf(watch)).map(({ pid }) => pid);
    assert.ok(readers.some(({ pid }) => !now.includes(pid)), "the stopped reader was not killed");
    await stop(watch);
  }, how);
}

/**
 * Shows that a reader over the limit of its memory is killed: with the limit at 1 MiB none is left
 * waiting for work, where it would wait for a minute.
 *
 * @param how Finds the runtime of its readers in `runtimeFolder`, which is the test's own.
 */
export async function playMemoryLimit(how: ProgramOptions, runtimeFolder: string): Promise<void> {
  lowerMemoryLimit(runtimeFolder);
  await withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library);
    const areGone = async () => (await readersOf(watch)).length === 0;
    await until(areGone, { what: "the readers to be killed", timeoutMs: 20_000 });
    await stop(watch);
  }, how);
}

/** Puts a `deno` in the place of the real one that passes on all it is told but that limit. */
function lowerMemoryLimit(folder: string): void {
  const deno = join(folder, "deno");
  Deno.renameSync(deno, `${deno}.real`);
  const lines = [
    "#!/bin/sh",
    "count=$#",
    "while [ $count -gt 0 ]; do",
    "  word=$1; shift; count=$((count - 1))",
    '  case "$word" in --rss-limit-mb=*) word=--rss-limit-mb=1 ;; esac',
    '  set -- "$@" "$word"',
    "done",
    `exec '${deno}.real' "$@"`,
  ];
  Deno.writeTextFileSync(deno, `${lines.join("\n")}\n`, { mode: 0o755 });
}

function readersOf(program: RunningProgram): Promise<ChildProcess[]> {
  return childrenOf(program.pid, "extract-child");
}
