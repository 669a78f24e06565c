import assert from "node:assert/strict";
import { isOutdated, READER_VERSION } from "../../lib/core/reader_version.ts";

Deno.test("what the first reader said of any photo is out of date, what this one says is not", () => {
  assert.equal(isOutdated(null, "jpeg"), true);
  assert.equal(isOutdated(null, null), true);
  assert.equal(isOutdated(READER_VERSION, "jpeg"), false);
});

Deno.test("only what a version reads otherwise is out of date by it", () => {
  // The fifth knew the pictures of JPEGs, the sixth those of the others.
  assert.deepEqual(
    ["cr2", "nef", "heic", "mov", "png", "tiff"].filter((format) => !isOutdated(5, format)),
    [],
  );
  assert.deepEqual(["jpeg", "avi", "crw", "mkv", null].filter((one) => isOutdated(5, one)), []);
});

Deno.test("a catalogue of a newer program is left as it is", () => {
  assert.equal(isOutdated(READER_VERSION + 1, "jpeg"), false);
});
