import assert from "node:assert/strict";
import { keywords, makeRaw, makeSidecar, title } from "../support/make_sidecar.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withXmp } from "../support/with_xmp.ts";
import { type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

/** Kinds and paths of the changes since the catalogue was made. */
function changes(library: PhotoLibrary, after = 0): string[] {
  return library.query("SELECT kind, path FROM changes WHERE seq > ? ORDER BY seq", after)
    .map(({ kind, path }) => `${kind} ${path}`);
}

function lastChange(library: PhotoLibrary): number {
  return Number(library.query("SELECT coalesce(max(seq), 0) AS seq FROM changes")[0]?.seq);
}

function keywordsOf(library: PhotoLibrary, path: string): unknown[] {
  return library.query("SELECT keyword FROM keywords WHERE photo_id = ?", library.id(path))
    .map(({ keyword }) => keyword);
}

function titles(library: PhotoLibrary): Record<string, unknown> {
  const rows = library.query("SELECT path, title FROM photos ORDER BY path");
  return Object.fromEntries(rows.map(({ path, title }) => [String(path), title]));
}

Deno.test("C-060 name.xmp and name.ext.xmp are both read; of both the longer one, which a problem notes", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("short")));
    library.write("b.nef", makeRaw(title("in the file"), [[0x10f, "b"]]));
    library.write("b.nef.xmp", makeSidecar(title("long")));
    library.write("c/c.nef", makeRaw(title("in the file"), [[0x10f, "c"]]));
    library.write("c/c.xmp", makeSidecar(title("short")));
    library.write("c/c.NEF.xmp", makeSidecar(title("long")));
    const summary = await library.sync();
    assert.deepEqual([summary.seen, summary.appeared, summary.problems], [3, 3, 1]);
    assert.deepEqual(titles(library), { "a.nef": "short", "b.nef": "long", "c/c.nef": "long" });
    const sidecars = library.query("SELECT sidecar FROM photos ORDER BY path");
    assert.deepEqual(sidecars.map(({ sidecar }) => sidecar), ["a.xmp", "b.nef.xmp", "c/c.NEF.xmp"]);
    assert.deepEqual(library.problems(), ["c/c.xmp: sidecar-not-read"]);
    assert.deepEqual(await library.audit("--metadata"), []);

    library.remove("c/c.NEF.xmp");
    assert.equal((await library.sync()).changed, 1);
    assert.equal(library.photo("c/c.nef").title, "short");
    assert.deepEqual(library.problems(), []);
  }));

Deno.test("C-061 a sidecar that appears, changes and vanishes changes its photo, once each time", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    await library.sync();
    const steps: readonly (readonly [string, () => void, unknown])[] = [
      ["appears", () => library.write("a.xmp", makeSidecar(title("one"))), "one"],
      ["changes", () => library.write("a.xmp", makeSidecar(title("two"))), "two"],
      ["gets another name", () => library.rename("a.xmp", "a.nef.xmp"), "two"],
      ["vanishes", () => library.remove("a.nef.xmp"), "in the file"],
    ];
    for (const [what, act, expected] of steps) {
      const before = lastChange(library);
      act();
      assert.deepEqual((await library.audit()).map(({ path }) => path), ["a.nef"], what);
      const { seen, changed } = await library.sync();
      assert.deepEqual([seen, changed], [1, 1], what);
      assert.equal(library.photo("a.nef").title, expected, what);
      assert.deepEqual(changes(library, before), ["changed a.nef"], what);
    }
    assert.equal(library.photo("a.nef").sidecar, null);
  }));

Deno.test("C-061 photo and sidecar changed together are one change; a touched sidecar is none", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("one")));
    await library.sync();
    await waitUntilOld();
    const before = lastChange(library);
    library.write("a.nef", makeRaw(title("in the file"), [[0x10f, "Nikon"]]));
    library.write("a.xmp", makeSidecar(title("two")));
    assert.equal((await library.sync()).changed, 1);
    assert.deepEqual(changes(library, before), ["changed a.nef"]);
    const { title: now, make } = library.photo("a.nef");
    assert.deepEqual([now, make], ["two", "Nikon"]);

    library.write("a.xmp", makeSidecar(title("two")));
    const touched = await library.sync();
    assert.deepEqual([touched.changed, touched.unchanged], [0, 1]);
    assert.deepEqual(changes(library, before), ["changed a.nef"]);
  }));

Deno.test("C-020 a photo with an unchanged sidecar is not read again, and nothing is written", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("one")));
    await waitUntilOld();
    await library.sync();
    const before = library.dump();
    const { filesRead, unchanged } = await library.sync();
    assert.deepEqual([filesRead, unchanged], [0, 1]);
    assert.equal(library.dump(), before);
  }));

Deno.test("C-023 a sidecar rewritten within the tick of the last look is found by the next scan", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("one")));
    const { mtime } = Deno.statSync(library.path("a.xmp"));
    await library.sync();
    Deno.writeTextFileSync(library.path("a.xmp"), makeSidecar(title("two")));
    Deno.utimeSync(library.path("a.xmp"), mtime!, mtime!);
    await library.sync();
    assert.equal(library.photo("a.nef").title, "two");
  }));

Deno.test("C-062 for RAW the sidecar wins field by field, and an empty property takes a value back", () =>
  withLibrary(async (library) => {
    const inFile = title("in the file") + keywords("file") + "<xmp:Rating>2</xmp:Rating>" +
      "<photoshop:City>Rome</photoshop:City><xmp:Label>Red</xmp:Label>";
    library.write("a.nef", makeRaw(inFile));
    library.write("a.xmp", makeSidecar(title("beside") + keywords("one", "two"), 'xmp:Label=""'));
    await library.sync();
    const { title: shown, rating, city, label } = library.photo("a.nef");
    assert.deepEqual([shown, rating, city, label], ["beside", 2, "Rome", null]);
    const told = JSON.parse((await library.run(["show", library.path("a.nef"), "--json"])).stdout);
    assert.equal(told.photo.sidecar, "a.xmp");
    assert.deepEqual(told.photo.from_sidecar, ["title", "keywords", "keyword_paths", "label"]);
    assert.deepEqual(keywordsOf(library, "a.nef"), ["one", "two"]);

    library.write("a.xmp", makeSidecar("<dc:title><rdf:Alt/></dc:title><dc:subject/>"));
    await library.sync();
    const cleared = library.photo("a.nef");
    assert.deepEqual([cleared.title, cleared.label], [null, "Red"]);
    assert.deepEqual(keywordsOf(library, "a.nef"), []);

    library.write("a.xmp", makeSidecar("<xmp:Rating>5</xmp:Rating>"));
    await library.sync();
    const partly = library.photo("a.nef");
    assert.deepEqual([partly.title, partly.rating, partly.city], ["in the file", 5, "Rome"]);
    assert.deepEqual(keywordsOf(library, "a.nef"), ["file"]);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("C-062 for JPEG whoever has the newer MetadataDate wins, and otherwise the sidecar", () =>
  withLibrary(async (library) => {
    const dated = (text: string, date: string) =>
      `${title(text)}<xmp:MetadataDate>${date}</xmp:MetadataDate>`;
    const cases: readonly (readonly [name: string, file: string, beside: string, wins: string])[] =
      [
        ["plain", title("file"), title("beside"), "beside"],
        [
          "newer",
          dated("file", "2024-05-02T10:00:00"),
          dated("beside", "2024-05-01T10:00:00"),
          "file",
        ],
        ["older", dated("file", "2024-05-01T10:00:00"), dated("beside", "2024-05-02"), "beside"],
        [
          "same",
          dated("file", "2024-05-01T10:00:00Z"),
          dated("beside", "2024-05-01T10:00:00Z"),
          "beside",
        ],
        [
          "zones",
          dated("file", "2024-05-01T10:00:00-02:00"),
          dated("beside", "2024-05-01T11:00:00Z"),
          "file",
        ],
      ];
    for (const [index, [name, file, beside]] of cases.entries()) {
      library.write(`${name}.jpg`, withNamespaces(makeJpeg({ seed: index }), file));
      library.write(`${name}.xmp`, makeSidecar(beside + `<xmp:Rating>${index % 6}</xmp:Rating>`));
    }
    await library.sync();
    const expected = cases.map(([name, , , wins]) => [`${name}.jpg`, wins]);
    assert.deepEqual(titles(library), Object.fromEntries(expected.sort()));
    assert.equal(library.photo("newer.jpg").rating, 1, "what the winner leaves open is filled");
  }));

Deno.test("C-063 a RAW owns the sidecar that bears the name of several", () =>
  withLibrary(async (library) => {
    library.write("a.dng", makeRaw(title("in the RAW")));
    library.write("a.jpg", { title: "in the JPEG" });
    library.write("a.xmp", makeSidecar(title("beside")));
    library.write("b.jpg", { title: "in b", seed: 1 });
    library.write("b.png", withNamespaces(makeJpeg({ seed: 2 }), title("b too")));
    library.write("b.xmp", makeSidecar(title("beside both")));
    await library.sync();
    assert.deepEqual(titles(library), {
      ...{ "a.dng": "beside", "a.jpg": "in the JPEG" },
      ...{ "b.jpg": "beside both", "b.png": "beside both" },
    });

    library.remove("a.dng");
    const { changed, missing } = await library.sync();
    assert.deepEqual([changed, missing], [1, 1]);
    assert.equal(library.photo("a.jpg").title, "beside", "it is the only one now");
  }));

const XMP = makeSidecar(title("Größe 📷"));
const BARE = XMP.slice(XMP.indexOf("<rdf:RDF"), XMP.indexOf("</x:xmpmeta>"));
const MARKUP = XMP.slice(XMP.indexOf("<x:xmpmeta"), XMP.indexOf("<?xpacket end"));

function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) {
    view.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
  }
  return new Uint8Array(view.buffer);
}

function utf32(text: string, isLittleEndian: boolean): Uint8Array {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  const view = new DataView(new ArrayBuffer(codes.length * 4));
  codes.forEach((code, at) => view.setUint32(at * 4, code, isLittleEndian));
  return new Uint8Array(view.buffer);
}

const LEGAL: Readonly<Record<string, string | Uint8Array>> = {
  packet: XMP,
  markup: MARKUP,
  "bare RDF": BARE,
  "byte order mark": `\ufeff${MARKUP}`,
  "XML declaration": `<?xml version="1.0" encoding="UTF-8"?>\n${MARKUP}`,
  "mark and declaration": `\ufeff<?xml version="1.0"?>\n${XMP}`,
  "UTF-16 little-endian": utf16(`\ufeff${MARKUP}`, true),
  "UTF-16 big-endian": utf16(`\ufeff${MARKUP}`, false),
  "UTF-16 without a mark": utf16(MARKUP, true),
  "UTF-16 with a declaration": utf16(
    `\ufeff<?xml version="1.0" encoding="UTF-16"?>${MARKUP}`,
    true,
  ),
  "UTF-32 little-endian": utf32(`\ufeff${MARKUP}`, true),
  "UTF-32 big-endian": utf32(MARKUP, false),
  "padding at the end": `${XMP}${" ".repeat(4_000)}\n\0\0`,
  "another prefix": MARKUP.replaceAll(/\bdc(?=[:=])/g, "purl"),
  "another encoding": latin1(
    `<?xml version="1.0" encoding="ISO-8859-1"?>${MARKUP.replace("📷", "Foto")}`,
  ),
};

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

Deno.test("C-064 sidecars are read in every encoding and wrapping that is legal XML", () =>
  withLibrary(async (library) => {
    for (const [index, [name, content]] of Object.entries(LEGAL).entries()) {
      library.write(`${name}.nef`, makeRaw(title("in the file"), [[0x10f, `maker ${index}`]]));
      library.write(`${name}.xmp`, content);
    }
    await library.sync();
    assert.deepEqual(library.problems(), []);
    const expected = Object.keys(LEGAL).sort()
      .map((name) => [`${name}.nef`, name === "another encoding" ? "Größe Foto" : "Größe 📷"]);
    assert.deepEqual(titles(library), Object.fromEntries(expected));
  }));

const BROKEN: Readonly<Record<string, string | Uint8Array>> = {
  empty: "",
  text: "Dear diary",
  "no XMP": "<html><body>Sign in</body></html>",
  "cut off": XMP.slice(0, XMP.indexOf("</dc:title>")),
  "not closed": XMP.replace("</rdf:Description>", ""),
  "an entity of its own": `<!DOCTYPE x [<!ENTITY a "b">]>${MARKUP.replace("Größe", "&a;")}`,
  zeros: new Uint8Array(300),
};

Deno.test("C-064 a broken sidecar is a problem, and what the file says of itself stays", () =>
  withLibrary(async (library) => {
    for (const [index, [name, content]] of Object.entries(BROKEN).entries()) {
      library.write(`${name}.nef`, makeRaw(title("in the file"), [[0x10f, `maker ${index}`]]));
      library.write(`${name}.xmp`, content);
    }
    await waitUntilOld();
    const summary = await library.sync();
    const names = Object.keys(BROKEN).sort();
    assert.deepEqual([summary.appeared, summary.problems], [names.length, names.length]);
    assert.deepEqual(
      library.problems(),
      names.map((name) => `${name}.xmp: ${name === "empty" ? "empty" : "damaged"}`),
    );
    assert.deepEqual([...new Set(Object.values(titles(library)))], ["in the file"]);
    assert.equal((await library.sync()).filesRead, 0, "not opened again before it changes");
    assert.deepEqual(await library.audit("--metadata"), []);

    for (const name of names) library.write(`${name}.xmp`, XMP);
    await library.sync();
    assert.deepEqual(library.problems(), []);
    assert.deepEqual([...new Set(Object.values(titles(library)))], ["Größe 📷"]);
  }));

Deno.test("C-064 a sidecar that cannot be read any more keeps what was read of it last", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("beside") + keywords("one", "two")));
    await library.sync();
    const before = lastChange(library);
    library.write("a.xmp", makeSidecar(title("other")).slice(0, 400));
    await library.sync();
    assert.deepEqual(library.problems(), ["a.xmp: damaged"]);
    assert.equal(library.photo("a.nef").title, "beside");
    assert.deepEqual(keywordsOf(library, "a.nef"), ["one", "two"]);
    assert.deepEqual(changes(library, before), []);

    library.write("a.nef", makeRaw(title("written later"), [[0x10f, "Nikon"]]));
    await library.sync();
    const { title: shown, make } = library.photo("a.nef");
    assert.deepEqual([shown, make], ["beside", "Nikon"], "the file's own values are its new ones");
    assert.deepEqual(await library.audit("--metadata"), []);
    library.remove("a.nef");
    await library.sync();
    assert.deepEqual(library.problems(), ["a.xmp: orphan-sidecar"]);
  }));

Deno.test("C-065 a sidecar whose photo is missing is a problem and no photo", () =>
  withLibrary(async (library) => {
    library.write("gone.xmp", makeSidecar(title("alone")));
    library.write("gone.raf.xmp", makeSidecar(title("alone, too")));
    library.write("notes.xmp", makeSidecar(title("of a text")));
    library.write("notes.txt", "a text");
    library.write("dup.nef", makeRaw(title("in the file")));
    library.write("dup_01.nef.xmp", makeSidecar(title("another development")));
    const { seen, appeared, problems } = await library.sync();
    assert.deepEqual([seen, appeared, problems], [1, 1, 2]);
    assert.deepEqual(library.problems(), [
      "gone.raf.xmp: orphan-sidecar",
      "gone.xmp: orphan-sidecar",
    ]);
    assert.deepEqual(titles(library), { "dup.nef": "in the file" });

    library.write("gone.jpg", { seed: 3 });
    await library.sync();
    assert.deepEqual(library.problems(), ["gone.raf.xmp: orphan-sidecar"]);
    assert.equal(library.photo("gone.jpg").title, "alone");
  }));

Deno.test("C-065 a sidecar of a file that is no photo is kept with it, and the file stays a problem", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", "");
    library.write("a.xmp", makeSidecar(title("waits")));
    await waitUntilOld();
    await library.sync();
    assert.deepEqual(library.problems(), ["a.jpg: empty"]);
    const { filesRead, unreadable, unchanged } = await library.sync();
    assert.deepEqual([filesRead, unreadable, unchanged], [0, 0, 1]);
    library.write("a.jpg", { seed: 3 });
    await library.sync();
    assert.equal(library.photo("a.jpg").title, "waits");
  }));

Deno.test("C-066 photo and sidecar that move together are one record, still paired and not read again", () =>
  withLibrary(async (library) => {
    library.write("in/a.nef", makeRaw(title("in the file")));
    library.write("in/a.xmp", makeSidecar(title("beside")));
    await waitUntilOld();
    await library.sync();
    // ctime is known to the second, so what is renamed sooner is looked at once more.
    await waitUntilOld();
    await waitUntilOld();
    const id = library.id("in/a.nef");
    library.rename("in/a.nef", "out/b.nef");
    library.rename("in/a.xmp", "out/b.xmp");
    const { moved, filesRead, pending } = await library.sync();
    assert.deepEqual([moved, filesRead, pending], [1, 0, 0]);
    await waitUntilOld();
    await waitUntilOld();
    assert.equal(library.id("out/b.nef"), id);
    assert.equal(library.photo("out/b.nef").sidecar, "out/b.xmp");
    assert.equal((await library.sync()).filesRead, 0);

    Deno.renameSync(library.path("out"), library.path("elsewhere"));
    assert.equal((await library.sync()).filesRead, 0);
    const { sidecar, title: shown } = library.photo("elsewhere/b.nef");
    assert.deepEqual([sidecar, shown], ["elsewhere/b.xmp", "beside"]);
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("C-066 a photo that moves alone leaves its sidecar behind, and one that moves alone changes hands", () =>
  withLibrary(async (library) => {
    library.write("in/a.nef", makeRaw(title("in the file")));
    library.write("in/a.xmp", makeSidecar(title("beside")));
    library.write("other.nef", makeRaw(title("in the other"), [[0x10f, "other"]]));
    await library.sync();
    const id = library.id("in/a.nef");
    library.rename("in/a.nef", "out/a.nef");
    await library.sync();
    assert.equal(library.id("out/a.nef"), id);
    const { title: own, sidecar } = library.photo("out/a.nef");
    assert.deepEqual([own, sidecar], ["in the file", null]);
    assert.deepEqual(library.problems(), ["in/a.xmp: orphan-sidecar"]);

    const before = lastChange(library);
    library.rename("in/a.xmp", "other.xmp");
    await library.sync();
    assert.equal(library.photo("other.nef").title, "beside");
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(changes(library, before), ["changed other.nef"]);
    assert.deepEqual(await library.audit("--metadata"), []);
  }));

Deno.test("C-006 a sidecar that a rule hides does not count", () =>
  withLibrary(async (library) => {
    library.write("a.nef", makeRaw(title("in the file")));
    library.write("a.xmp", makeSidecar(title("beside")));
    library.write("alone.xmp", makeSidecar(title("alone")));
    library.write(".proofsheetignore", "*.xmp\n");
    await library.sync();
    assert.deepEqual(titles(library), { "a.nef": "in the file" });
    assert.deepEqual(library.problems(), []);
    library.remove(".proofsheetignore");
    await library.sync();
    assert.deepEqual(titles(library), { "a.nef": "beside" });
    assert.deepEqual(library.problems(), ["alone.xmp: orphan-sidecar"]);
  }));

/** A JPEG with these elements in its XMP. */
function withNamespaces(jpeg: Uint8Array, elements: string): Uint8Array {
  const declared = [
    'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  ].join(" ");
  return withXmp(jpeg, elements.replaceAll(/<((?:dc|xmp):\w+)>/g, `<$1 ${declared}>`));
}
