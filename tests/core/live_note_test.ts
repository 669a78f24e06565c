import assert from "node:assert/strict";
import {
  lagMs,
  type LiveMoment,
  type LiveNote,
  NO_LIVE_NOTE,
  noteMoment,
  quietMs,
} from "../../lib/core/live_note.ts";

const IDLE: LiveMoment = {
  pending: [],
  inHand: [],
  awaited: [],
  failures: 0,
  progress: null,
  trouble: null,
  quiet: null,
};

type Played = readonly [atMs: number, moment: Partial<LiveMoment>];

/** Plays moments, each so many milliseconds after the beginning. */
function play(...moments: readonly Played[]): LiveNote {
  return moments.reduce(
    (note, [atMs, moment]) =>
      noteMoment(note, { ...IDLE, ...moment }, { elapsedMs: atMs, nowMs: 1_000_000 + atMs }),
    NO_LIVE_NOTE,
  );
}

Deno.test("C-091 the lag is that of the oldest change that is not in the catalogue", async (t) => {
  const heard: Played = [0, { pending: ["a.jpg"] }];
  const taken: Played = [20, { inHand: ["a.jpg"] }];
  const cases: readonly [string, readonly Played[], number | null][] = [
    ["nothing is owed", [[0, {}]], null],
    ["a photo was announced", [heard], 100],
    ["another came after it", [heard, [50, { pending: ["a.jpg", "b.jpg"] }]], 100],
    ["a scan looks at it", [heard, taken], 100],
    ["a scan looks, and another came", [
      heard,
      taken,
      [60, { inHand: ["a.jpg"], pending: ["b.jpg"] }],
    ], 100],
    ["the scan has ended", [heard, taken, [70, {}]], null],
    ["the scan has ended, and another came meanwhile", [
      heard,
      taken,
      [60, { inHand: ["a.jpg"], pending: ["b.jpg"] }],
      [70, { pending: ["b.jpg"] }],
    ], 40],
    ["the scan failed", [heard, taken, [70, { pending: ["a.jpg"], failures: 1 }]], 100],
    ["the photo is still being written", [
      heard,
      taken,
      [70, { pending: ["a.jpg"], awaited: ["a.jpg"] }],
    ], 100],
    ["the next scan after one that ended", [
      heard,
      taken,
      [70, {}],
      [80, { inHand: [""] }],
    ], 20],
  ];
  for (const [name, moments, expected] of cases) {
    await t.step(name, () => assert.equal(lagMs(play(...moments), 100), expected));
  }
});

Deno.test("C-091 a phase begins anew when the next one does, and not with every progress", () => {
  const scanning = { phase: "scanning", done: 1, total: null, directory: null } as const;
  const note = play([10, { progress: scanning }], [20, { progress: { ...scanning, done: 9 } }]);
  assert.deepEqual([note.phase, note.phaseBeganMs], ["scanning", 10]);
  const next = play([10, { progress: scanning }], [
    30,
    { progress: { ...scanning, phase: "reconciling" } },
  ]);
  assert.deepEqual([next.phase, next.phaseBeganMs], ["reconciling", 30]);
});

Deno.test("C-091 the last error is kept when all is well again, with the time it began", () => {
  const note = play([10, { trouble: "gone" }], [20, { trouble: "gone" }], [30, {}]);
  assert.deepEqual(note.lastError, { atMs: 1_000_010, message: "gone" });
  const again = play([10, { trouble: "gone" }], [30, {}], [40, { trouble: "gone" }]);
  assert.deepEqual(again.lastError, { atMs: 1_000_040, message: "gone" });
});

Deno.test("C-091 a window of quiet begins anew with every hint, up to the limit", async (t) => {
  const quiet = (isAnew: boolean) => ({ quiet: { windowMs: 20, limitMs: 60, isAnew } });
  const cases: readonly [string, readonly Played[], number | null][] = [
    ["no window", [[0, {}]], null],
    ["a window has begun", [[100, quiet(true)]], 15],
    ["something else happens in it", [[95, quiet(true)], [100, quiet(false)]], 10],
    ["another hint begins it anew", [[90, quiet(true)], [100, quiet(true)]], 15],
    ["but not for ever", [[50, quiet(true)], [70, quiet(true)], [100, quiet(true)]], 5],
    ["it has ended", [[50, quiet(true)], [100, quiet(false)]], 0],
    ["the scan has begun", [[50, quiet(true)], [70, {}]], null],
  ];
  for (const [sentence, moments, expected] of cases) {
    await t.step(sentence, () => assert.equal(quietMs(play(...moments), 105), expected));
  }
});
