import assert from "node:assert/strict";
import { writeTrouble } from "../../lib/core/write_trouble.ts";

/** As the platform throws it: Node's functions with a code, Deno's with a message alone. */
function errorOf(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

const CASES: readonly (readonly [Error, string])[] = [
  [errorOf("No space left on device (os error 28)"), "Its disk is full: make room there"],
  [errorOf("write", "ENOSPC"), "Its disk is full: make room there"],
  [errorOf("Disk quota exceeded", "EDQUOT"), "The quota of its disk is used up: make room there"],
  [
    errorOf("Disk quota exceeded (os error 122)"),
    "The quota of its disk is used up: make room there",
  ],
  [
    errorOf("Read-only file system (os error 30)"),
    "Its file system is read-only: mount it for writing",
  ],
  [errorOf("Out of cheese"), "Out of cheese"],
];

for (const [error, expected] of CASES) {
  Deno.test(`C-104 what keeps a file from being written, with its cure: ${error.message}`, () =>
    assert.equal(writeTrouble(error), expected));
}
