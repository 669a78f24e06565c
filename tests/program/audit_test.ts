import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import {
  type AuditDifference,
  makeOldTree,
  type PhotoLibrary,
  rot,
  waitUntilOld,
  withLibrary,
} from "./photo_library.ts";

const FAILED = 1, DIFFERENCES = 6, INTERRUPTED = 130;

Deno.test("C-093 of 100 planted differences audit lists every one and no other, and changes nothing", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 300, perDirectory: 50 });
    await library.sync();
    const everything = ["--content", "--metadata"];
    assert.deepEqual(await library.audit(...everything), []);

    const planted = plant(library.database, paths);
    const before = Deno.readFileSync(library.database);
    const dump = dumpAll(library);
    const differences = await library.audit(...everything);
    assert.deepEqual(differences.map(summary).toSorted(), planted.toSorted());
    assert.equal(differences.length, 100);
    const text = await library.run(["audit", ...everything]);
    assert.equal(text.code, DIFFERENCES);
    for (const { path } of differences) assert.ok(text.stdout.includes(path), path);
    assert.match(text.stdout, /title: catalogue 'planted', file 'Photo \d+'/);
    assert.match(text.stdout, /100 differences, 300 files/);

    const ofTrees = planted.filter((one) => /^(appeared|changed|vanished) /.test(one));
    const plain = await library.audit();
    assert.deepEqual(
      plain.map(summary).toSorted(),
      ofTrees.toSorted(),
      "without reading the files",
    );
    assert.deepEqual(Deno.readFileSync(library.database), before, "nothing changed");
    assert.equal(dumpAll(library), dump);
  }));

Deno.test("C-093 what a sync finds different it mends, and audit agrees", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await library.sync();
    const catalogue = new DatabaseSync(library.database);
    catalogue.exec("PRAGMA foreign_keys = ON; DELETE FROM file WHERE id % 3 = 0");
    catalogue.exec("UPDATE file SET size = size + 1 WHERE id % 3 = 1");
    catalogue.close();
    assert.equal((await library.audit()).length, 20);
    await library.sync();
    assert.deepEqual(await library.audit("--content", "--metadata"), []);
    assert.deepEqual(library.paths(), paths);
  }));

Deno.test("C-027 audit --content stores the hashes that are wanting, and then changes nothing", () =>
  withLibrary(async (library) => {
    const bytes = makeJpeg({ padTo: 300_000 });
    library.write("a.jpg", bytes);
    library.write("sub/copy.jpg", bytes);
    library.write("sub/other.jpg", { seed: 2 });
    await library.sync();
    const hashes = () =>
      library.query("SELECT content_hash FROM photos ORDER BY path").map((row) => row.content_hash);
    assert.deepEqual(await library.audit("--content", "--folder", library.path("sub")), []);
    const [none, copy, other] = hashes();
    assert.equal(none, null, "only the folder was audited");
    assert.deepEqual(await library.audit("--content"), []);
    assert.deepEqual(hashes(), [copy, copy, other]);
    assert.equal(copy, createHash("sha256").update(bytes).digest("hex"));
    const before = dumpAll(library);
    assert.deepEqual(await library.audit("--content"), []);
    assert.equal(dumpAll(library), before);
  }));

Deno.test("C-093 silent damage is found by audit --content only, also before there is a content hash", () =>
  withLibrary(async (library) => {
    library.writeAll(["hashed.jpg", "new.jpg", "sound.jpg"]);
    await library.sync();
    await library.audit("--content");
    const catalogue = new DatabaseSync(library.database);
    catalogue.exec("UPDATE file SET content_hash = NULL WHERE name = 'new.jpg'");
    catalogue.close();
    rot(library, "hashed.jpg", 500);
    rot(library, "new.jpg", 500);
    assert.deepEqual(await library.audit(), []);
    const found = await library.audit("--content");
    assert.deepEqual(found.map(summary), ["content hashed.jpg", "content new.jpg"]);
    assert.equal(library.photo("new.jpg").content_hash, null, "damage is not made the truth");
    const sampled = await library.audit("--metadata");
    assert.deepEqual(sampled.map(summary).filter((one) => one.startsWith("content")), [
      "content hashed.jpg",
      "content new.jpg",
    ]);
  }));

Deno.test("C-027 while a watcher works on the catalogue audit --content compares only, and says so", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await library.sync();
    const args = ["--root", library.photos, "--db", library.database, "--no-content-hash"];
    await using watch = startProgram(["watch", ...args]);
    await watch.waitForLine(/nothing new/);
    const result = await library.run(["audit", "--content"]);
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /none is stored: .* watch \(process \d+\) is working on it/);
    assert.match(result.stdout, /Equal: 2 files/);
    assert.equal(library.photo("a.jpg").content_hash, null);
    watch.signal("SIGTERM");
    assert.equal((await watch.waitForEnd()).code, 0);
  }));

Deno.test("C-078 audit --content that is interrupted keeps the hashes it has stored", () =>
  withLibrary(async (library) => {
    makeOldTree(library.path("a"), { files: 70, perDirectory: 70 });
    library.write("z/large.jpg");
    Deno.truncateSync(library.path("z/large.jpg"), 30e9);
    Deno.utimeSync(library.path("z/large.jpg"), new Date("2020-01-01"), new Date("2020-01-01"));
    await library.sync();
    await using audit = startProgram(["audit", "--content", "--db", library.database]);
    const isHashed = "SELECT count(*) AS n FROM photos WHERE content_hash IS NOT NULL";
    await until(() => Number(library.query(isHashed)[0]?.n) >= 64, { what: "the first hashes" });
    audit.signal("SIGINT");
    const { code, stderr } = await audit.waitForEnd(10_000);
    assert.equal(code, INTERRUPTED, stderr);
    assert.equal(library.query(isHashed)[0]?.n, 70);
    library.remove("z");
    const [gone] = await library.audit("--content");
    assert.equal(gone?.kind, "vanished");
  }));

Deno.test("C-077 audit tells a damaged catalogue and leaves it as it is", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 100, perDirectory: 50 });
    await library.sync();
    using file = Deno.openSync(library.database, { write: true });
    const size = Deno.statSync(library.database).size;
    file.seekSync(size - 4_096 * 3, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(4_096).fill(7));
    const before = Deno.readFileSync(library.database);
    for (const args of [[], ["--content"]]) {
      const { code, stderr } = await library.run(["audit", ...args]);
      assert.equal(code, FAILED, stderr);
      assert.match(stderr, /damaged/);
    }
    assert.deepEqual(Deno.readFileSync(library.database), before);
  }));

Deno.test("C-093 audit of a folder looks at that folder alone", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "sub/b.jpg"]);
    await library.sync();
    library.remove("a.jpg");
    const sub = await library.run(["audit", "--folder", library.path("sub")]);
    assert.equal(sub.code, 0, sub.stdout);
    assert.equal((await library.run(["audit"])).code, DIFFERENCES);
  }));

Deno.test("C-093 photos that are missing or could not be read are no differences", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    library.write("text.jpg", "no photo");
    await library.sync();
    library.remove("a.jpg");
    await library.sync();
    assert.deepEqual(await library.audit(), []);
    assert.deepEqual(await library.audit("--content", "--metadata"), []);
  }));

Deno.test("C-093 a photo that a sync gave up waiting for is a difference once it is finished", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    const photo = makeJpeg({ seed: 2 });
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        Deno.writeFileSync(library.path("busy.jpg"), photo);
        await sleep(200);
      }
    })();
    const summary = await library.sync();
    isOver = true;
    await writing;
    assert.equal(summary.pending, 1);
    assert.deepEqual(library.paths(), ["a.jpg"]);
    await waitUntilOld();
    const differences = await library.audit();
    assert.deepEqual(differences.map(({ kind, path }) => [kind, path]), [["appeared", "busy.jpg"]]);
    assert.equal((await library.sync()).appeared, 1);
    assert.deepEqual(library.problems(), []);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-092 a problem is listed with its path, kind and times until the file is fixed, moved or gone", () =>
  withLibrary(async (library) => {
    library.write("good.jpg");
    library.write("fixed.jpg", "text");
    library.write("moved.jpg", "other text");
    library.write("gone.jpg", "more text");
    const first = await library.sync();
    assert.deepEqual([first.unreadable, first.problems], [3, 3]);
    const listed = await library.run(["problems", "--json"]);
    assert.equal(listed.code, 0);
    const problems = JSON.parse(listed.stdout).problems;
    assert.deepEqual(problems.map(({ path, kind }: Problem) => [path, kind]), [
      ["fixed.jpg", "unknown-format"],
      ["gone.jpg", "unknown-format"],
      ["moved.jpg", "unknown-format"],
    ]);
    const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
    for (const problem of problems) {
      assert.match(problem.first_seen, stamp);
      assert.match(problem.last_seen, stamp);
      assert.equal(problem.root, library.photos);
    }
    const text = (await library.run(["problems"])).stdout;
    assert.match(text, /fixed\.jpg\n\s+unknown-format: Not a JPEG/);

    library.write("fixed.jpg", { seed: 2 });
    library.rename("moved.jpg", "sub/moved.jpg");
    library.remove("gone.jpg");
    const second = await library.sync();
    assert.deepEqual([second.appeared, second.problems], [1, 1]);
    assert.deepEqual(library.problems(), ["sub/moved.jpg: unknown-format"]);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-090 the summary counts everything that happened at once, and the numbers add up", () =>
  withLibrary(async (library) => {
    const paths = Array.from({ length: 20 }, (_, index) => `IMG_${index}.jpg`);
    library.writeAll(paths);
    library.write("text.jpg", "no photo");
    await library.sync();
    library.remove("IMG_0.jpg");
    await library.sync();
    library.writeAll(["new1.jpg", "new2.jpg"], 100);
    library.write("IMG_1.jpg", { seed: 200 });
    library.rename("IMG_2.jpg", "sub/IMG_2.jpg");
    library.remove("IMG_3.jpg");
    library.remove("IMG_4.jpg");
    library.writeAll(["IMG_0.jpg"], 1);
    library.write("text2.jpg", "no photo either");
    const summary = await library.sync();
    const { appeared, changed, moved, revived, missing, problems, seen } = summary;
    assert.deepEqual(
      { appeared, changed, moved, revived, missing, problems, seen },
      { appeared: 2, changed: 1, moved: 1, revived: 1, missing: 2, problems: 2, seen: 22 },
    );
    const [scan] = library.query("SELECT * FROM scans ORDER BY id DESC LIMIT 1");
    assert.deepEqual([scan?.appeared, scan?.changed, scan?.moved, scan?.missing, scan?.outcome], [
      2,
      1,
      1,
      2,
      "done",
    ]);
    const text = (await library.run(["sync"])).stdout;
    for (const word of ["appeared", "changed", "moved", "missing", "revived", "unchanged"]) {
      assert.match(text, new RegExp(`${word} \\d`));
    }
    assert.match(text, /2 open problems/);
    assert.match(text, /22 files in 2 folders, [\d.]+ s/);
  }));

interface Problem {
  readonly path: string;
  readonly kind: string;
}

/**
 * Falsifies the catalogue in a hundred places: rows taken away, rows of photos that are not there,
 * other fingerprints, hashes, fields and keywords.
 */
function plant(database: string, paths: readonly string[]): string[] {
  const catalogue = new DatabaseSync(database);
  catalogue.exec("PRAGMA foreign_keys = ON");
  const idOf = catalogue.prepare("SELECT id FROM record WHERE path = ?");
  const lies: readonly (readonly [kind: string, sql: string])[] = [
    ["appeared", "DELETE FROM file WHERE id = ?"],
    ["changed", "UPDATE file SET size = size + 1 WHERE id = ?"],
    ["changed", "UPDATE file SET mtime_ms = mtime_ms - 1000 WHERE id = ?"],
    ["changed", "UPDATE file SET ctime_ms = ctime_ms - 1000 WHERE id = ?"],
    ["content", "UPDATE file SET content_hash = sample_hash || 'x' WHERE id = ?"],
    ["metadata title", "UPDATE photo SET title = 'planted' WHERE file_id = ?"],
    ["metadata media_hash", "UPDATE file SET media_hash = 'planted' WHERE id = ?"],
    ["metadata width", "UPDATE photo SET width = width + 1 WHERE file_id = ?"],
    ["metadata make", "UPDATE photo SET make = coalesce(make, '') || '?' WHERE file_id = ?"],
    ["metadata keywords", "INSERT INTO keyword VALUES (?, 99, 'planted')"],
    [
      "vanished",
      `INSERT INTO file (directory_id, name, size, mtime_ms, ctime_ms, inode, looked_at_ms, format,
         added_at_ms, updated_at_ms)
       SELECT directory_id, 'ghost' || id || '.jpg', size + 1, mtime_ms, ctime_ms, 0,
         looked_at_ms + 10000, format, added_at_ms, updated_at_ms FROM file WHERE id = ?`,
    ],
  ];
  const planted: string[] = [];
  for (let index = 0; index < 100; index++) {
    const path = paths[index * 3]!;
    const id = Number(idOf.get(path)?.["id"]);
    const [kind, sql] = lies[index % lies.length]!;
    catalogue.prepare(sql).run(id);
    const [what, ...fields] = kind.split(" ");
    const where = what === "vanished" ? `${path.slice(0, 4)}/ghost${id}.jpg` : path;
    planted.push([what, where, ...fields].join(" "));
  }
  catalogue.close();
  return planted;
}

function summary({ kind, path, fields = [] }: AuditDifference): string {
  return [kind, path, ...fields.map(({ field }) => field)].join(" ");
}

/** All rows of all tables; the search index has numbers that only a bigint can hold. */
function dumpAll(library: PhotoLibrary): string {
  const catalogue = new DatabaseSync(library.database, { readOnly: true, timeout: 5_000 });
  const rows = (sql: string) => {
    const statement = catalogue.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all();
  };
  try {
    const tables = rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    return JSON.stringify(
      tables.map(({ name }) => [name, rows(`SELECT * FROM ${name}`)]),
      (_, value) => typeof value === "bigint" ? String(value) : value,
    );
  } finally {
    catalogue.close();
  }
}
