import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../lib/catalogue/migrate.ts";
import { rebuildCatalogue } from "../../lib/catalogue/rebuild_catalogue.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { withTempDir } from "../support/program.ts";

const READING: PhotoReading = {
  ...NOTHING_READ,
  fingerprint: { size: 9, mtimeMs: 1, ctimeMs: 1, inode: 3, bornMs: null },
  lookedAtMs: 9,
  format: "jpeg",
  sampleHash: "one",
};

// What a table, an index, a trigger and a view are made by: SQLite reads nothing where one is broken.
for (const broken of ["TABLE held_file", "INDEX stage_root", "TRIGGER file_changed"]) {
  Deno.test(`a bit turned in the definition of ${broken} costs no record its id or its date`, () =>
    withTempDir(async (directory) => {
      const path = `${directory}/catalogue.db`;
      await fill(path);
      turnBit(path, `CREATE ${broken}`);
      let told = "";
      await rebuildCatalogue(path, "malformed database schema", (message) => told += message);
      assert.match(told, /Rebuilt the catalogue with 1 records of 1 roots/);
      assert.deepEqual(
        queryCatalogue(path, "SELECT id, root, path, added_at FROM photos").map((row) => ({
          ...row,
        })),
        [{ id: 8, root: "/photos", path: "2024/a.jpg", added_at: "1970-01-01T00:00:05.000Z" }],
      );
    }));
}

/** A catalogue with one photo, which is the eighth there ever was. */
async function fill(path: string): Promise<void> {
  const database = new DatabaseSync(path);
  await migrate(database, path, () => {});
  database.exec("INSERT INTO sqlite_sequence (name, seq) VALUES ('file', 7)");
  const root = new RootCatalogue(database, new RootStore(database).add("/photos", 1));
  root.transact(() => root.files.add({ directory: "2024", name: "a.jpg" }, READING, 1, 5_000));
  database.close();
}

function turnBit(path: string, text: string): void {
  const bytes = Deno.readFileSync(path);
  const at = new TextDecoder("latin1").decode(bytes).indexOf(text);
  assert.ok(at > 0, `'${text}' is in the file`);
  bytes[at] = bytes[at]! ^ 4;
  Deno.writeFileSync(path, bytes);
}
