import assert from "node:assert/strict";
import { formatDuration, parseDuration, writeDuration } from "../../lib/core/duration.ts";

const GOOD = [
  ["500ms", 500],
  ["0s", 0],
  ["20s", 20_000],
  ["10m", 600_000],
  ["1h", 3_600_000],
  ["30d", 2_592_000_000],
  ["1.5h", 5_400_000],
  ["0.25s", 250],
  [" 20s ", 20_000],
] as const;

for (const [text, expected] of GOOD) {
  Deno.test(`duration: '${text}' is ${expected} ms`, () => {
    assert.equal(parseDuration(text), expected);
  });
}

const BAD = ["", "20", "s", "20 s", "-20s", "20S", "20sec", "1h30m", "1e3s", ".5s", "5.s", "1,5h"];

for (const text of [...BAD, "Infinityms", "0x10s", "20s\n5s"]) {
  Deno.test(`duration: ${JSON.stringify(text)} is refused with the form to write`, () => {
    assert.throws(() => parseDuration(text), {
      name: "RangeError",
      message: `Cannot read '${text}' as a duration: write it like 500ms, 20s, 10m or 1h`,
    });
  });
}

const SHOWN = [
  [0, "0.0 s"],
  [400, "0.4 s"],
  [9_900, "9.9 s"],
  [12_000, "12 s"],
  [59_000, "59 s"],
  [60_000, "1 m 0 s"],
  [200_000, "3 m 20 s"],
  [3_599_400, "59 m 59 s"],
  [3_600_000, "1 h 0 m"],
  [7_500_000, "2 h 5 m"],
] as const;

for (const [durationMs, expected] of SHOWN) {
  Deno.test(`duration: ${durationMs} ms are shown as '${expected}'`, () => {
    assert.equal(formatDuration(durationMs), expected);
  });
}

Deno.test("a duration is written as it can be read, in the largest unit that is exact", () => {
  for (const text of ["0s", "500ms", "20s", "90s", "1m", "1h", "36h", "2d"]) {
    assert.equal(writeDuration(parseDuration(text)), text);
  }
});
