import assert from "node:assert/strict";
import { childrenOf, runs } from "../support/child_processes.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

/** Longer than any test: what is found is found by the watcher. */
const NEVER = ["--rescan-interval", "12h"];

Deno.test("C-074 a watcher that is killed is opened again: what came meanwhile is found, what comes later heard", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library, 0, NEVER);
    const pid = await watcherOf(watch);
    Deno.kill(pid, "SIGSTOP");
    library.write("meanwhile.jpg", { seed: 2 });
    Deno.kill(pid, "SIGKILL");
    await watch.waitForLine(/looked at again: The watcher ended unexpectedly \(signal SIGKILL\)/);
    await untilThere(library, "meanwhile.jpg");
    assert.notEqual(await watcherOf(watch), pid);
    library.write("later.jpg", { seed: 3 });
    await untilThere(library, "later.jpg");
    await stop(watch);
  }));

Deno.test("C-078 a watcher leaves signals to its program, and ends with it, even one that is killed", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library, 0, NEVER);
    const pid = await watcherOf(watch);
    // A terminal and a service manager send them to all processes.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) Deno.kill(pid, signal);
    library.write("b.jpg", { seed: 2 });
    await untilThere(library, "b.jpg");
    assert.equal(await watcherOf(watch), pid);
    watch.signal("SIGKILL");
    await watch.ended;
    await until(async () => !await runs(pid), { what: "the watcher to end" });
  }));

async function watcherOf(watch: RunningProgram): Promise<number> {
  const watchers = await until(
    async () => {
      const found = await childrenOf(watch.pid, "watch-child");
      return found.length === 1 && found;
    },
    { what: "one watcher" },
  );
  return watchers[0]!.pid;
}

async function untilThere(library: PhotoLibrary, path: string): Promise<void> {
  await until(() => library.paths().includes(path), { what: path });
}
