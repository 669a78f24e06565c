import assert from "node:assert/strict";
import { restMs } from "../../lib/core/hash_pace.ts";

const CASES = [
  {
    name: "a slow disk rests three times as long as it reads",
    bytes: 1_000_000,
    tookMs: 100,
    expected: 300,
  },
  {
    name: "a fast disk rests until the rate is kept",
    bytes: 10_000_000,
    tookMs: 10,
    expected: 190,
  },
  { name: "nothing read in no time needs no rest", bytes: 0, tookMs: 0, expected: 0 },
];

for (const { name, bytes, tookMs, expected } of CASES) {
  Deno.test(`pace: ${name}`, () => {
    assert.equal(restMs({ bytesPerSecondMax: 50_000_000, restFactor: 3 }, bytes, tookMs), expected);
  });
}
