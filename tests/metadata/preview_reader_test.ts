import assert from "node:assert/strict";
import { PreviewReader, TooManyPicturesError } from "../../lib/metadata/preview_reader.ts";
import { withTempDir } from "../support/program.ts";

/** More than are waited for. */
const PICTURES = 500;

Deno.test("previews: too many are refused as that; with the end nobody waits, and no reader is started", () =>
  withTempDir(async (directory) => {
    const starts = `${directory}/starts`;
    const script = `echo start >> "${starts}"; exec sleep 60`;
    const previews = new PreviewReader({
      command: { program: "sh", args: ["-c", script], env: { PATH: "/usr/bin:/bin" } },
      cacheFolder: () => `${directory}/cache`,
    });
    const keys = Array.from(
      { length: PICTURES },
      (_, index) => index.toString(16).padStart(64, "0"),
    );
    const refusals: unknown[] = [];
    const asked = keys.map((key) =>
      previews.read(`${directory}/a.jpg`, key).catch((error) => void refusals.push(error))
    );
    while (refusals.length === 0 || !isThere(starts)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await previews.close();
    await Promise.all(asked);
    for (const refusal of refusals) assert.ok(refusal instanceof TooManyPicturesError);
    assert.equal(Deno.readTextFileSync(starts), "start\n");
  }));

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}
