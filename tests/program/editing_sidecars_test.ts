import assert from "node:assert/strict";
import { keywords, makeRaw, makeSidecar, title } from "../support/make_sidecar.ts";
import { runProgram } from "../support/program.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { listFiles, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

async function run(library: PhotoLibrary, args: readonly string[], code = 0) {
  const result = await library.run(args, { timeoutMs: 120_000 });
  assert.equal(result.code, code, `${result.stdout}\n${result.stderr}`);
  return result;
}

const read = (library: PhotoLibrary, path: string) => Deno.readTextFileSync(library.path(path));

Deno.test("edits of what is not written into", (t) =>
  withLibrary(async (library) => {
    library.write("new.nef", makeRaw(title("in the file"), [[0x10f, "a"]]));
    library.write("old.nef", makeRaw(title("in the file"), [[0x10f, "b"]]));
    const own = `<own:Steps xmlns:own="http://example.org/own/" own:Count="3"/>`;
    library.write("old.nef.xmp", makeSidecar(title("beside") + keywords("sea") + own));
    library.write("twins/c.nef", makeRaw(title("in the file"), [[0x10f, "c"]]));
    library.write("twins/c.dng", makeRaw(title("in the file"), [[0x10f, "d"]]));
    library.write("twins/c.xmp", makeSidecar(title("of both") + keywords("both")));
    library.write("locked.jpg", { seed: 1, title: "Old" });
    Deno.chmodSync(library.path("locked.jpg"), 0o444);
    const raws = ["new.nef", "old.nef", "twins/c.nef", "twins/c.dng", "locked.jpg"];
    const before = raws.map((path) => Deno.readFileSync(library.path(path)));
    await library.sync();

    await t.step("C-105 a RAW gets a sidecar with the permissions of the photo", async () => {
      Deno.chmodSync(library.path("new.nef"), 0o640);
      await waitUntilOld();
      await library.sync();
      const args = ["--title", "Täst", "--add-keyword", "Orte|Köln", "--rating", "3"];
      const { stdout } = await run(library, ["edit", library.path("new.nef"), ...args]);
      assert.match(stdout, /written in new\.nef\.xmp/);
      const photo = library.photo("new.nef");
      assert.deepEqual([photo.title, photo.rating, photo.sidecar], ["Täst", 3, "new.nef.xmp"]);
      assert.equal(Deno.statSync(library.path("new.nef.xmp")).mode! & 0o777, 0o640);
    });

    await t.step("C-105 an existing sidecar keeps every foreign element", async () => {
      await run(library, [
        "edit",
        library.path("old.nef"),
        "--title",
        "Neu",
        "--add-keyword",
        "sun",
      ]);
      const text = read(library, "old.nef.xmp");
      assert.match(text, /own:Count="3"/);
      assert.match(text, /<rdf:li>sea<\/rdf:li>.*<rdf:li>sun<\/rdf:li>/s);
      assert.equal(library.photo("old.nef").title, "Neu");
    });

    await t.step("C-105 what the RAW itself says is taken back, and stays so", async () => {
      await run(library, [
        "edit",
        library.path("new.nef"),
        "--clear",
        "title",
        "--clear",
        "rating",
      ]);
      assert.match(read(library, "new.nef.xmp"), /<dc:title>\s*<rdf:Alt\/>\s*<\/dc:title>/);
      const { title: now, rating } = library.photo("new.nef");
      assert.deepEqual([now, rating], [null, null]);
    });

    await t.step("C-105 a sidecar of two photos is not changed for one of them", async () => {
      const shared = read(library, "twins/c.xmp");
      await run(library, ["edit", library.path("twins/c.nef"), "--title", "One"]);
      assert.equal(read(library, "twins/c.xmp"), shared);
      assert.equal(library.photo("twins/c.nef").title, "One");
      assert.equal(library.photo("twins/c.dng").title, "of both");
      const words = library.query(
        "SELECT keyword FROM keywords JOIN photos ON id = photo_id WHERE path = 'twins/c.nef'",
      );
      assert.deepEqual(words.map(({ keyword }) => keyword), ["both"]);
    });

    await t.step("C-104 a read-only photo gets a sidecar, and is not touched", async () => {
      const { stdout } = await run(library, ["edit", library.path("locked.jpg"), "--title", "New"]);
      assert.match(stdout, /written in locked\.jpg\.xmp/);
      assert.equal(library.photo("locked.jpg").title, "New");
    });

    await t.step("C-101 no byte of a photo was changed, and nothing is left beside them", () => {
      raws.forEach((path, index) =>
        assert.deepEqual(Deno.readFileSync(library.path(path)), before[index], path)
      );
      const names = listFiles(library.photos).filter((path) => !path.endsWith(".xmp"));
      assert.deepEqual(names, raws.toSorted());
    });

    await t.step(
      "C-076 the next sync finds nothing to read, an audit nothing to tell",
      async () => {
        const { filesRead, changed } = await library.sync();
        assert.deepEqual([filesRead, changed], [0, 0]);
        assert.deepEqual(await library.audit("--metadata"), []);
      },
    );

    await t.step(
      "C-107 without its catalogue, under another path, everything is back",
      async () => {
        const sql = `SELECT path, title, rating, sidecar FROM photos ORDER BY path`;
        const known = library.query(sql);
        const moved = `${library.directory}/moved`;
        Deno.renameSync(library.photos, moved);
        const database = `${library.directory}/data/new.db`;
        const result = await runProgram(["sync", "--folder", moved, "--db", database]);
        assert.equal(result.code, 0, result.stderr);
        assert.deepEqual(queryCatalogue(database, sql), known);
      },
    );
  }));

Deno.test("C-103 what somebody else changed since is merged, and a conflict stays until it was seen", (t) =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.nef.xmp", makeSidecar(title("old") + keywords("sea", "gone")));
    await library.sync();
    const conflicts = () => library.query("SELECT * FROM edits WHERE state = 'conflict'");

    await t.step("an edit waits while its root rests", async () => {
      await run(library, ["roots", "pause", library.photos]);
      const edit = ["--title", "ours", "--add-keyword", "boat", "--rating", "5"];
      await run(library, ["edit", library.path("a.nef"), ...edit], 4);
      const states = library.query("SELECT DISTINCT state FROM edits");
      assert.deepEqual(states.map(({ state }) => state), ["pending"]);
      assert.equal(library.photo("a.nef").title, "ours");
      assert.match(read(library, "a.nef.xmp"), /old/);
      const { stdout } = await run(library, ["edits"]);
      assert.match(stdout, /a\.nef: title "old" -> "ours" \(pending\)/);
      const shown = await run(library, ["show", library.path("a.nef")]);
      assert.match(shown.stdout, /edit \d+: title "old" -> "ours" \(pending\)/);
      const asData = await run(library, ["show", library.path("a.nef"), "--json"]);
      const { edits } = JSON.parse(asData.stdout);
      const fields = edits.map(({ field }: { field: string }) => field);
      assert.deepEqual(fields.sort(), ["keywords", "rating", "title"]);
    });

    await t.step(
      "their later title stays, keywords are united, our rating is written",
      async () => {
        await waitUntilOld();
        library.write("a.nef.xmp", makeSidecar(title("theirs") + keywords("sea", "sun")));
        await waitUntilOld();
        await run(library, ["roots", "resume", library.photos]);
        await library.sync();
        const { title: now, rating } = library.photo("a.nef");
        assert.deepEqual([now, rating], ["theirs", 5]);
        const words = library.query("SELECT keyword FROM keywords ORDER BY keyword");
        assert.deepEqual(words.map(({ keyword }) => keyword), ["boat", "sea", "sun"]);
        const text = read(library, "a.nef.xmp");
        assert.match(text, /theirs/);
        assert.match(text, /boat/);
        assert.deepEqual(library.query("SELECT * FROM edits WHERE state = 'pending'"), []);
      },
    );

    await t.step(
      "the conflict is listed with what was lost, until somebody has seen it",
      async () => {
        const [conflict] = conflicts();
        assert.deepEqual([conflict?.field, conflict?.winner, conflict?.lost], [
          "title",
          "theirs",
          '"ours"',
        ]);
        const { stdout } = await run(library, ["edits"]);
        assert.match(stdout, /somebody else changed the file later, and that stayed/);
        await run(library, ["edits", "retry", String(conflict?.id)]);
        assert.equal(library.photo("a.nef").title, "ours");
        await library.sync();
        assert.match(read(library, "a.nef.xmp"), /ours/);
        assert.deepEqual(conflicts(), []);
      },
    );

    await t.step("an edit that is discarded is shown no more", async () => {
      await run(library, ["roots", "pause", library.photos]);
      await run(library, ["edit", library.path("a.nef"), "--title", "never"], 4);
      assert.equal(library.photo("a.nef").title, "never");
      await run(library, ["edits", "discard", "--all"]);
      assert.equal(library.photo("a.nef").title, "ours");
      const unknown = await run(library, ["edits", "discard", "99"], 1);
      assert.match(unknown.stderr, /Cannot discard edit '99'/);
    });
  }));

Deno.test("an edit that cannot be understood changes nothing, and says why", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    await library.sync();
    const cases: readonly [args: readonly string[], code: number, complaint: RegExp][] = [
      [["a.nef"], 2, /Nothing to change: give a field/],
      [[], 2, /Missing PATH/],
      [["a.nef", "--rating", "9", "--gps", "x"], 2, /'9' as a rating[^]*'x' as a position/],
      [["nowhere.nef", "--title", "x"], 1, /Not found: .*nowhere\.nef/],
      [["a.nef", "--offset", "+02:00"], 1, /as the time it was taken at is not known/],
    ];
    for (const [args, code, complaint] of cases) {
      const [path, ...options] = args;
      const named = path === undefined ? [] : [library.path(path)];
      const { stderr } = await run(library, ["edit", ...named, ...options], code);
      assert.match(stderr, complaint);
    }
    const dry = await run(library, ["edit", library.path("a.nef"), "--title", "x", "--dry-run"]);
    assert.match(dry.stdout, /title "in the file" -> "x" \(planned in a\.nef\.xmp\)/);
    assert.deepEqual(library.query("SELECT * FROM edits"), []);
    assert.deepEqual(listFiles(library.photos), ["a.nef"]);
  }));

Deno.test("C-105 on request the sidecar of a RAW has the name that Adobe's programs read", () =>
  withLibrary(async (library) => {
    library.write("one.nef", makeRaw("", [[0x10f, "a"]]));
    library.write("one.jpg", { seed: 1 });
    library.write("two.nef", makeRaw("", [[0x10f, "b"]]));
    library.write("two.dng", makeRaw("", [[0x10f, "c"]]));
    await waitUntilOld();
    await library.sync();
    const asAdobe = (path: string) => [
      ...["edit", library.path(path), "--title", `Title of ${path}`, "--adobe-sidecars"],
    ];
    const planned = await run(library, [...asAdobe("one.nef"), "--dry-run"]);
    assert.match(planned.stdout, /planned in one\.xmp/);
    await run(library, asAdobe("one.nef"));
    // Of two RAWs of that name neither may speak for the other.
    await run(library, asAdobe("two.nef"));
    assert.deepEqual(listFiles(library.photos).filter((path) => path.endsWith(".xmp")), [
      ...["one.xmp", "two.nef.xmp"],
    ]);
    const known = [["one.jpg", null], ["one.nef", "Title of one.nef"], ["two.dng", null], [
      "two.nef",
      "Title of two.nef",
    ]];
    const titles = () =>
      library.query("SELECT path, title FROM photos ORDER BY path")
        .map(({ path, title }) => [path, title]);
    assert.deepEqual(titles(), known);
    Deno.removeSync(library.database);
    await library.sync();
    assert.deepEqual(titles(), known);
  }));
