import assert from "node:assert/strict";
import { isOutdated, READER_VERSION } from "../../lib/core/reader_version.ts";

Deno.test("what the first reader said of any photo is out of date, what this one says is not", () => {
  assert.equal(isOutdated(null, "jpeg"), true);
  assert.equal(isOutdated(null, null), true);
  assert.equal(isOutdated(READER_VERSION, "jpeg"), false);
});

Deno.test("a catalogue of a newer program is left as it is", () => {
  assert.equal(isOutdated(READER_VERSION + 1, "jpeg"), false);
});
