import assert from "node:assert/strict";
import { RepeatLimit } from "../../lib/logging/limit_repeats.ts";

Deno.test("repeats: an equal message is written once in its time, and then with the number left out", () => {
  const limit = new RepeatLimit(1_000);
  assert.deepEqual(limit.judge("the disk fails", 0), { write: true, repeats: 0 });
  assert.deepEqual(limit.judge("the disk fails", 400), { write: false });
  assert.deepEqual(limit.judge("another", 500), { write: true, repeats: 0 });
  assert.deepEqual(limit.judge("the disk fails", 999), { write: false });
  assert.deepEqual(limit.judge("the disk fails", 1_000), { write: true, repeats: 2 });
  assert.deepEqual(limit.judge("the disk fails", 2_500), { write: true, repeats: 0 });
});

Deno.test("repeats: a clock that is put back a day does not silence the log for a day", () => {
  const limit = new RepeatLimit(1_000);
  limit.judge("the disk fails", 86_400_000);
  assert.deepEqual(limit.judge("the disk fails", 0), { write: true, repeats: 0 });
});

Deno.test("repeats: what is remembered is bounded, however many different messages there are", () => {
  const limit = new RepeatLimit(1_000_000);
  for (let number = 0; number < 5_000; number++) limit.judge(`message ${number}`, number);
  assert.deepEqual(limit.judge("message 4999", 5_001), { write: false });
  assert.deepEqual(limit.judge("message 0", 5_002), { write: true, repeats: 0 });
});
