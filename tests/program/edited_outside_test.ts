import assert from "node:assert/strict";
import { MAKE_MEDIA, type MakeMediaOptions } from "../support/make_media.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";

const EXTENSIONS = Object.keys(MAKE_MEDIA);

function writeAll(library: PhotoLibrary, options: MakeMediaOptions): void {
  for (const extension of EXTENSIONS) {
    library.write(`a.${extension}`, MAKE_MEDIA[extension]!(options));
  }
}

/** What the views say of the file of an extension. */
function told(library: PhotoLibrary, extension: string) {
  const { id, title, orientation, latitude, longitude, width, height } = library.photo(
    `a.${extension}`,
  );
  const keywords = library.query("SELECT keyword FROM keywords WHERE photo_id = ?", Number(id))
    .map(({ keyword }) => keyword);
  return {
    id,
    says: { title, orientation, latitude, longitude, width, height, keywords },
  };
}

Deno.test("C-024 what is removed of any kind of file is removed in the row", () =>
  withLibrary(async (library) => {
    writeAll(library, {
      title: "Lake",
      keywords: ["sea", "sun"],
      orientation: 6,
      position: [48, 11],
    });
    await library.sync();
    const before = new Map(EXTENSIONS.map((extension) => [extension, told(library, extension)]));
    for (const [extension, { says }] of before) {
      assert.deepEqual(says, {
        title: "Lake",
        orientation: 6,
        latitude: 48,
        longitude: 11,
        width: 640,
        height: 480,
        keywords: ["sea", "sun"],
      }, extension);
    }
    writeAll(library, { keywords: ["Sea"], orientation: 1 });
    assert.equal((await library.sync()).changed, EXTENSIONS.length);
    for (const [extension, { id }] of before) {
      const { id: same, says } = told(library, extension);
      assert.equal(same, id, extension);
      // Upright, HEIC and MP4 say nothing of it.
      const orientation = extension === "heic" || extension === "mp4" ? null : 1;
      assert.deepEqual(says, {
        title: null,
        orientation,
        latitude: null,
        longitude: null,
        width: 640,
        height: 480,
        keywords: ["Sea"],
      }, extension);
    }
    const { code } = await library.run(["audit", "--metadata"]);
    assert.equal(code, 0);
  }));

Deno.test("C-025 another picture with equal metadata is another hash, in every kind of file", () =>
  withLibrary(async (library) => {
    const same = { title: "Lake", orientation: 6 } as const;
    writeAll(library, { ...same, picture: new Uint8Array(500).fill(1) });
    await library.sync();
    const hash = (extension: string) => library.photo(`a.${extension}`).sample_hash;
    const before = EXTENSIONS.map((extension) => [told(library, extension), hash(extension)]);
    writeAll(library, { ...same, picture: new Uint8Array(500).fill(2) });
    assert.equal((await library.sync()).changed, EXTENSIONS.length);
    EXTENSIONS.forEach((extension, index) => {
      const [said, oldHash] = before[index]!;
      assert.deepEqual(told(library, extension), said, extension);
      assert.notEqual(hash(extension), oldHash, extension);
    });
  }));

Deno.test("C-026 of a film that is still being written no row is seen, and all of it when it is whole", () =>
  withLibrary(async (library) => {
    const film = MAKE_MEDIA["mp4"]!({ title: "Lake", picture: new Uint8Array(4_000) });
    // The header stands in front, so the first half has all that is looked for.
    Deno.writeFileSync(library.path("a.mp4"), film.subarray(0, film.length - 2_000));
    const first = await library.sync();
    assert.deepEqual([first.appeared, first.pending], [0, 1]);
    library.write("a.mp4", film);
    assert.equal((await library.sync()).appeared, 1);
    assert.equal(library.photo("a.mp4").title, "Lake");
  }));
