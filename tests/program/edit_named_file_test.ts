import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

/** The writer of metadata is started for each command. */
const SLOW = { timeoutMs: 240_000 };

/** Two files change places, as nobody has told the catalogue. */
function swap(library: PhotoLibrary, one: string, other: string): void {
  library.rename(one, "aside");
  library.rename(other, one);
  library.rename("aside", other);
}

async function title(library: PhotoLibrary, path: string): Promise<unknown> {
  const { stdout, stderr } = await library.run(["show", library.path(path), "--json"]);
  assert.notEqual(stdout, "", stderr);
  return library.photo(path).title;
}

Deno.test("C-100 after two files changed places an edit goes to the one that was named", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "sub/c.jpg", "sub/d.jpg"]);
    await waitUntilOld();
    await library.sync();
    const { "a.jpg": a, "b.jpg": b } = Object.fromEntries(library.ids());
    swap(library, "a.jpg", "b.jpg");

    const tried = await library.run(["edit", library.path("a.jpg"), "--title", "New", "--dry-run"]);
    assert.equal(tried.code, 1, tried.stdout);
    assert.match(tried.stderr, /Cannot edit '.*\/a\.jpg' as the catalogue does not know.*run sync/);

    const edited = await library.run(["edit", library.path("a.jpg"), "--title", "New"], SLOW);
    assert.equal(edited.code, 0, edited.stderr);
    assert.deepEqual([library.id("a.jpg"), library.id("b.jpg")], [b, a]);
    assert.equal(await title(library, "a.jpg"), "New");
    assert.equal(await title(library, "b.jpg"), "Title of a.jpg");

    swap(library, "sub/c.jpg", "a.jpg");
    const folder = await library.run(["edit", library.path("sub"), "--title", "Sub"], SLOW);
    assert.equal(folder.code, 0, folder.stderr);
    assert.equal(await title(library, "sub/c.jpg"), "Sub");
    assert.equal(await title(library, "sub/d.jpg"), "Sub");
    assert.equal(await title(library, "a.jpg"), "Title of sub/c.jpg");
    await waitUntilOld();
    await library.sync();
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("C-100 beside a watcher that has not looked yet an edit goes to the file that was named", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await waitUntilOld();
    await using watch = await startWatch(library, 0, [
      ...["--debounce", "1m", "--debounce-limit", "2m"],
    ]);
    await until(() => library.paths().length === 2, { what: "the first scan" });
    swap(library, "a.jpg", "b.jpg");
    const edited = await library.run(
      ["edit", library.path("a.jpg"), "--title", "New", "--wait"],
      SLOW,
    );
    assert.equal(edited.code, 0, edited.stderr);
    assert.equal(library.photo("a.jpg").title, "New");
    assert.equal(library.photo("b.jpg").title, "Title of a.jpg");
    await stop(watch);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("C-100 the file of a paused root that is another one is not edited", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await waitUntilOld();
    await library.sync();
    await library.run(["roots", "pause", library.photos]);
    swap(library, "a.jpg", "b.jpg");
    const edited = await library.run(["edit", library.path("a.jpg"), "--title", "New"], SLOW);
    assert.equal(edited.code, 1, edited.stdout);
    assert.match(edited.stderr, /Cannot edit '.*\/a\.jpg'.*paused/);
    assert.deepEqual(library.query("SELECT * FROM edits"), []);
  }));
