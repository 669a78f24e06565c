import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { makeJpeg } from "../support/make_jpeg.ts";
import { MAKE_MEDIA } from "../support/make_media.ts";
import { noise } from "../support/media_bytes.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { startWatch, stop, untilEqual } from "./watching_library.ts";

const PAST = new Date("2024-05-01T12:30:00Z");
const ignore = spawnSync("exiftool", ["-ver"]).status !== 0;

/** Writes metadata as a person with ExifTool does, and says that it was a while ago. */
function edit(path: string, ...options: readonly string[]): void {
  const args = ["-q", "-Title=Sea", "-XMP:Rating=4", "-Comment=edited", ...options, path];
  const { status, stderr } = spawnSync("exiftool", args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  Deno.utimeSync(path, PAST, PAST);
}

for (const how of ["-overwrite_original", "-overwrite_original_in_place"]) {
  Deno.test({
    name: `C-053 a photo that is renamed and edited while off (${how}) keeps its id`,
    ignore,
    fn: () =>
      withLibrary(async (library) => {
        library.write("2019/a.jpg", { seed: 1, title: "Lake" });
        library.writeAll(["b.jpg", "c.jpg"], 40);
        await library.sync();
        const before = library.photo("2019/a.jpg");
        library.rename("2019/a.jpg", "trips/sea.jpg");
        edit(library.path("trips/sea.jpg"), how);
        const summary = await library.sync();
        assert.deepEqual([summary.moved, summary.appeared, summary.missing], [1, 0, 0]);
        const after = library.photo("trips/sea.jpg");
        assert.deepEqual([after.id, after.added_at], [before.id, before.added_at]);
        assert.deepEqual([after.title, after.rating], ["Sea", 4]);
        assert.match(String(after.media_hash), /^[0-9a-f]{64}$/);
        assert.equal(after.media_hash, before.media_hash);
        assert.notEqual(after.sample_hash, before.sample_hash);
        assert.deepEqual(library.query("SELECT * FROM missing"), []);
        const shown = await library.run(["show", library.path("trips/sea.jpg"), "--json"]);
        assert.equal(JSON.parse(shown.stdout).photo.media_hash, before.media_hash);
        assert.equal((await library.sync()).unchanged, 3);
        assert.deepEqual(await library.audit("--metadata"), []);
      }),
  });
}

Deno.test({
  name: "C-053 RAW, TIFF, PNG, WebP, HEIC and films that are renamed and edited while off keep ids",
  ignore,
  fn: () =>
    withLibrary(async (library) => {
      const pictures = new Map(
        Object.keys(MAKE_MEDIA).map((kind, index) => [kind, noise(40_000, index)] as const),
      );
      for (const [kind, picture] of pictures) {
        library.write(`a.${kind}`, MAKE_MEDIA[kind]!({ title: "Lake", picture }));
        library.write(`own.${kind}`, MAKE_MEDIA[kind]!({ picture: noise(40_000, 99) }));
      }
      await library.sync();
      const before = library.ids();
      const paths = [...pictures.keys()].map((kind) => {
        library.rename(`a.${kind}`, `trips/sea.${kind}`);
        return library.path(`trips/sea.${kind}`);
      });
      // ExifTool edits no HEIC that keeps its XMP in `idat`.
      const heic = MAKE_MEDIA["heic"]!({ title: "Sea", picture: pictures.get("heic")! });
      library.write("trips/sea.heic", heic);
      const args = ["-q", "-q", "-overwrite_original", "-XMP-dc:Title=Sea", "-XMP:Rating=4"];
      const edited = paths.filter((path) => !path.endsWith("heic"));
      const { status, stderr } = spawnSync("exiftool", [...args, "-EXIF:Artist=Ann", ...edited]);
      assert.equal(status, 0, String(stderr));
      for (const path of paths) Deno.utimeSync(path, PAST, PAST);
      const { moved, appeared, missing } = await library.sync();
      assert.deepEqual([moved, appeared, missing], [paths.length, 0, 0]);
      for (const kind of pictures.keys()) {
        const after = library.photo(`trips/sea.${kind}`);
        assert.deepEqual([after.id, after.title], [before.get(`a.${kind}`), "Sea"], kind);
      }
      assert.deepEqual(library.query("SELECT * FROM missing"), []);
    }),
});

for (const first of ["old", "new", "both"] as const) {
  Deno.test({
    name: `C-053 a photo that is edited and moved to another root keeps its id, ${first} first`,
    ignore,
    fn: () =>
      withLibrary(async (library) => {
        const other = `${library.directory}/other`;
        Deno.mkdirSync(other);
        Deno.writeFileSync(`${other}/own.jpg`, makeJpeg({ seed: 9 }));
        Deno.utimeSync(`${other}/own.jpg`, PAST, PAST);
        library.writeAll(["a.jpg", "b.jpg"]);
        await library.sync();
        await library.sync({ args: ["--folder", other] });
        const id = library.id("a.jpg");
        Deno.renameSync(library.path("a.jpg"), `${other}/moved.jpg`);
        edit(`${other}/moved.jpg`, "-overwrite_original");
        const orders = { old: [library.photos, other], new: [other, library.photos], both: [null] };
        for (const folder of orders[first]) {
          const result = await library.run(["sync", ...(folder ? ["--folder", folder] : [])]);
          assert.equal(result.code, 0, result.stdout + result.stderr);
        }
        assert.deepEqual([library.id("moved.jpg"), library.photo("moved.jpg").title], [id, "Sea"]);
        assert.deepEqual(library.query("SELECT * FROM missing"), []);
      }),
  });
}

Deno.test({
  name: "C-053 renamed and edited under watch: same id, new metadata",
  ignore,
  fn: () =>
    withLibrary(async (library) => {
      library.writeAll(["a.jpg", "b.jpg"]);
      const watch = await startWatch(library);
      const id = library.id("a.jpg");
      library.rename("a.jpg", "sub/sea.jpg");
      edit(library.path("sub/sea.jpg"), "-overwrite_original");
      await untilEqual(library);
      assert.deepEqual([library.id("sub/sea.jpg"), library.photo("sub/sea.jpg").title], [
        id,
        "Sea",
      ]);
      await stop(watch);
    }),
});

Deno.test({
  name: "C-055 an edited copy known beside its original keeps its own record when that is deleted",
  ignore,
  fn: () =>
    withLibrary(async (library) => {
      library.writeAll(["a.jpg", "b.jpg"]);
      await library.sync();
      Deno.copyFileSync(library.path("a.jpg"), library.path("export.jpg"));
      edit(library.path("export.jpg"), "-overwrite_original");
      await library.sync();
      const before = library.ids();
      library.remove("a.jpg");
      const summary = await library.sync();
      assert.deepEqual([summary.missing, summary.merged, summary.moved], [1, 0, 0]);
      assert.equal(library.id("export.jpg"), before.get("export.jpg"));
    }),
});

Deno.test({
  name: "C-057 of one photo that is gone two edited copies arrived: neither is guessed",
  ignore,
  fn: () =>
    withLibrary(async (library: PhotoLibrary) => {
      library.writeAll(["a.jpg", "b.jpg"]);
      await library.sync();
      Deno.copyFileSync(library.path("a.jpg"), library.path("one.jpg"));
      library.rename("a.jpg", "two.jpg");
      edit(library.path("one.jpg"), "-overwrite_original");
      edit(library.path("two.jpg"), "-overwrite_original", "-City=Rome");
      const summary = await library.sync();
      assert.deepEqual([summary.appeared, summary.missing, summary.moved], [2, 1, 0]);
    }),
});
