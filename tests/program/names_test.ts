import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withLibrary } from "./photo_library.ts";

const NAMES = [
  "with space.jpg",
  " leading and trailing .jpg",
  "quote'single.jpg",
  'quote"double.jpg',
  "new\nline.jpg",
  "tab\tand\rreturn.jpg",
  "emoji 📷.jpg",
  "nfc \u00e9.jpg",
  "nfd e\u0301.jpg",
  `${"x".repeat(251)}.jpg`,
  `${"é".repeat(125)}x.jpg`,
  "-dash.jpg",
  "--folder.jpg",
  "100%.jpg",
  "under_score.jpg",
  "underXscore.jpg",
  "back\\slash.jpg",
  "semi;colon,comma.jpg",
  "[brackets]{braces}*?.jpg",
  "#hash.jpg",
  "~tilde.jpg",
  "$HOME.jpg",
  "\u202eright-to-left.jpg",
  "..jpg",
  "...dots.jpg",
  "zero\u200bwidth.jpg",
];

Deno.test("C-029 odd names: one row each, found again, moved and deleted correctly", () =>
  withLibrary(async (library) => {
    library.writeAll(NAMES);
    library.writeAll(
      NAMES.map((name) => `odd ${name.replace(/\.jpg$/, "").slice(0, 60)}/in.jpg`),
      500,
    );
    const first = await library.sync();
    const expected = NAMES.filter((name) => name !== "..jpg");
    const isIn = (name: string) => library.paths().includes(name);
    const absent = expected.filter((name) => !isIn(name));
    assert.deepEqual(absent, []);
    assert.deepEqual(library.problems(), []);
    assert.equal(first.appeared, library.paths().length);
    assert.deepEqual(await library.audit(), []);
    const before = library.ids();

    for (const name of expected) library.rename(name, `moved/${name}`);
    const moved = await library.sync();
    assert.deepEqual([moved.moved, moved.appeared, moved.missing], [expected.length, 0, 0]);
    for (const name of expected) {
      assert.equal(library.id(`moved/${name}`), before.get(name), name);
      const shown = await showJson(library.run(["show", library.path(`moved/${name}`), "--json"]));
      assert.equal(shown.photo.title, `Title of ${name}`);
    }

    for (const name of expected) library.remove(`moved/${name}`);
    assert.equal((await library.sync()).missing, expected.length);
    assert.deepEqual(library.paths().filter((path) => path.startsWith("moved/")), []);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-029 one odd name at a time can be named to sync", () =>
  withLibrary(async (library) => {
    library.writeAll(NAMES);
    await library.sync();
    for (
      const name of ["-dash.jpg", "100%.jpg", "under_score.jpg", "new\nline.jpg", "nfd e\u0301.jpg"]
    ) {
      library.write(name, { seed: 9_999, title: `New of ${name}` });
      const summary = await library.sync({ args: ["--folder", library.path(name)] });
      assert.deepEqual([summary.seen, summary.changed], [1, 1], name);
      assert.equal(library.photo(name).title, `New of ${name}`);
    }
  }));

Deno.test("C-029 names that are not UTF-8 are a problem, and nobody else's absence", () =>
  withLibrary(async (library) => {
    library.writeAll(["sub/a.jpg", "sub/b.jpg"]);
    await library.sync();
    const before = library.ids();
    Deno.writeFileSync(`${library.directory}/photo.jpg`, makeJpeg({ seed: 4 }));
    const script =
      'cp "$1" "$2/$(printf "bad\\377name.jpg")"; cp "$1" "$2/$(printf "bad\\376name.jpg")"; ' +
      'mkdir "$2/$(printf "dir\\377")"; cp "$1" "$2/$(printf "dir\\377")/in.jpg"';
    const made = await new Deno.Command("sh", {
      args: ["-c", script, "sh", `${library.directory}/photo.jpg`, library.path("sub")],
    }).output();
    assert.ok(made.success, new TextDecoder().decode(made.stderr));

    const result = await library.run(["sync", "--json"]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.deepEqual(library.ids(), before, "the others are there as before");
    assert.deepEqual(library.problems(), ["sub: unreadable-name"]);
    assert.deepEqual(await library.audit(), []);

    const cleared = await new Deno.Command("sh", {
      args: ["-c", 'cd "$1" && rm -r bad* dir*', "sh", library.path("sub")],
    }).output();
    assert.ok(cleared.success);
    await library.sync();
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(library.ids(), before);
  }));

Deno.test("C-029 very deep folders are indexed, and one too deep for the system harms nobody", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const deep = Array.from({ length: 18 }, (_, index) => `${index}`.padStart(180, "d")).join("/");
    library.write(`${deep}/in.jpg`, { seed: 3 });
    const script =
      'cd "$1" && for i in 1 2 3 4 5 6; do mkdir "$2$i" && cd "$2$i" || exit 1; done; cp "$3" ./x.jpg';
    const made = await new Deno.Command("bash", {
      args: [
        "-c",
        script,
        "bash",
        `${library.photos}/${deep}`,
        "e".repeat(180),
        library.path("a.jpg"),
      ],
    }).output();
    assert.ok(made.success, new TextDecoder().decode(made.stderr));
    const result = await library.run(["sync", "--folder", library.photos]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(library.paths(), ["a.jpg", `${deep}/in.jpg`]);
    const kinds = library.query("SELECT DISTINCT kind FROM problems").map(({ kind }) => kind);
    assert.deepEqual(kinds, ["name-too-long"], "what is too deep is told");
    assert.deepEqual(await library.audit(), [], "and is nobody's absence");
    const cleared = await new Deno.Command("rm", {
      args: ["-r", `${library.photos}/${deep.slice(0, 180)}`],
    })
      .output();
    assert.ok(cleared.success);
  }));

async function showJson(shown: Promise<{ stdout: string; stderr: string }>) {
  const { stdout, stderr } = await shown;
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}
