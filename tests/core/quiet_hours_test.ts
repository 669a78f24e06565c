import assert from "node:assert/strict";
import { isQuiet, parseQuietHours } from "../../lib/core/quiet_hours.ts";

/** A day on the wall, whatever zone the tests run in. */
const at = (hour: number, minute: number) => new Date(2024, 4, 1, hour, minute);

Deno.test("quiet hours begin with their first minute and end with the last one before their end", () => {
  const cases: readonly [string, [number, number], boolean][] = [
    ["22:00-07:00", [21, 59], false],
    ["22:00-07:00", [22, 0], true],
    ["22:00-07:00", [0, 0], true],
    ["22:00-07:00", [6, 59], true],
    ["22:00-07:00", [7, 0], false],
    ["09:30 - 17:00", [9, 29], false],
    ["09:30 - 17:00", [9, 30], true],
    ["09:30 - 17:00", [16, 59], true],
    ["09:30 - 17:00", [17, 0], false],
    ["0:00-6:00", [5, 59], true],
    ["0:00-6:00", [23, 59], false],
  ];
  for (const [text, [hour, minute], expected] of cases) {
    assert.equal(
      isQuiet(parseQuietHours(text), at(hour, minute)),
      expected,
      `${text} ${hour}:${minute}`,
    );
  }
});

Deno.test("what is no span of a day is refused, with the form", () => {
  for (
    const text of ["", "22-7", "22:00", "24:00-07:00", "22:60-07:00", "08:00-08:00", "at night"]
  ) {
    assert.throws(() => parseQuietHours(text), /like 22:00-07:00/, text);
  }
});
