import assert from "node:assert/strict";
import { Random } from "../program/random.ts";
import { changeMeanwhile, CHANGES, type Moment, MOMENTS, OCCASIONS } from "./changes_meanwhile.ts";

async function assertKept(moment: Moment): Promise<void> {
  const { complaints } = await changeMeanwhile(moment);
  assert.deepEqual(complaints, [], JSON.stringify(moment));
}

/** One moment of every kind; `deno task simulate` takes all of them. */
for (const [index, change] of Object.keys(CHANGES).entries()) {
  Deno.test(`C-054 somebody ${change} while something is looked at: every photo keeps its record`, async () => {
    const random = new Random(index);
    for (const occasion of Object.keys(OCCASIONS)) {
      const isSeries = random.between(0, 1) === 1;
      const at = random.between(1, MOMENTS);
      await assertKept({ occasion, change, at, isSeries, seed: 1 });
    }
  });
}

Deno.test("C-054 two photos are swapped between the look of the scan and their reading: each id follows its content", async () => {
  for (let at = 8; at <= 20; at++) {
    await assertKept({
      occasion: "other rights",
      change: "swaps two photos",
      at,
      isSeries: false,
      seed: 1,
    });
  }
});

Deno.test("C-054 of three photos that change places a scan of a part sees two: each id follows its content", async () => {
  const change = "swaps two photos of one folder";
  for (let at = 1; at <= 4; at++) {
    await assertKept({ occasion: "a swap", change, at, isSeries: false, seed: 1 });
  }
});

Deno.test("C-054 a photo goes elsewhere and a new one takes its place while both are walked: same id", async () => {
  const occasion = "a photo more, and other rights";
  for (
    const change of [
      "swaps a photo with a new one",
      "puts a new photo in the place of one that is renamed",
    ]
  ) {
    for (let at = 1; at <= 10; at++) {
      await assertKept({ occasion, change, at, isSeries: false, seed: 1 });
    }
  }
});

Deno.test("C-052 a photo that came from another folder is renamed before its old place is looked at: same id", async () => {
  const occasion = "a photo that crosses to another folder";
  const change = "renames a photo of the other folder";
  for (let at = 16; at <= MOMENTS; at++) {
    await assertKept({ occasion, change, at, isSeries: false, seed: 1 });
  }
});

Deno.test("C-052 a photo goes to another folder and another one takes its place: same id", async () => {
  const occasion = "a photo that crosses to another folder";
  await assertKept({
    occasion,
    change: "moves a photo over another",
    at: 1,
    isSeries: false,
    seed: 1,
  });
});
