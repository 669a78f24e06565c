import assert from "node:assert/strict";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { BaselineReader } from "../../lib/catalogue/baseline_reader.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { removeRoot } from "../../lib/catalogue/remove_root.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { SightingReader } from "../../lib/catalogue/sighting_store.ts";
import { inTransaction } from "../../lib/catalogue/transaction.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";

const READING: PhotoReading = {
  ...NOTHING_READ,
  fingerprint: { size: 9, mtimeMs: 1, ctimeMs: 1, inode: 3, bornMs: null },
  lookedAtMs: 9,
  format: "jpeg",
  sampleHash: "one",
};
const SEEN = new Uint8Array([1, 2, 3]);

/** A catalogue with a photo in each of two folders, both sighted. */
function sighted() {
  const database = emptyCatalogue();
  database.exec("PRAGMA foreign_keys = ON");
  const root = new RootCatalogue(database, new RootStore(database).add("/photos", 1));
  for (const directory of ["one", "two"]) {
    root.transact(() => root.files.add({ directory, name: "a.jpg" }, READING, 1, 1));
  }
  root.sightings.begin();
  const reader = new SightingReader(database);
  const [one, two] = [root.directories.idOf("one"), root.directories.idOf("two")];
  const idOf = (directoryId: number) => reader.of(directoryId)?.id ?? -1;
  for (const directory of [one, two]) root.sightings.keep({ id: idOf(directory), seen: SEEN });
  const seen = () => [one, two].map((id) => (reader.of(id)?.seen ?? null) !== null);
  return { database, root, reader, one, two, idOf, seen };
}

Deno.test("a sighting is kept as it is, and replaced by the next one", () => {
  const { database, root, reader, one, idOf, seen } = sighted();
  assert.deepEqual(seen(), [true, true]);
  const id = idOf(one);
  root.sightings.begin();
  assert.equal(idOf(one), id, "it has begun already");
  root.sightings.keep({ id, seen: new Uint8Array([4]) });
  assert.deepEqual(reader.of(one), { id, seen: new Uint8Array([4]) });
  database.close();
});

Deno.test("whatever a comparison asks of a record ends the sighting of its folder when it changes, and of no other", () => {
  const { database, root, one, seen } = sighted();
  const baseline = new BaselineReader(database, root.rootId, 10);
  const change = (column: string, value: SQLInputValue) => changeAs(database, column, value);
  const columns = database.prepare("SELECT name FROM pragma_table_info('file')").all()
    .map(({ name }) => String(name));
  const ending = columns.filter((column) => {
    // Whether another value, in a record of whatever kind, is another record for a comparison.
    const isAsked = KINDS.some((kind) =>
      VALUES.some((value) =>
        undone(database, () => {
          database.exec(`UPDATE file SET ${kind}`);
          const before = JSON.stringify(baseline.files(one));
          return change(column, value) && JSON.stringify(baseline.files(one)) !== before;
        })
      )
    );
    const [isSeen, isOtherSeen] = undone(database, () => {
      database.exec(`UPDATE file SET ${column} = ${column} WHERE id = 1`);
      return seen();
    });
    assert.ok(isOtherSeen, column);
    assert.ok(!isAsked || !isSeen, column);
    return !isSeen;
  });
  database.close();
  assert.ok(ending.length > 15, `${ending}`);
  assert.ok(!ending.includes("content_hash"), "the hashing of all photos ends no sighting");
});

const VALUES: readonly SQLInputValue[] = [2_000_000_000_000, "2", null];
const KINDS = [
  "missing_since_ms = NULL",
  "sidecar = 'a.xmp', sidecar_looked_at_ms = 5",
  "reader_version = 1",
  "missing_since_ms = 5",
  "missing_since_ms = 5, ignored_by = 'rule'",
];

/** `false` where that is no value for the column. */
function changeAs(database: DatabaseSync, column: string, value: SQLInputValue): boolean {
  try {
    database.prepare(`UPDATE file SET ${column} = ? WHERE id = 1`).run(value);
    return true;
  } catch {
    return false;
  }
}

function undone<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("SAVEPOINT tried");
  try {
    return work();
  } finally {
    database.exec("ROLLBACK TO tried; RELEASE tried");
  }
}

Deno.test("a record that comes, goes or moves ends the sightings of the folders concerned", () => {
  const insert = `INSERT INTO file
      (directory_id, name, size, mtime_ms, looked_at_ms, added_at_ms, updated_at_ms)
    SELECT directory_id, 'b.jpg', 1, 1, 1, 1, 1 FROM file WHERE id = 1`;
  const move = `UPDATE file SET name = 'b.jpg',
      directory_id = (SELECT directory_id FROM file WHERE id = 2) WHERE id = 1`;
  const cases: [sql: string, seen: boolean[]][] = [
    [insert, [false, true]],
    ["DELETE FROM file WHERE id = 1", [false, true]],
    [move, [false, false]],
  ];
  for (const [sql, expected] of cases) {
    const { database, seen } = sighted();
    database.exec(sql);
    assert.deepEqual(seen(), expected, sql);
    database.close();
  }
});

Deno.test("what was seen before a record was changed is not kept any more", () => {
  const { database, root, one, idOf, seen } = sighted();
  const id = idOf(one);
  root.transact(() => root.files.hide(1, 2, "not-found", 3));
  root.sightings.keep({ id, seen: SEEN });
  assert.deepEqual(seen(), [false, true]);
  root.sightings.begin();
  root.sightings.keep({ id, seen: SEEN });
  assert.deepEqual(seen(), [false, true], "the time it was seen in is over");
  root.sightings.keep({ id: idOf(one), seen: SEEN });
  assert.deepEqual(seen(), [true, true]);
  database.close();
});

Deno.test("a change that is taken back leaves the sighting", () => {
  const { database, reader, one, seen } = sighted();
  const before = reader.of(one);
  assert.throws(() => inTransaction(database, () => failAfterChange(database)));
  assert.deepEqual(seen(), [true, true]);
  assert.deepEqual(reader.of(one), before);
  database.close();
});

function failAfterChange(database: DatabaseSync): never {
  database.exec("UPDATE file SET size = 10");
  throw new Error("taken back");
}

Deno.test("sightings go with their root, and one of a folder that is gone is not kept", () => {
  const { database, root, one, idOf, seen } = sighted();
  const id = idOf(one);
  removeRoot(database, root.rootId);
  root.sightings.keep({ id, seen: SEEN });
  assert.deepEqual(seen(), [false, false]);
  assert.deepEqual(database.prepare("SELECT * FROM sighting").all(), []);
  database.close();
});
