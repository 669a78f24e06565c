import assert from "node:assert/strict";
import { isAnotherPhoto, type PhotoMarks } from "../../lib/core/another_photo.ts";

const KNOWN: PhotoMarks = {
  mediaHash: "one",
  takenAt: "2024-05-01T12:00:00",
  takenSource: "exif",
  serial: "7",
};

const CASES: readonly (readonly [string, Partial<PhotoMarks>, boolean])[] = [
  ["the same picture with another date", { takenAt: "2024-05-02T12:00:00" }, false],
  ["another picture of the same moment, as an editor leaves it", { mediaHash: "two" }, false],
  ["another picture of another moment", { mediaHash: "two", takenAt: "2025-01-01" }, true],
  ["another picture of another camera", { mediaHash: "two", serial: "8" }, true],
  [
    "another picture whose date is that of the file",
    { mediaHash: "two", takenAt: "2025-01-01", takenSource: "mtime" },
    false,
  ],
  ["another picture without a date", { mediaHash: "two", takenAt: null, takenSource: null }, false],
  ["a picture that nobody can tell", { mediaHash: null, takenAt: "2025-01-01" }, false],
];

for (const [sentence, change, isAnother] of CASES) {
  Deno.test(`another photo: ${sentence}: ${isAnother ? "yes" : "no"}`, () => {
    const found = { ...KNOWN, ...change };
    assert.equal(isAnotherPhoto(KNOWN, found), isAnother);
    assert.equal(isAnotherPhoto(found, KNOWN), isAnother);
  });
}
