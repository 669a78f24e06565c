import assert from "node:assert/strict";
import fc from "fast-check";
import { backoffMs } from "../../lib/core/backoff.ts";
import { DEFAULT_SETTINGS, pollPauseMs, recrawlPauseMs } from "../../lib/core/root_settings.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

/** A timer set for longer fires at once (a signed 32-bit number of milliseconds, HTML 8.6). */
const TIMER_MAX_MS = 2 ** 31 - 1;
const DAY_MS = 86_400_000;
const LIMITS = { firstMs: 1_000, limitMs: 60_000 };

const HOURLY = { rescanIntervalMs: 3_600_000, jitter: 0.5 };

Deno.test("backoff: the pause doubles from the first to the limit", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => backoffMs(failures, 1, LIMITS));
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

Deno.test("backoff: before any failure the pause is that of the first", () => {
  assert.equal(backoffMs(0, 1, LIMITS), 1_000);
});

Deno.test("backoff: jitter spreads the pause over its upper half and no further", () => {
  assert.equal(backoffMs(2, 0, LIMITS), 1_000);
  assert.equal(backoffMs(2, 0.5, LIMITS), 1_500);
  assert.equal(backoffMs(2, -3, LIMITS), 1_000);
  assert.equal(backoffMs(2, 3, LIMITS), 2_000);
});

Deno.test("backoff: however often it failed, the pause is never shorter and never over the limit", () => {
  const failures = fc.integer({ min: 0, max: 1_000_000 });
  const jitter = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(failures, jitter, (failures, jitter) => {
      const pause = backoffMs(failures, jitter, LIMITS);
      assert.ok(pause >= 500 && pause <= LIMITS.limitMs);
      assert.ok(backoffMs(failures + 1, jitter, LIMITS) >= pause);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("C-070 unless told otherwise a root waits for 20 s of quiet and at most 60 s", () => {
  assert.equal(DEFAULT_SETTINGS.debounceWindowMs, 20_000);
  assert.equal(DEFAULT_SETTINGS.debounceLimitMs, 60_000);
  assert.equal(DEFAULT_SETTINGS.rescanIntervalMs, 3_600_000);
});

Deno.test("recrawl: the pause is the interval, spread by a tenth to both sides", () => {
  assert.equal(recrawlPauseMs({ ...HOURLY, jitter: 0.5 }, { tookMs: 0 }), 3_600_000);
  assert.equal(recrawlPauseMs({ ...HOURLY, jitter: 0 }, { tookMs: 0 }), 3_240_000);
  assert.equal(recrawlPauseMs({ ...HOURLY, jitter: 1 }, { tookMs: 0 }), 3_960_000);
});

Deno.test("recrawl: a scan of ten minutes stretches the pause until it costs one percent", () => {
  assert.equal(recrawlPauseMs(HOURLY, { tookMs: 600_000 }), 60_000_000);
});

Deno.test("recrawl: a look that is over in a second is not put off, whatever its share", () => {
  assert.equal(recrawlPauseMs({ rescanIntervalMs: 3_000, jitter: 0.5 }, { tookMs: 900 }), 3_000);
});

Deno.test("polling: a scan of ten minutes stretches the pause until it costs a tenth", () => {
  const everyFiveMinutes = { pollIntervalMs: 300_000, jitter: 0.5 };
  assert.equal(pollPauseMs(everyFiveMinutes, { tookMs: 1_000 }), 300_000);
  assert.equal(pollPauseMs(everyFiveMinutes, { tookMs: 600_000 }), 6_000_000);
});

Deno.test("recrawl: neither a long interval nor a scan of a day is more than a timer can wait", () => {
  for (const [rescanIntervalMs, tookMs] of [[30 * DAY_MS, 0], [3_600_000, DAY_MS]] as const) {
    const pause = recrawlPauseMs({ rescanIntervalMs, jitter: 0.5 }, { tookMs });
    assert.ok(pause <= TIMER_MAX_MS, `a timer of ${pause} ms fires at once`);
  }
});
