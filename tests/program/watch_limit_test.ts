import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { withLibrary } from "./photo_library.ts";
import { startWatch, stop, untilEqual } from "./watching_library.ts";

/** What is found is found by polling, nothing else looks so often. */
const ARGUMENTS = ["--rescan-interval", "12h", "--poll-interval", "1s", "--no-content-hash"];

Deno.test("C-075 at the system's limit of watches the root is polled, and log and status name the cure", () =>
  withLibrary(async (library) => {
    for (let count = 0; count < 40; count++) library.write(`${count}/a.jpg`, { seed: count });
    if (!mayLimit()) return;
    await using watch = await startWatch(library, 0, ARGUMENTS, { through: withWatches(10) });
    await watch.waitForLine(/sysctl fs\.inotify\.max_user_watches=/);
    library.write("40/b.jpg", { seed: 100 });
    const isFound = () => library.paths().includes("40/b.jpg");
    await until(isFound, { what: "a photo found by looking", timeoutMs: 20_000 });
    const { stdout } = await library.run(["status"]);
    assert.match(stdout, /looked at regularly.*sysctl fs\.inotify\.max_user_watches=/);
    await stop(watch);
  }));

Deno.test("C-075 a limit that is reached while folders come makes the root polled", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    if (!mayLimit()) return;
    await using watch = await startWatch(library, 0, ARGUMENTS, { through: withWatches(20) });
    for (let count = 0; count < 40; count++) library.write(`${count}/b.jpg`, { seed: count + 5 });
    await watch.waitForLine(/sysctl fs\.inotify\.max_user_watches=/);
    library.write("39/c.jpg", { seed: 100 });
    await untilEqual(library);
    await stop(watch);
  }));

Deno.test("a root that is polled because somebody wants it is kept equal all the same", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = await startWatch(library, 0, [...ARGUMENTS, "--poll"]);
    library.write("b.jpg", { seed: 2 });
    const isFound = () => library.paths().includes("b.jpg");
    await until(isFound, { what: "a photo found by looking", timeoutMs: 20_000 });
    const { stdout } = await library.run(["status"]);
    assert.match(stdout, /not watched but looked at regularly/);
    await stop(watch);
  }));

/** Starts a program in a user namespace of its own, where so many directories can be watched. */
function withWatches(count: number): string[] {
  const script = `echo ${count} > /proc/sys/user/max_inotify_watches && exec "$@"`;
  return ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh"];
}

function mayLimit(): boolean {
  try {
    const [command = "", ...args] = [...withWatches(10), "true"];
    if (new Deno.Command(command, { args, stderr: "null" }).outputSync().success) return true;
  } catch {
    // Told below.
  }
  console.log("Skipped: the limit of watches cannot be lowered for one program here");
  return false;
}
