import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { countScans, startWatch, stop, untilEqual } from "./watching_library.ts";

const PRELOADED = new URL("../support/shifted_clock.ts", import.meta.url).pathname;
const DAY_MS = 86_400_000;

Deno.test("C-081 the clock of a running watch is set a day back, then two forth: nothing is lost, and nothing waits", (t) =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 60, perDirectory: 20 });
    const clock = `${library.directory}/clock`;
    const shift = (ms: number) => Deno.writeTextFileSync(clock, String(ms));
    shift(0);
    const often = ["--rescan-interval", "1s", "--probe-interval", "1s"];
    await using watch = await startWatch(library, 0, often, {
      env: { CLOCK_SHIFT: clock },
      flags: [`--preload=${PRELOADED}`],
    });
    for (const [name, ms] of [["a day back", -DAY_MS], ["a day forth", DAY_MS]] as const) {
      await t.step(name, async () => {
        shift(ms);
        const before = library.ids();
        const [gone = "", renamed = "", changed = ""] = library.paths();
        library.remove(gone);
        library.rename(renamed, `renamed-${name}.jpg`);
        library.write(changed, { seed: ms, title: name });
        // Stamped by the clock as it is now, and by one that was right before.
        library.write(`${name}.jpg`, { seed: ms + 1 });
        Deno.utimeSync(
          library.path(`${name}.jpg`),
          (Date.now() + ms) / 1_000,
          (Date.now() + ms) / 1_000,
        );
        library.write(`${name} fresh.jpg`, { seed: ms + 2 });
        await untilEqual(library);
        assert.equal(library.id(`renamed-${name}.jpg`), before.get(renamed));
        assert.equal(library.photo(changed).title, name);
        assert.equal(library.id(changed), before.get(changed));
        const addedMs = Date.parse(String(library.photo(`${name}.jpg`).added_at)) - Date.now();
        assert.ok(Math.abs(addedMs - ms) < 60_000, "the watch goes by the clock that was set");
        const scans = countScans(library);
        await until(() => countScans(library) > scans + 1, {
          what: "the next regular looks",
          timeoutMs: 15_000,
        });
        await assertAtEase(library);
      });
    }
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
    // The next start has the right clock again, and finds times of the day after.
    await library.sync();
    assert.deepEqual(await library.audit(), []);
  }));

async function assertAtEase(library: PhotoLibrary): Promise<void> {
  const { stdout } = await library.run(["status", "--json"]);
  const [{ live }] = JSON.parse(stdout).roots;
  assert.deepEqual([live.trouble, live.watchTrouble, live.watching], [null, null, "listening"]);
}
