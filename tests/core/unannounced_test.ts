import assert from "node:assert/strict";
import { judgeHearing } from "../../lib/core/unannounced.ts";
import { isSamePlace, type WatchedPlace } from "../../lib/core/watched_place.ts";

const hints = (...hinted: string[]) => ({ hinted, awaited: [] });

Deno.test("hearing: what lies in a hinted folder was announced, what lies beside was not", () => {
  const changed = ["new/1.jpg", "new/2.jpg", "a.jpg", "newer/3.jpg"];
  assert.deepEqual(judgeHearing(changed, hints("new", "a.jpg"), []), {
    announced: 3,
    unannounced: 1,
  });
});

Deno.test("hearing: nobody listens to a folder that is not watched", () => {
  const changed = ["archive/1.jpg", "a.jpg"];
  assert.deepEqual(judgeHearing(changed, hints("a.jpg"), ["archive"]), {
    announced: 1,
    unannounced: 0,
  });
});

Deno.test("hearing: where everything was owed a look nothing can be said", () => {
  assert.equal(judgeHearing(["a.jpg"], hints("", "a.jpg"), []), null);
});

Deno.test("hearing: a copy that was not finished at the last look speaks neither for nor against", () => {
  const judged = judgeHearing(["a.jpg", "b.jpg"], { hinted: ["b.jpg"], awaited: ["a.jpg"] }, []);
  assert.deepEqual(judged, { announced: 1, unannounced: 0 });
});

const HOME: WatchedPlace = { inode: 2, device: 7, bornMs: 1_000, mounts: new Map([["card", 8]]) };

const PLACES: readonly [string, Partial<WatchedPlace>, boolean][] = [
  ["nothing happened", {}, true],
  ["another disk is mounted over it", { device: 9 }, false],
  ["renamed away, another in its place", { inode: 3 }, false],
  ["removed and made again, with the same inode", { bornMs: 2_000 }, false],
  ["the card below it was taken out", { mounts: new Map([["card", 7]]) }, false],
  ["the folder of the card went with it", { mounts: new Map([["card", null]]) }, false],
  ["a second card is known by now", { mounts: new Map([["card", 8], ["stick", 11]]) }, false],
];

for (const [sentence, change, expected] of PLACES) {
  Deno.test(`C-043 ${sentence}: the watcher ${expected ? "hears" : "is deaf"}`, () => {
    assert.equal(isSamePlace(HOME, { ...HOME, ...change }), expected);
  });
}
