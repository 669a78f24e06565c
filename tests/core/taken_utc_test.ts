import assert from "node:assert/strict";
import { takenUtc } from "../../lib/core/taken_utc.ts";

const CASES = [
  ["2024-05-01T12:30:00", "+02:00", "2024-05-01T10:30:00.000Z"],
  ["2024-05-01T12:30:00.123", "+02:00", "2024-05-01T10:30:00.123Z"],
  ["2024-01-01T01:00:00", "+05:45", "2023-12-31T19:15:00.000Z"],
  ["2024-05-01T12:30:00", "-03:30", "2024-05-01T16:00:00.000Z"],
  ["2024-05-01T12:30:00", "Z", "2024-05-01T12:30:00.000Z"],
  ["1969-12-31T23:00:00", "-01:00", "1970-01-01T00:00:00.000Z"],
  ["2024-05-01T12:30:00", null, null],
  [null, "+02:00", null],
  [null, null, null],
  ["2024-05-01", "+02:00", null],
  ["2024-05", "+02:00", null],
  ["2024-05-01T12:30", "+02:00", null],
  ["2024-13-01T12:30:00", "+02:00", null],
  ["2024-05-01T12:30:00", "CEST", null],
] as const;

for (const [takenAt, takenOffset, expected] of CASES) {
  Deno.test(`taken: ${takenAt} at ${takenOffset} is the moment ${expected}`, () => {
    assert.equal(takenUtc(takenAt, takenOffset), expected);
  });
}
