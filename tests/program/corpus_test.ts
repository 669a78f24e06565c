import assert from "node:assert/strict";
import { isCandidate } from "../../lib/core/formats.ts";
import { isNoiseFile } from "../../lib/core/ignore.ts";
import { copyCorpus } from "../support/corpus.ts";
import { listFiles, PhotoLibrary, waitUntilOld } from "./photo_library.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("real photos: indexed once, quiet the second time, equal to the disk, the same when made anew", async (t) => {
  const corpus = copyCorpus();
  if (corpus === null) {
    console.log("Skipped: the real photos are not on this machine");
    return;
  }
  await withTempDir(async (directory) => {
    const library = new PhotoLibrary(directory);
    Deno.removeSync(library.photos);
    Deno.renameSync(corpus, library.photos);
    const files = listFiles(library.photos);
    const candidates = files.filter(isPhotoName);
    // One without a photo is told as such.
    const sidecars = files.filter((path) => /\.xmp$/i.test(path));
    // A change of times cannot be set back, so the copies have to grow old by themselves.
    await waitUntilOld();

    await t.step(
      "C-002 every photo or video has a row, or a problem that says why not",
      async () => {
        const summary = await library.sync();
        assert.equal(summary.seen, candidates.length);
        const rows = new Set(library.paths());
        const problems = new Map(
          library.query("SELECT path, detail FROM problems").map((row) => [row.path, row.detail]),
        );
        const unexplained = candidates.filter((path) => !rows.has(path) && !problems.has(path));
        assert.deepEqual(unexplained, []);
        for (const [path, detail] of problems) {
          const isOurs = [...candidates, ...sidecars].includes(String(path));
          assert.ok(isOurs, `a problem of a file that is none: ${path}`);
          assert.ok(String(detail).length > 10, `a reason a person can read: ${path}: ${detail}`);
        }
        assert.deepEqual([...rows].filter((path) => !candidates.includes(path)), []);
        console.log(
          `${candidates.length} files: ${rows.size} rows, ${problems.size} with problems`,
        );
      },
    );

    await t.step(
      "C-020 the second run opens no file, changes nothing and writes no row",
      async () => {
        const before = library.dump();
        const summary = await library.sync();
        assert.deepEqual([summary.filesRead, summary.bytesRead], [0, 0]);
        assert.equal(summary.unchanged, candidates.length);
        assert.equal(library.dump(), before);
      },
    );

    await t.step("C-093 audit finds no difference", async () => {
      assert.deepEqual(await library.audit(), []);
    });

    await t.step(
      "promise 3: a catalogue that was deleted and made anew says the same",
      async () => {
        const before = contentOf(library);
        for (const { name } of Deno.readDirSync(`${library.directory}/data`)) {
          Deno.removeSync(`${library.directory}/data/${name}`);
        }
        await library.sync();
        assert.deepEqual(contentOf(library), before);
      },
    );

    await t.step("C-050 every folder renamed: all ids stay, nothing is read", async () => {
      const before = library.ids();
      const tops = [...Deno.readDirSync(library.photos)].filter(({ isDirectory }) => isDirectory);
      for (const { name } of tops) library.rename(name, `renamed/${name}`);
      const summary = await library.sync();
      assert.equal(summary.filesRead, 0);
      const after = library.ids();
      for (const [path, id] of before) {
        const now = path.includes("/") ? `renamed/${path}` : path;
        assert.equal(after.get(now), id, path);
      }
      assert.deepEqual(await library.audit(), []);
    });
  });
});

function isPhotoName(path: string): boolean {
  const name = path.split("/").at(-1)!;
  return isCandidate(name) && !isNoiseFile(name);
}

/** What the public views say of the photos, without what belongs to one catalogue alone. */
function contentOf(library: PhotoLibrary): unknown {
  const own = new Set(["id", "added_at", "updated_at", "change_seq", "stack_key"]);
  const photos = library.query("SELECT * FROM photos ORDER BY path").map((row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !own.has(column)))
  );
  const keywords = library.query(
    "SELECT path, keyword FROM keywords JOIN photos ON photos.id = photo_id ORDER BY path, keyword",
  ).map((row) => ({ ...row }));
  const problems = library.query("SELECT path, kind, detail FROM problems ORDER BY path, kind")
    .map((row) => ({ ...row }));
  return { photos, keywords, problems };
}
