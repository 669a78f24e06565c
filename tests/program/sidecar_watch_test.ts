import assert from "node:assert/strict";
import { makeRaw, makeSidecar, title } from "../support/make_sidecar.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

function changes(library: PhotoLibrary): string[] {
  return library.query("SELECT kind, path FROM changes ORDER BY seq")
    .map(({ kind, path }) => `${kind} ${path}`);
}

function titleOf(library: PhotoLibrary, path: string): unknown {
  return library.query("SELECT title FROM photos WHERE path = ?", path)[0]?.title;
}

async function untilTitle(library: PhotoLibrary, path: string, expected: string | null) {
  await until(() => titleOf(library, path) === expected, {
    what: `the title ${expected}, not ${titleOf(library, path)}`,
    timeoutMs: 30_000,
  });
}

/** As most editors save: beside the file, then over it. */
function saveByRename(library: PhotoLibrary, path: string, content: string): void {
  library.write(`${path}.tmp`, content);
  library.rename(`${path}.tmp`, path);
}

Deno.test("C-061 a watcher hears of sidecars: each of their changes is one change of the photo", () =>
  withLibrary(async (library) => {
    library.write("2024/a.nef", makeRaw(title("in the file")));
    library.write("2024/b.nef", makeRaw(title("in b"), [[0x10f, "b"]]));
    await using watch = await startWatch(library);
    const before = changes(library).length;
    library.write("2024/a.xmp", makeSidecar(title("one")));
    await untilTitle(library, "2024/a.nef", "one");
    saveByRename(library, "2024/a.xmp", makeSidecar(title("two")));
    await untilTitle(library, "2024/a.nef", "two");
    library.rename("2024/a.xmp", "2024/b.nef.xmp");
    await untilTitle(library, "2024/b.nef", "two");
    await untilTitle(library, "2024/a.nef", "in the file");
    library.remove("2024/b.nef.xmp");
    await untilTitle(library, "2024/b.nef", "in b");
    const logged = changes(library).slice(before);
    const count = (line: string) => logged.filter((one) => one === line).length;
    assert.deepEqual(
      [logged.length, count("changed 2024/a.nef"), count("changed 2024/b.nef")],
      [5, 3, 2],
    );
    await stop(watch);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("C-063 C-065 a watcher pairs sidecars anew when photos come and go beside them", () =>
  withLibrary(async (library) => {
    library.write("a.xmp", makeSidecar(title("beside")));
    library.write("other.jpg", { seed: 9 });
    await using watch = await startWatch(library);
    assert.deepEqual(library.problems(), ["a.xmp: orphan-sidecar"]);
    library.write("a.jpg", { title: "in the JPEG" });
    await untilTitle(library, "a.jpg", "beside");
    await until(() => library.problems().length === 0, { what: "no problem" });
    library.write("a.dng", makeRaw(title("in the RAW")));
    await untilTitle(library, "a.dng", "beside");
    await untilTitle(library, "a.jpg", "in the JPEG");
    library.remove("a.dng");
    await untilTitle(library, "a.jpg", "beside");
    library.remove("a.jpg");
    await until(() => library.problems().join() === "a.xmp: orphan-sidecar", { what: "an orphan" });
    await until(() => library.paths().join() === "other.jpg", { what: "the hiding" });
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-026 C-064 half a sidecar is waited for, and what was known of it stays meanwhile", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("old")));
    library.write("b.nef", makeRaw(title("in b"), [[0x10f, "b"]]));
    await using watch = await startWatch(library);
    const text = makeSidecar(title("new"));
    const middle = text.indexOf("</dc:title>");
    const [half, rest] = [text.slice(0, middle), text.slice(middle)];
    for (const path of ["a.xmp", "b.xmp"]) Deno.writeTextFileSync(library.path(path), half);
    const waiting = ["a.xmp: still-changing", "b.xmp: still-changing"];
    // Until it was left alone for two seconds its photo waits as well.
    await until(() => library.problems().join() === waiting.join(), {
      what: "two sidecars that wait",
      timeoutMs: 30_000,
    });
    assert.deepEqual([titleOf(library, "a.nef"), titleOf(library, "b.nef")], ["old", "in b"]);
    for (const path of ["a.xmp", "b.xmp"]) {
      Deno.writeTextFileSync(library.path(path), rest, { append: true });
    }
    await untilTitle(library, "a.nef", "new");
    await untilTitle(library, "b.nef", "new");
    await until(() => library.problems().length === 0, { what: "no problem" });
    await stop(watch);
  }));

Deno.test("C-066 C-079 photo and sidecar renamed under a watcher that is killed are still one record", () =>
  withLibrary(async (library) => {
    library.write("in/a.nef", makeRaw(title("in the file")));
    library.write("in/a.nef.xmp", makeSidecar(title("beside")));
    await using first = await startWatch(library);
    const id = library.id("in/a.nef");
    first.signal("SIGKILL");
    await first.waitForEnd();
    library.rename("in/a.nef", "out/b.nef");
    library.rename("in/a.nef.xmp", "out/b.nef.xmp");
    await using second = await startWatch(library, 1);
    await until(() => library.paths().join() === "out/b.nef", { what: "the move" });
    const { id: now, sidecar } = library.photo("out/b.nef");
    assert.deepEqual([now, sidecar, titleOf(library, "out/b.nef")], [
      id,
      "out/b.nef.xmp",
      "beside",
    ]);
    library.rename("out/b.nef.xmp", "out/c.nef.xmp");
    library.rename("out/b.nef", "out/c.nef");
    await until(() => library.paths().join() === "out/c.nef", { what: "the second move" });
    await until(() => library.photo("out/c.nef").sidecar === "out/c.nef.xmp", {
      what: "its sidecar",
    });
    assert.equal(library.id("out/c.nef"), id);
    await stop(second);
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));
