import assert from "node:assert/strict";

/** What has to stand in the notices of everything that holds the runtime and ExifTool. */
const WANTED = [
  /the Deno authors/,
  /@6over3\/zeroperl-ts .*licence Apache-2\.0/,
  /Apache License\s+Version 2\.0/,
  /The "Artistic License"/,
  /exiftool-vendored\.pl /,
  /hono .*licence MIT/,
  /xstate .*licence MIT/,
  /saxes .*licence ISC\n\nCopyright/,
];

/** Asserts that `text` names what is inside, with the texts of the licences. */
export function assertNotices(text: string): void {
  for (const wanted of WANTED) assert.match(text, wanted);
}
