import assert from "node:assert/strict";
import { shrink } from "./shrink.ts";
import { stepsOf, walkRandomly } from "./random_walk.ts";

/** Walks of the everyday suite; `deno task simulate` makes as many as one wants. */
const SEEDS = 9;

Deno.test("whatever happens to folders, the catalogue ends equal and every record is where it belongs", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { complaints } = await walkRandomly(seed);
    assert.deepEqual(complaints, [], `deno task simulate --seed ${seed} shows how it came to that`);
  }
});

Deno.test("the same seed is the same story, question by question", async () => {
  const [first, second] = [await walkRandomly(7), await walkRandomly(7)];
  assert.ok(first.trace.length > 100, "something happened");
  assert.deepEqual(first.trace, second.trace);
  assert.notDeepEqual((await walkRandomly(8)).trace, first.trace);
});

Deno.test("a walk that fails is shortened to the steps it fails by", async () => {
  const steps = stepsOf(1);
  const [one, other] = [steps[3]!, steps[20]!];
  const walk = (steps: readonly typeof one[]) =>
    Promise.resolve({
      seed: 1,
      steps,
      complaints: steps.includes(one) && steps.includes(other) ? ["both"] : [],
      trace: [],
      recordsRead: 0,
      rows: [],
      photos: [],
    });
  assert.deepEqual((await shrink(await walk(steps), walk)).steps, [one, other]);
});
