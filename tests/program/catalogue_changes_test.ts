import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

const USAGE = 2;
const DAY_MS = 24 * 3_600_000;

interface Answer {
  readonly restart: boolean;
  readonly changes: readonly {
    readonly kind: string;
    readonly path: string;
    readonly seq: number;
  }[];
  readonly more: boolean;
  readonly next: string;
}

Deno.test("C-048 an older catalogue put back: one sync makes it equal, ids stay, readers start anew", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg", "c.jpg"]);
    await library.sync();
    const ids = library.ids();
    const early = (await changes(library)).next;
    const copy = `${library.directory}/copy.db`;
    assert.equal((await library.run(["backup", copy])).code, 0);

    library.remove("a.jpg");
    library.rename("b.jpg", "moved.jpg");
    library.write("d.jpg", { seed: 9 });
    await library.sync();
    const late = await changes(library, early);
    assert.deepEqual(late.changes.map(({ kind, path }) => `${kind} ${path}`).toSorted(), [
      "appeared d.jpg",
      "missing a.jpg",
      "moved moved.jpg",
    ]);
    const epochs = library.query("SELECT * FROM epochs");
    assert.equal(epochs.length, 2, "one for each run that changed something");

    Deno.copyFileSync(copy, library.database);
    assert.equal((await changes(library, late.next)).restart, true, "before anything is written");
    await library.sync();
    assert.deepEqual(await library.audit(), []);
    assert.equal(library.id("moved.jpg"), ids.get("b.jpg"));
    assert.equal(library.id("c.jpg"), ids.get("c.jpg"));
    const again = await changes(library, late.next);
    assert.deepEqual([again.restart, again.changes], [true, []]);
    assert.equal((await changes(library, early)).changes.length, 3, "what was read is still so");
    assert.deepEqual((await changes(library, again.next)).changes, []);
  }));

Deno.test("C-091 changes come in pages without a gap and without one twice, also as text", () =>
  withLibrary(async (library) => {
    library.writeAll(Array.from({ length: 7 }, (_, index) => `${index}.jpg`));
    assert.equal((await library.run(["changes"])).code, 1, "no catalogue yet");
    await library.sync();
    const seen: number[] = [];
    let answer = await changes(library, null, 3);
    for (;;) {
      seen.push(...answer.changes.map(({ seq }) => seq));
      if (!answer.more) break;
      answer = await changes(library, answer.next, 3);
    }
    assert.deepEqual(
      seen,
      library.query("SELECT seq FROM changes ORDER BY seq").map(({ seq }) => seq),
    );
    const text = await library.run(["changes", "--limit", "2"]);
    assert.match(
      text.stdout,
      /appeared .*\.jpg \(id \d+\)\n.*\nNext: [0-9a-f-]+:2 {3}\(there is more\)\n$/,
    );
    for (const args of [["--since", "yesterday"], ["--limit", "0"], ["--limit", "many"]]) {
      assert.equal((await library.run(["changes", ...args])).code, USAGE, args.join(" "));
    }
  }));

Deno.test("a reader of the changes is told once to start anew when a root was moved, and then carries on", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const before = await changes(library);
    const moved = `${library.directory}/moved`;
    Deno.renameSync(library.photos, moved);
    assert.equal((await library.run(["roots", "move", library.photos, moved])).code, 0);

    const told = await changes(library, before.next);
    assert.deepEqual([told.restart, told.changes], [true, []]);
    // Nothing was logged since: whoever has started anew has nothing to read, and nothing to redo.
    const again = await changes(library, told.next);
    assert.deepEqual([again.restart, again.changes], [false, []]);

    Deno.removeSync(`${moved}/b.jpg`);
    assert.equal((await library.run(["sync"])).code, 0);
    const news = await changes(library, again.next);
    assert.deepEqual([news.restart, news.changes.map(({ path }) => path)], [false, ["b.jpg"]]);
    assert.equal((await changes(library, before.next)).restart, true);
  }));

Deno.test("changes and scans older than 90 days are dropped, and who missed some is told to start anew", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const first = await changes(library, null, 1);
    const all = await changes(library);
    const catalogue = new DatabaseSync(library.database);
    catalogue.prepare("UPDATE change SET at_ms = at_ms - ?").run(100 * DAY_MS);
    catalogue.prepare("UPDATE scan SET started_ms = started_ms - ?").run(100 * DAY_MS);
    catalogue.close();
    await library.sync();
    assert.deepEqual(library.query("SELECT * FROM changes"), []);
    assert.equal(library.query("SELECT * FROM scans").length, 1);
    assert.equal((await changes(library, first.next)).restart, true);
    assert.equal((await changes(library, all.next)).restart, false);
    library.write("c.jpg", { seed: 9 });
    await library.sync();
    const news = await changes(library, all.next);
    assert.deepEqual(news.changes.map(({ path }) => path), ["c.jpg"]);
  }));

async function changes(
  library: PhotoLibrary,
  since: string | null = null,
  limit = 1_000,
): Promise<Answer> {
  const cursor = since === null ? [] : ["--since", since];
  const result = await library.run(["changes", "--json", "--limit", String(limit), ...cursor]);
  assert.equal(result.code, 0, result.stderr);
  return JSON.parse(result.stdout);
}
