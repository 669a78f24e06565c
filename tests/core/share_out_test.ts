import assert from "node:assert/strict";
import { shareOut } from "../../lib/core/share_out.ts";

const turn = () => new Promise<void>((resolve) => queueMicrotask(resolve));

Deno.test("shared out: everything is done once, in its order, no more at once than asked for", async () => {
  const begun: number[] = [];
  let [underWay, most] = [0, 0];
  await shareOut([1, 2, 3, 4, 5, 6, 7], 3, async (thing) => {
    begun.push(thing);
    most = Math.max(most, ++underWay);
    for (let turns = thing % 3; turns >= 0; turns--) await turn();
    underWay--;
  });
  assert.deepEqual(begun, [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(most, 3);
});

Deno.test("shared out: what is under way at an error is finished, and nothing new is begun", async () => {
  const [begun, done]: [number[], number[]] = [[], []];
  const { promise, resolve } = Promise.withResolvers<void>();
  const shared = shareOut([1, 2, 3, 4], 2, async (thing) => {
    begun.push(thing);
    if (thing === 1) throw new Error("of the first");
    await promise;
    done.push(thing);
  });
  for (let turns = 0; turns < 10; turns++) await turn();
  resolve();
  await assert.rejects(shared, { message: "of the first" });
  assert.deepEqual([begun, done], [[1, 2], [2]]);
});

Deno.test("shared out: nothing to do is done at once", async () => {
  await shareOut([], 4, () => Promise.reject(new Error("There was nothing to do")));
});
