import assert from "node:assert/strict";
import { WatchLoad } from "../../lib/core/watch_load.ts";

const TICK_MS = 5_000;

/** Whether any of `events`, evenly spread over `spanMs`, was taken for a burst. */
function isBurst(events: number, spanMs: number, load = new WatchLoad(TICK_MS)): boolean {
  let isBurst = false;
  for (let index = 0; index < events; index++) {
    isBurst = load.take(1, (index * spanMs) / events) || isBurst;
  }
  return isBurst;
}

const CASES: readonly [string, number, number, boolean][] = [
  ["a queue that was full, as it was measured", 12_288, 610, true],
  ["the same on a machine three times as slow", 12_288, 1_830, true],
  ["a card of 2,000 photos copied in a minute", 60_000, 60_000, false],
  ["one film written at 100 MB a second", 8_000, 10_000, false],
  ["one photo", 3, 10, false],
];

for (const [sentence, events, spanMs, expected] of CASES) {
  Deno.test(`burst: ${sentence}: ${expected ? "lost some, perhaps" : "nothing lost"}`, () => {
    assert.equal(isBurst(events, spanMs), expected);
  });
}

Deno.test("burst: what came long ago does not count", () => {
  const load = new WatchLoad(TICK_MS);
  assert.equal(load.take(8_000, 0), false);
  assert.equal(load.take(8_000, 2_500), false);
  assert.equal(load.take(8_000, 3_000), true);
});

Deno.test("stall: a reader that is run late by seconds was stopped, a little late is nothing", () => {
  const load = new WatchLoad(TICK_MS);
  const ticks = [0, 5_000, 10_300, 19_000, 31_000, 36_000];
  assert.deepEqual(ticks.map((nowMs) => load.tick(nowMs)), [
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});
