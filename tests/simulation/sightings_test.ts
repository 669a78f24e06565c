import assert from "node:assert/strict";
import fc from "fast-check";
import type { Operation } from "./operations.ts";
import { type Step, stepsOf, type WalkEnd, walkRandomly } from "./random_walk.ts";

/** Histories of the everyday suite, each lived through twice. */
const SEEDS = 5;
const HISTORIES = 6;
/** More than an hour: everything is looked at in between, and what is settled then is sighted. */
const LONG_MS = 4_500_000;

/** What changes records while the files stay, and what brings files back as they were. */
const KINDS: readonly Operation["kind"][] = [
  ...["hideFolder", "showFolder", "closeDirectory", "openAll", "unmount", "mount"] as const,
  ...["renameRootAway", "renameRootBack", "touch", "writeUnseen", "rename", "swap"] as const,
  ...["move", "delete", "restore", "copy", "renameDirectory", "jumpADayBack", "kill"] as const,
];

/** Mostly slow enough that what one operation did is known when the next comes. */
const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    one: fc.double({ min: 0, max: 0.999, noNaN: true }),
    other: fc.double({ min: 0, max: 0.999, noNaN: true }),
    pause: fc.constantFrom(0, 30_000, LONG_MS, LONG_MS, 2 * LONG_MS)
      .map((amount) => ({ unit: "ms" as const, amount })),
  }),
  { minLength: 4, maxLength: 10 },
);

/** Lives through a history with sightings and without, and compares all there is to see of it. */
async function compare(seed: number, steps: readonly Step[]): Promise<[WalkEnd, WalkEnd]> {
  const end = await walkRandomly(seed, steps);
  const without = await walkRandomly(seed, steps, { areSightingsUsed: false });
  assert.deepEqual(end.rows, without.rows);
  assert.deepEqual(end.complaints, without.complaints);
  assert.deepEqual(end.trace, without.trace);
  return [end, without];
}

Deno.test("C-020 with sightings and without, the same story is told question by question, and every row is the same", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await compare(seed, stepsOf(seed));
});

Deno.test("C-020 nor do they hide anything where there is time for them between one change and the next", async () => {
  let spared = 0;
  const property = fc.asyncProperty(fc.nat(10_000), history, async (seed, steps) => {
    const [end, without] = await compare(seed, steps);
    spared += without.recordsRead - end.recordsRead;
  });
  await fc.assert(property, { numRuns: HISTORIES });
  assert.ok(spared > 5 * HISTORIES, `records were spared ${spared} times`);
});

Deno.test("C-007 records that a rule has hidden come back though their folder looks as it was sighted", async () => {
  const wait = { unit: "ms", amount: LONG_MS } as const;
  const [hidden, shown] = ["hideFolder", "showFolder"] as const;
  const step = (kind: Operation["kind"], other: number) => ({ kind, one: 0, other, pause: wait });
  for (const other of [0, 0.2, 0.4, 0.6, 0.8]) {
    // A touch that finds nothing is a pause: by then everything has been sighted.
    const steps = [step("openAll", 0), step(hidden, other), step(shown, other)];
    const [end] = await compare(1, steps);
    assert.deepEqual(end.complaints, []);
  }
});
