import assert from "node:assert/strict";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

Deno.test("C-091 status --watch tells what happens while it happens, until it is stopped", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    await using watch = await startWatch(library, 0, [
      "--debounce",
      "4s",
      "--debounce-limit",
      "1m",
    ]);
    await using status = startProgram(["status", "--watch", "--db", library.database]);
    const says = (pattern: RegExp) =>
      until(() => pattern.test(status.stdout()), { what: String(pattern) });
    await says(/Now idle/);
    library.write("b.jpg", { seed: 2 });
    await says(/waiting until it is quiet, looked at in \d s if nothing else changes/);
    await says(/2 photos/);
    status.signal("SIGTERM");
    const { code, stderr } = await status.waitForEnd(10_000);
    assert.equal(code, 0, stderr);
    const wrong = await library.run(["status", "--watch", "--json"]);
    assert.equal(wrong.code, 2);
    await stop(watch);
  }));
