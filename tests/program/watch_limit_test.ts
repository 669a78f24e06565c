import assert from "node:assert/strict";
import { mayLimitWatches, withWatches } from "../support/limited_watches.ts";
import { until } from "../support/until.ts";
import { withLibrary } from "./photo_library.ts";
import { startWatch, stop, untilEqual } from "./watching_library.ts";

/** What is found is found by polling, nothing else looks so often. */
const ARGUMENTS = ["--rescan-interval", "12h", "--poll-interval", "1s", "--no-content-hash"];

Deno.test("C-075 at the system's limit of watches the root is polled, and log and status name the cure", () =>
  withLibrary(async (library) => {
    for (let count = 0; count < 40; count++) library.write(`${count}/a.jpg`, { seed: count });
    if (!mayLimitWatches()) return;
    await using watch = await startWatch(library, 0, ARGUMENTS, { through: withWatches(10) });
    await watch.waitForLine(/sysctl fs\.inotify\.max_user_watches=/);
    library.write("40/b.jpg", { seed: 100 });
    const isFound = () => library.paths().includes("40/b.jpg");
    await until(isFound, { what: "a photo found by looking" });
    const { stdout } = await library.run(["status"]);
    assert.match(stdout, /looked at regularly.*sysctl fs\.inotify\.max_user_watches=/);
    await stop(watch);
  }));

Deno.test("C-075 a limit that is reached while folders come makes the root polled", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    if (!mayLimitWatches()) return;
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
    await until(isFound, { what: "a photo found by looking" });
    const { stdout } = await library.run(["status"]);
    assert.match(stdout, /Not watched but looked at regularly/);
    await stop(watch);
  }));
