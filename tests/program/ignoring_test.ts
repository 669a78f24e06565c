import assert from "node:assert/strict";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const TREE = ["a.jpg", "private/b.jpg", "private/deep/c.jpg", "public/d.jpg"];
const USAGE = 2;

/** `ignore add …` or `ignore remove …` for a folder of the library. */
async function rule(
  library: PhotoLibrary,
  verb: "add" | "remove",
  patterns: readonly string[],
  folder = "",
): Promise<void> {
  const at = folder === "" ? library.photos : library.path(folder);
  const result = await library.run(["ignore", verb, ...patterns, "--folder", at]);
  assert.equal(result.code, 0, result.stderr);
}

/** What hides each hidden record, by path. */
function hiddenBy(library: PhotoLibrary): Record<string, string> {
  const rows = library.query("SELECT path, ignored_by FROM missing ORDER BY path");
  return Object.fromEntries(rows.map(({ path, ignored_by }) => [String(path), String(ignored_by)]));
}

Deno.test("C-006 C-007 a rule hides photos and keeps their records, and without it they are back", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const before = library.ids();
    await rule(library, "add", ["private/", "*.png"]);
    assert.deepEqual((await library.audit()).map(({ kind, path }) => `${kind} ${path}`), [
      "ignored private/b.jpg",
      "ignored private/deep/c.jpg",
    ]);
    const hidden = await library.sync();
    assert.deepEqual([hidden.ignored, hidden.missing, hidden.seen], [2, 0, 2]);
    assert.deepEqual(library.paths(), ["a.jpg", "public/d.jpg"]);
    assert.match(
      hiddenBy(library)["private/deep/c.jpg"] ?? "",
      /'private\/' given for the whole root/,
    );
    assert.deepEqual(await library.audit(), []);
    const again = await library.sync();
    assert.deepEqual([again.ignored, again.missing, again.changed], [0, 0, 0]);

    await rule(library, "remove", ["private/"]);
    const back = await library.sync();
    assert.deepEqual([back.revived, back.appeared, back.changed], [2, 0, 0]);
    assert.deepEqual(library.ids(), before);
    assert.deepEqual(hiddenBy(library), {});
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-008 a JPEG named a.xyz is a photo where a rule names the extension, and only there", () =>
  withLibrary(async (library) => {
    library.writeAll(["2024/a.xyz", "2024/b.xyz", "2023/a.xyz"]);
    library.write("2024/notes.txt", "no photo");
    assert.equal((await library.sync()).seen, 0);
    await rule(library, "add", ["!*.xyz", "!notes*"], "2024");
    assert.equal((await library.sync()).appeared, 2);
    assert.deepEqual(library.paths(), ["2024/a.xyz", "2024/b.xyz"]);
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(await library.audit(), []);
    const shown = await library.run(["show", library.path("2024/a.xyz")]);
    assert.match(shown.stdout, /image\/jpeg/);
    const ids = library.ids();
    await rule(library, "remove", ["!*.xyz"], "2024");
    assert.equal((await library.sync()).ignored, 2);
    assert.deepEqual(library.paths(), []);
    await rule(library, "add", ["!*.xyz"], "2024");
    assert.equal((await library.sync()).revived, 2);
    assert.deepEqual(library.ids(), ids);
  }));

Deno.test("C-006 .nomedia hides its folder with all below, and without it they are back", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const before = library.ids();
    library.write("private/.nomedia", "");
    await library.sync();
    assert.deepEqual(library.paths(), ["a.jpg", "public/d.jpg"]);
    assert.match(hiddenBy(library)["private/b.jpg"] ?? "", /'private\/\.nomedia'/);
    library.write("private/new.jpg", { seed: 77 });
    assert.deepEqual(await library.audit(), []);
    library.remove("private/.nomedia");
    const back = await library.sync();
    assert.deepEqual([back.revived, back.appeared], [2, 1]);
    for (const [path, id] of before) assert.equal(library.id(path), id);
  }));

Deno.test("C-006 files of rules: nested, the deeper one wins, and a hidden folder stays hidden", () =>
  withLibrary(async (library) => {
    library.writeAll([...TREE, "x/raw/e.jpg", "x/raw/keep.jpg", "lost+found2/f.jpg"]);
    await library.sync();
    library.write(".proofsheetignore", "/private\n/lost+found\nraw/*.jpg\n");
    library.write("private/.proofsheetignore", "!b.jpg\n");
    library.write("x/.proofsheetignore", "!keep.jpg\nraw/e.jpg\n");
    const hidden = await library.sync();
    assert.equal(hidden.ignored, 3);
    assert.deepEqual(library.paths(), [
      "a.jpg",
      "lost+found2/f.jpg",
      "public/d.jpg",
      "x/raw/keep.jpg",
    ]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-006 however much a rule hides, it is no accident", () =>
  withLibrary(async (library) => {
    library.writeAll(Array.from({ length: 120 }, (_, index) => `all/${index}.jpg`));
    library.write("b.jpg", { seed: 999 });
    await library.sync();
    library.write("all/.nomedia", "");
    const hidden = await library.sync();
    assert.deepEqual([hidden.ignored, hidden.held, hidden.missing], [120, 0, 0]);
  }));

Deno.test("C-006 rules that cannot be used hide nothing, show nothing and add nothing", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    library.write("private/.proofsheetignore", "b.jpg\n");
    await library.sync();
    assert.deepEqual(library.paths(), ["a.jpg", "private/deep/c.jpg", "public/d.jpg"]);
    const unusable: [string, Uint8Array][] = [
      ["not UTF-8", new Uint8Array([0x2a, 0xff, 0x0a])],
      ["too long", new Uint8Array(70_000).fill(0x61)],
    ];
    for (const [what, bytes] of unusable) {
      library.write("private/.proofsheetignore", bytes);
      library.write(`private/${what}.jpg`, { seed: bytes.length });
      const summary = await library.sync();
      assert.deepEqual([summary.ignored, summary.revived, summary.appeared], [0, 0, 0], what);
      assert.deepEqual(library.problems(), ["private/.proofsheetignore: unusable-rules"], what);
      assert.deepEqual(library.paths(), ["a.jpg", "private/deep/c.jpg", "public/d.jpg"], what);
      assert.deepEqual(await library.audit(), [], what);
    }
    library.write("private/.proofsheetignore", "");
    const mended = await library.sync();
    assert.deepEqual([mended.appeared, mended.problems], [3, 0]);
  }));

Deno.test("C-006 a link or a pipe in place of a file of rules is not opened", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    Deno.symlinkSync("/etc/hostname", library.path("private/.proofsheetignore"));
    const made = await new Deno.Command("mkfifo", {
      args: [library.path("public/.proofsheetignore")],
    }).output();
    assert.ok(made.success);
    await library.sync();
    assert.deepEqual(library.problems(), [
      "private/.proofsheetignore: unusable-rules",
      "public/.proofsheetignore: unusable-rules",
    ]);
    assert.deepEqual(library.paths(), ["a.jpg"]);
  }));

Deno.test("C-007 a photo that was edited while a rule hid it comes back under its id", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const before = library.ids();
    await rule(library, "add", ["b.jpg"], "private");
    await library.sync();
    library.write("private/b.jpg", { seed: 500, title: "Edited meanwhile" });
    await rule(library, "remove", ["b.jpg"], "private");
    await library.sync();
    assert.deepEqual(library.ids(), before);
    assert.equal(library.photo("private/b.jpg").title, "Edited meanwhile");
  }));

Deno.test("C-007 a photo that is gone when its rule goes is missing like any other", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    await rule(library, "add", ["private"]);
    await library.sync();
    library.remove("private/b.jpg");
    await library.sync();
    assert.match(
      hiddenBy(library)["private/b.jpg"] ?? "",
      /'private'/,
      "hidden, whatever is there",
    );
    await rule(library, "remove", ["private"]);
    await library.sync();
    const [gone] = library.query("SELECT * FROM missing");
    assert.deepEqual([gone?.path, gone?.ignored_by], ["private/b.jpg", null]);
    assert.match(String(gone?.evidence), /no rule hides it any more.*not-found/);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-050 a photo moved from where a rule hides it keeps its id, and a hard link does not take it", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const before = library.ids();
    await rule(library, "add", ["private/"]);
    await library.sync();
    Deno.linkSync(library.path("private/b.jpg"), library.path("public/link.jpg"));
    library.rename("private/deep/c.jpg", "public/c.jpg");
    const moved = await library.sync();
    assert.deepEqual([moved.revived, moved.appeared], [1, 1]);
    assert.equal(library.id("public/c.jpg"), before.get("private/deep/c.jpg"));
    assert.notEqual(library.id("public/link.jpg"), before.get("private/b.jpg"));
    assert.deepEqual(Object.keys(hiddenBy(library)), ["private/b.jpg"]);
  }));

Deno.test("C-050 a photo moved to where a rule hides it is missing, and one moved away in time keeps its id", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const before = library.ids();
    await rule(library, "add", ["private/"]);
    library.rename("private/b.jpg", "public/b.jpg");
    library.rename("a.jpg", "private/a.jpg");
    const summary = await library.sync();
    assert.deepEqual([summary.moved, summary.missing, summary.ignored], [1, 1, 1]);
    assert.equal(library.id("public/b.jpg"), before.get("private/b.jpg"));
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-003 C-006 a scan of a part knows the rules of all folders above", () =>
  withLibrary(async (library) => {
    library.writeAll(["x/y/a.jpg", "x/y/b.jpg", "x/z/c.jpg", "d.jpg"]);
    await library.sync();
    library.write(".proofsheetignore", "b.jpg\n/x/z\n");
    const part = ["--folder", library.path("x/y")];
    assert.equal((await library.sync({ args: part })).ignored, 1);
    assert.deepEqual(library.paths(), ["d.jpg", "x/y/a.jpg", "x/z/c.jpg"]);
    assert.equal(
      (await library.sync({ args: ["--folder", library.path("x/z/c.jpg")] })).ignored,
      1,
    );
    assert.deepEqual(library.paths(), ["d.jpg", "x/y/a.jpg"]);
    library.remove(".proofsheetignore");
    const whole = ["--folder", library.path(".proofsheetignore")];
    assert.equal((await library.run(["sync", ...whole])).code, 1, "C-001: it is nowhere");
    library.write("x/.nomedia", "");
    const marked = await library.sync({ args: ["--folder", library.path("x/.nomedia")] });
    assert.equal(marked.ignored, 1, "the mark stands for its folder");
    assert.deepEqual(library.paths(), ["d.jpg"]);
  }));

Deno.test("C-006 C-070 under watch a .nomedia hides at once, and its removal brings back the same ids", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const before = library.ids();
    await waitUntilOld();
    const flags = ["--debounce", "200ms", "--debounce-limit", "2s"];
    await using watch = startProgram(
      ["watch", "--root", library.photos, "--db", library.database, ...flags],
    );
    await watch.waitForLine(/nothing new/);
    library.write("private/.nomedia", "");
    await until(() => library.paths().length === 2, { what: "two photos fewer" });
    library.remove("private/.nomedia");
    await until(() => library.paths().length === 4, { what: "all photos again" });
    assert.deepEqual(library.ids(), before);
    library.write("private/.proofsheetignore", "deep");
    await until(() => library.paths().length === 3, { what: "one photo fewer" });
    library.write("private/.proofsheetignore", "#deep");
    await until(() => library.paths().length === 4, { what: "all photos again" });
    assert.deepEqual(library.ids(), before);
  }));

Deno.test("C-006 ignore complains about patterns that match nothing, and about unknown folders", () =>
  withLibrary(async (library) => {
    library.writeAll(TREE);
    await library.sync();
    const add = (...args: string[]) => library.run(["ignore", "add", ...args]);
    const cases: [string[], RegExp][] = [
      [["", "--folder", library.photos], /empty/],
      [["#a", "--folder", library.photos], /comment/],
      [["./a", "--folder", library.photos], /match nothing/],
      [["a\\", "--folder", library.photos], /backslash/],
      [["a\nb", "--folder", library.photos], /more than one line/],
      [["a"], /--folder DIR/],
      [["--folder", library.photos], /Missing PATTERN/],
      [["a", "--folder", library.path("a.jpg")], /no folder/],
    ];
    for (const [args, complaint] of cases) {
      const { code, stderr } = await add(...args);
      assert.equal(code, USAGE, stderr);
      assert.match(stderr, complaint);
    }
    assert.match((await add("a", "--folder", library.directory)).stderr, /root/);
    assert.match((await add("a", "--folder", library.path("nowhere"))).stderr, /Not found/);
    const absent = await library.run(["ignore", "remove", "a", "--folder", library.photos]);
    assert.equal(absent.code, 1);
    assert.match(absent.stderr, /there is none/);

    await rule(library, "add", ["*.png", "!keep.png"]);
    await rule(library, "add", ["deep"], "private");
    const listed = await library.run(["ignore", "list", "--json"]);
    assert.deepEqual(JSON.parse(listed.stdout).rules, [
      { root: library.photos, folder: "", pattern: "*.png" },
      { root: library.photos, folder: "", pattern: "!keep.png" },
      { root: library.photos, folder: "private", pattern: "deep" },
    ]);
  }));

Deno.test("C-029 names that are not UTF-8 are one problem a folder, with their count", () =>
  withLibrary(async (library) => {
    library.writeAll(["sub/a.jpg"]);
    Deno.writeFileSync(`${library.directory}/photo.jpg`, makeJpeg({ seed: 4 }));
    const script = 'for i in 1 2 3; do cp "$1" "$2/$(printf "bad\\377$i.jpg")"; done; ' +
      'mkdir "$2/$(printf "dir\\377")"';
    const made = await new Deno.Command("sh", {
      args: ["-c", script, "sh", `${library.directory}/photo.jpg`, library.path("sub")],
    }).output();
    assert.ok(made.success);
    await library.sync();
    assert.deepEqual(library.problems(), ["sub: unreadable-name"]);
    const [{ detail } = {}] = library.query("SELECT detail FROM problems");
    assert.match(
      String(detail),
      /^4 names here are not valid UTF-8.*'bad\uFFFD1\.jpg'.*'dir\uFFFD'/,
    );
  }));
