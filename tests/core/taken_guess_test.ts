import assert from "node:assert/strict";
import { NOTHING_READ } from "../../lib/core/reading.ts";
import { withTakenGuess } from "../../lib/core/taken_guess.ts";

const MTIME_MS = Date.UTC(2023, 0, 2, 3, 4, 5);
const guess = (name: string, takenAt: string | null = null) => {
  const fields = withTakenGuess({ ...NOTHING_READ.fields, takenAt }, name, MTIME_MS);
  return [fields.takenAt, fields.takenOffset, fields.takenSource];
};

const NAMES: readonly (readonly [string, string, string | null])[] = [
  ["IMG_20240501_123000.jpg", "2024-05-01T12:30:00", null],
  ["20240501_123000(0).jpg", "2024-05-01T12:30:00", null],
  ["PXL_20240501_103000123.jpg", "2024-05-01T10:30:00", "+00:00"],
  ["Screenshot 2024-05-01 at 12.30.00.png", "2024-05-01T12:30:00", null],
  ["photo_2024-05-01_12-30-00.jpg", "2024-05-01T12:30:00", null],
  ["IMG-20240501-WA0007.jpg", "2024-05-01", null],
  ["2024-05-01 Berlin.jpg", "2024-05-01", null],
];
for (const [name, local, offset] of NAMES) {
  Deno.test(`the name ${name} tells when a photo was taken`, () => {
    assert.deepEqual(guess(name), [local, offset, "filename"]);
  });
}

for (
  const name of ["IMG_1234.jpg", "20240501.jpg", "DSC_20241301_123000.jpg", "120240501_123000.jpg"]
) {
  Deno.test(`the name ${name} tells no date, so the time of change stands for it`, () => {
    assert.deepEqual(guess(name), ["2023-01-02T03:04:05", "+00:00", "mtime"]);
  });
}

Deno.test("the 31st of February in a name is no date", () => {
  assert.equal(guess("IMG_20240231_123000.jpg")[2], "mtime");
});

Deno.test("what the photo itself says is never replaced", () => {
  assert.deepEqual(guess("IMG_20240501_123000.jpg", "2001"), ["2001", null, null]);
});
