import assert from "node:assert/strict";
import { makeSidecar, title } from "../support/make_sidecar.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

interface Shown {
  readonly kind: string | null;
  readonly onDisk: boolean;
  readonly explanation: readonly { readonly kind: string; readonly sentence: string }[];
}

async function show(library: PhotoLibrary, path: string): Promise<Shown> {
  const { code, stdout, stderr } = await library.run(["show", library.path(path), "--json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

Deno.test("C-006 C-008 show says of every path what it is, and which rule applies", () =>
  withLibrary(async (library) => {
    library.writeAll([
      "a.jpg",
      "gone.jpg",
      "private/b.jpg",
      "hidden/deep/c.jpg",
      "x.xyz",
      "d/e.jpg",
    ]);
    library.write("text.jpg", "no photo");
    library.write("d/e.xmp", makeSidecar(title("beside")));
    library.write("@eaDir/f.jpg", { seed: 70 });
    library.write("g.jpg.tmp", { seed: 71 });
    Deno.symlinkSync(library.path("a.jpg"), library.path("link.jpg"));
    Deno.symlinkSync(library.path("d"), library.path("linked"));
    await library.sync();
    library.write(".proofsheetignore", "private/\n");
    library.write("hidden/.nomedia", "");
    library.write("late.jpg", { seed: 72 });
    library.remove("gone.jpg");
    await library.sync({ args: ["--folder", library.path("gone.jpg")] });
    await library.sync({ args: ["--folder", library.path("private")] });

    const expected: [string, string[], RegExp][] = [
      ["a.jpg", ["photo"], /shown as photo/],
      ["gone.jpg", ["missing"], /not-found.*looks a second time/],
      [
        "private/b.jpg",
        ["ignored", "hidden-by-rule"],
        /'private\/' in '\.proofsheetignore'; this st/,
      ],
      ["hidden/deep/c.jpg", ["ignored", "photo"], /'hidden\/\.nomedia'.*all below 'hidden'/],
      ["x.xyz", ["ignored"], /'\.xyz' is no extension/],
      ["g.jpg.tmp", ["ignored"], /left by other programs/],
      ["@eaDir/f.jpg", ["ignored"], /'@eaDir'/],
      ["text.jpg", ["unknown-format", "no-photo"], /none of a photo/],
      ["link.jpg", ["link"], /not followed/],
      ["late.jpg", ["not-scanned"], /no scan has looked/],
      ["d/e.xmp", ["sidecar"], /of 'd\/e\.jpg'/],
      ["d", ["folder"], /1 photo in it/],
      ["private", ["ignored", "folder"], /1 hidden by rules/],
    ];
    for (const [path, kinds, says] of expected) {
      const { explanation } = await show(library, path);
      assert.deepEqual(explanation.map(({ kind }) => kind), kinds, path);
      assert.match(explanation.map(({ sentence }) => sentence).join("\n"), says, path);
    }
    assert.equal((await show(library, "link.jpg")).kind, "symlink");
    const text = await library.run(["show", library.path("private/b.jpg")]);
    assert.match(text.stdout, /b\.jpg\n {2}Hidden by the pattern 'private\/'/);
    const nowhere = await library.run(["show", library.path("private/nowhere.jpg")]);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /Not found/);
  }));

Deno.test("C-043 C-045 show says that a root is offline, and that a photo is held", () =>
  withLibrary(async (library) => {
    library.writeAll(Array.from({ length: 130 }, (_, index) => `all/${index}.jpg`));
    library.write("b.jpg", { seed: 999 });
    await library.sync();
    library.remove("all");
    await library.sync({ code: 5 });
    const { explanation } = await show(library, "all/7.jpg");
    assert.deepEqual(explanation.map(({ kind }) => kind), ["photo", "held"]);
    Deno.renameSync(library.photos, `${library.photos}-away`);
    await library.run(["sync"]);
    const away = await show(library, "b.jpg");
    assert.deepEqual(away.explanation.map(({ kind }) => kind), ["root-offline", "photo"]);
  }));

Deno.test("show --all reads the file and tells every value it has, also what the catalogue has not", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1, make: "Acme", title: "Lake", rating: 4 });
    library.write("text.jpg", "no photo");
    await library.sync();
    const text = await library.run(["show", library.path("a.jpg"), "--all"]);
    assert.match(text.stdout, /What the file says\n(?: .*\n)* {2}IFD0:Make +Acme\n/);
    assert.match(text.stdout, / {2}XMP-dc:Title +\[\{"lang":"x-default","value":"Lake"\}\]\n/);

    library.write("a.jpg", { seed: 1, make: "Other", title: "Lake" });
    const later = JSON.parse(
      (await library.run(["show", library.path("a.jpg"), "--all", "--json"])).stdout,
    );
    assert.equal(later.photo.make, "Acme");
    assert.equal(later.tags["IFD0:Make"], "Other");
    assert.equal(later.tags["XMP-xmp:Rating"], undefined);
    assert.deepEqual(later.readingProblems, []);

    const none = JSON.parse(
      (await library.run(["show", library.path("text.jpg"), "--all", "--json"])).stdout,
    );
    assert.equal(none.tags, null);
    assert.deepEqual(none.readingProblems.map((one: { kind: string }) => one.kind), [
      "unknown-format",
    ]);
    library.write("b.jpg", { seed: 2, title: "In the photo" });
    library.write("b.xmp", makeSidecar(title("In the sidecar")));
    await library.sync();
    const both = (await library.run(["show", library.path("b.jpg"), "--all"])).stdout;
    const [file = "", sidecar = ""] = both.split("What the sidecar says");
    assert.match(file, /XMP-dc:Title .*In the photo/);
    assert.match(sidecar, /XMP-dc:Title .*In the sidecar/);

    library.remove("a.jpg");
    const gone = await library.run(["show", library.path("a.jpg"), "--all", "--json"]);
    assert.equal(JSON.parse(gone.stdout).tags, undefined);
  }));
