import assert from "node:assert/strict";
import { join } from "node:path";
import { readSidecar } from "../../lib/metadata/read_sidecar.ts";
import { makeSidecar, title } from "../support/make_sidecar.ts";
import { withTempDir } from "../support/program.ts";

const HOUR_MS = 3_600_000;
const WHOLE = makeSidecar(title("whole"));
const later = () => Date.now() + HOUR_MS;

/** What came of a sidecar with this content: its status, or the kind of its problem. */
function kindOf(content: string | Uint8Array, now = later): Promise<string> {
  return withTempDir((directory) => {
    const path = join(directory, "a.xmp");
    Deno.writeFileSync(
      path,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    const outcome = readSidecar(path, now);
    return outcome.status === "unread" ? outcome.reading.problem!.kind : outcome.status;
  });
}

const CASES:
  readonly (readonly [sentence: string, content: string | Uint8Array, expected: string])[] = [
    ["C-064 a whole sidecar is read", WHOLE, "read"],
    ["C-064 one without any property is read, and says nothing", makeSidecar(""), "read"],
    ["C-064 an empty one is a problem", "", "empty"],
    [
      "C-064 one that is cut off is damaged once nobody can be writing it",
      WHOLE.slice(0, 400),
      "damaged",
    ],
    ["C-064 what stands behind the end of one is passed over", `${WHOLE}<x:more/>`, "read"],
    [
      "C-064 one that is larger than any real one is left alone",
      new Uint8Array(16 * 1024 * 1024 + 1),
      "too-large",
    ],
  ];

for (const [sentence, content, expected] of CASES) {
  Deno.test(sentence, async () => assert.equal(await kindOf(content), expected));
}

Deno.test("C-026 half a sidecar that was written a moment ago is still on its way", async () => {
  assert.equal(await kindOf(WHOLE.slice(0, 400), Date.now), "still-changing");
  assert.equal(await kindOf("Dear diary", Date.now), "damaged", "text is no half of anything");
});

Deno.test("C-061 a sidecar that went away, or is a link, is looked at again with its photo", () =>
  withTempDir((directory) => {
    assert.equal(readSidecar(join(directory, "gone.xmp")).status, "unstable");
    const path = join(directory, "a.xmp");
    Deno.writeTextFileSync(path, WHOLE);
    Deno.symlinkSync(path, join(directory, "link.xmp"));
    assert.equal(readSidecar(join(directory, "link.xmp")).status, "unstable");
  }));
