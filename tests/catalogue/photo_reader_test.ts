import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { PhotoReader } from "../../lib/catalogue/photo_reader.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import type { RelativePath } from "../../lib/core/entry.ts";
import { NOTHING_READ } from "../../lib/core/reading.ts";

const PLACES = [
  ...["1.jpg", "2024/1.jpg", "2024/2.jpg", "2024/05/1.jpg", "2024/05/06/1.jpg"],
  ...["2024 b/1.jpg", "2024-05/1.jpg", "20240/1.jpg", "2025/1.jpg"],
];

/** A catalogue with a photo at each place, and the rows that were read of it. */
class Photos {
  readonly #database: DatabaseSync = emptyCatalogue();
  rowsRead = 0;

  constructor(paths: readonly RelativePath[] = PLACES) {
    this.#database.exec("INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0)");
    const catalogue = new RootCatalogue(this.#database, 1);
    catalogue.transact(() =>
      paths.forEach((path, index) => {
        const [, directory = "", name = path] = /^(.*)\/(.*)$/.exec(path) ?? [];
        const fingerprint = { size: 10, mtimeMs: 1, ctimeMs: 1, inode: index + 1, bornMs: null };
        const reading = { ...NOTHING_READ, format: "jpeg", fingerprint, lookedAtMs: 9 };
        catalogue.files.add({ directory, name }, reading, 1, 0);
      })
    );
  }

  find(...scope: RelativePath[]): RelativePath[] {
    const reader = new PhotoReader(this.#counting(), 1);
    return [...reader.pages(scope)].flat().map(({ path }) => path);
  }

  total(...scope: RelativePath[]) {
    return new PhotoReader(this.#database, 1).totals(scope);
  }

  #counting(): DatabaseSync {
    const prepare = (sql: string) => {
      const statement = this.#database.prepare(sql);
      const all = (...values: (string | number | null)[]) => {
        const rows = statement.all(...values);
        this.rowsRead += rows.length;
        return rows;
      };
      return { all, get: (...values: (string | number | null)[]) => all(...values)[0] };
    };
    return { prepare } as unknown as DatabaseSync;
  }
}

Deno.test("photo reader: a scope is what it names and all below that, and no folder that begins alike", () => {
  const photos = new Photos();
  assert.deepEqual(photos.find("").sort(), [...PLACES].sort());
  assert.deepEqual(photos.find("2024"), [
    ...["2024/1.jpg", "2024/2.jpg", "2024/05/1.jpg", "2024/05/06/1.jpg"],
  ]);
  assert.deepEqual(photos.find("2024/05", "2025/1.jpg", "nowhere.jpg"), [
    ...["2025/1.jpg", "2024/05/1.jpg", "2024/05/06/1.jpg"],
  ]);
  assert.deepEqual(photos.total("2024/05", "1.jpg"), { photos: 3, bytes: 30 });
});

Deno.test("photo reader: more folders than are asked for at once", () => {
  const paths = Array.from({ length: 450 }, (_, index) => `a/${index}/1.jpg`);
  assert.deepEqual(new Photos(paths).find("a").sort(), [...paths].sort());
});

Deno.test("photo reader: of a photo that is named none of its neighbours is read", () => {
  const paths = Array.from({ length: 300 }, (_, index) => `a/${index}.jpg`);
  const photos = new Photos(paths);
  assert.deepEqual(photos.find("a/7.jpg", "a/8.jpg"), ["a/7.jpg", "a/8.jpg"]);
  assert.ok(photos.rowsRead <= 2, `${photos.rowsRead} rows were read`);
});
