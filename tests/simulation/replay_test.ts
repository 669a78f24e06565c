import assert from "node:assert/strict";
import { stepsOf, walkRandomly } from "./random_walk.ts";
import type { WatcherFault } from "./simulated_watcher.ts";

/** Walks of the everyday suite, each of them told in every way. */
const SEEDS = [3, 21];
const WAYS: readonly (WatcherFault | null)[] = [
  ...["lose", "repeat", "reorder", "overflow"] as const,
];

Deno.test("C-071 the same story ends in the same catalogue, however events were lost, repeated or out of order", async () => {
  for (const seed of SEEDS) {
    const told = await walkRandomly(seed, stepsOf(seed), { watcherFault: () => null });
    assert.deepEqual(told.complaints, []);
    assert.ok(told.photos.length > 5, "there are photos to compare");
    for (const way of WAYS) {
      const end = await walkRandomly(seed, stepsOf(seed), { watcherFault: () => way });
      assert.deepEqual(end.complaints, [], `seed ${seed}, events: ${way ?? "as they come"}`);
      assert.deepEqual(end.photos, told.photos, `seed ${seed}, events: ${way ?? "as they come"}`);
    }
  }
});
