import assert from "node:assert/strict";
import fc from "fast-check";
import type { EditableValues, EditField } from "../../lib/core/editable.ts";
import { type MergedEdit, mergeEdit, type ThreeWays } from "../../lib/core/merge_edit.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

interface Case {
  readonly sentence: string;
  readonly field: EditField;
  readonly ways: ThreeWays;
  readonly expected: MergedEdit;
}

const title = (base: string | null, ours: string | null, theirs: string | null, isLater = false) =>
  ({ base, ours, theirs, isTheirsLater: isLater }) as ThreeWays;
const keywords = (base: string[], ours: string[], theirs: string[]) =>
  ({ base, ours, theirs, isTheirsLater: true }) as ThreeWays;

const CASES: readonly Case[] = [
  {
    sentence: "C-103 only we changed the title: ours is written",
    field: "title",
    ways: title("old", "ours", "old", true),
    expected: { kind: "write", value: "ours" },
  },
  {
    sentence: "C-103 somebody wrote just what we wanted: nothing is left to do",
    field: "title",
    ways: title("old", "same", "same"),
    expected: { kind: "done" },
  },
  {
    sentence:
      "C-103 both changed the title, they after us: theirs stays, ours is kept in the conflict",
    field: "title",
    ways: title("old", "ours", "theirs", true),
    expected: { kind: "theirs", lost: "ours" },
  },
  {
    sentence: "C-103 both changed the title, we after them: ours is written, theirs is kept",
    field: "title",
    ways: title("old", "ours", "theirs"),
    expected: { kind: "ours", value: "ours", lost: "theirs" },
  },
  {
    sentence: "C-103 we cleared what they changed later: their word stays",
    field: "title",
    ways: title("old", null, "theirs", true),
    expected: { kind: "theirs", lost: null },
  },
  {
    sentence: "C-103 what is in the file is what we wrote last: nobody else changed it",
    field: "title",
    ways: { ...title("old", "newer", "sent", true), sent: "sent" } as ThreeWays,
    expected: { kind: "write", value: "newer" },
  },
  {
    sentence: "C-103 what we wrote last is not in the file: they changed it later",
    field: "title",
    ways: { ...title("old", "newer", "theirs", true), sent: "sent" } as ThreeWays,
    expected: { kind: "theirs", lost: "newer" },
  },
  {
    sentence: "C-103 a keyword we wrote last and took out since is not theirs",
    field: "keywords",
    ways: { ...keywords(["sea"], ["sea"], ["sea", "boat"]), sent: ["sea", "boat"] } as ThreeWays,
    expected: { kind: "write", value: ["sea"] },
  },
  {
    sentence: "C-103 both added keywords: they are united, the file's first",
    field: "keywords",
    ways: keywords(["sea"], ["sea", "boat"], ["sea", "sun"]),
    expected: { kind: "write", value: ["sea", "sun", "boat"] },
  },
  {
    sentence: "C-103 they added a keyword, we removed another one: both hold",
    field: "keywords",
    ways: keywords(["sea", "sun"], ["sea"], ["sea", "sun", "boat"]),
    expected: { kind: "write", value: ["sea", "boat"] },
  },
  {
    sentence: "C-103 they did with keywords what we wanted and more: nothing is left to do",
    field: "keywords",
    ways: keywords(["sea"], ["sea", "boat"], ["boat", "sun", "sea"]),
    expected: { kind: "done" },
  },
];

for (const { sentence, field, ways, expected } of CASES) {
  Deno.test(sentence, () => assert.deepEqual(mergeEdit(field, ways), expected));
}

const word = fc.constantFrom<string>("a", "b", "c", "d", "e");
const words = fc.uniqueArray(word);
const text = fc.option(fc.constantFrom<string>("old", "one", "two"));

/** What the field is in the end, wherever it is decided. */
function outcome<Field extends EditField>(
  merged: MergedEdit<Field>,
  theirs: EditableValues[Field],
) {
  return merged.kind === "write" || merged.kind === "ours" ? merged.value : theirs;
}

Deno.test("no keyword that either side added is lost, and none that either side removed stays", () => {
  fc.assert(
    fc.property(words, words, words, fc.boolean(), (base, ours, theirs, isTheirsLater) => {
      const merged = mergeEdit("keywords", { base, ours, theirs, isTheirsLater });
      const result = new Set(outcome(merged, theirs));
      for (const keyword of ["a", "b", "c", "d", "e"]) {
        const [was, our, their] = [base, ours, theirs].map((list) => list.includes(keyword));
        assert.equal(result.has(keyword), was ? our && their : our || their, keyword);
      }
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("a text that is not one of three is never made, and what is lost is told", () => {
  fc.assert(
    fc.property(text, text, text, fc.boolean(), (base, ours, theirs, isTheirsLater) => {
      const merged = mergeEdit("title", { base, ours, theirs, isTheirsLater });
      const result = outcome(merged, theirs);
      assert.ok(result === ours || result === theirs);
      if (theirs === base) assert.equal(result, ours);
      else if (result !== ours) assert.deepEqual(merged, { kind: "theirs", lost: ours });
      else if (ours !== theirs) {
        assert.deepEqual(merged, { kind: "ours", value: ours, lost: theirs });
      }
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("merging what was merged again changes nothing", () => {
  fc.assert(
    fc.property(words, words, words, (base, ours, theirs) => {
      const isTheirsLater = true;
      const first = mergeEdit("keywords", { base, ours, theirs, isTheirsLater });
      const written = outcome(first, theirs);
      const again = mergeEdit("keywords", {
        base: theirs,
        ours: written,
        theirs: written,
        isTheirsLater,
      });
      assert.deepEqual(again, { kind: "done" });
    }),
    { numRuns: PROPERTY_RUNS },
  );
});
