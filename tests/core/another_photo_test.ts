import assert from "node:assert/strict";
import { isAnotherPhoto, type PhotoMarks } from "../../lib/core/another_photo.ts";

const KNOWN: PhotoMarks = {
  mediaHash: "one",
  takenAt: "2024-05-01T12:00:00",
  takenSource: "exif",
  duration: null,
  serial: "7",
};
const FILM: PhotoMarks = { ...KNOWN, takenSource: "quicktime", duration: 12.5, serial: null };
const LATER = { mediaHash: "two", takenAt: "2025-01-01" };

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

const FILMS: readonly (readonly [string, Partial<PhotoMarks>, boolean])[] = [
  ["another film of another length and moment", { ...LATER, duration: 20 }, true],
  ["a film that was encoded anew, and says when that was", { ...LATER, duration: 12.6 }, false],
  ["a film that was cut, and says when it was taken", { mediaHash: "two", duration: 5 }, false],
  ["a film that was cut by who keeps no time", {
    ...LATER,
    takenSource: "mtime",
    duration: 5,
  }, false],
  ["a film of which nobody knows the length", { ...LATER, duration: null }, false],
  [
    "a film that got the date of its sidecar",
    { ...LATER, takenSource: "xmp", duration: 20 },
    false,
  ],
];

for (const [known, cases] of [[KNOWN, CASES], [FILM, FILMS]] as const) {
  for (const [sentence, change, isAnother] of cases) {
    Deno.test(`another photo: ${sentence}: ${isAnother ? "yes" : "no"}`, () => {
      const found = { ...known, ...change };
      assert.equal(isAnotherPhoto(known, found), isAnother);
      assert.equal(isAnotherPhoto(found, known), isAnother);
    });
  }
}
