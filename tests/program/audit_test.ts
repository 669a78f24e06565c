import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { makeOldTree, waitUntilOld, withLibrary } from "./photo_library.ts";

const DIFFERENCES = 6;

Deno.test("C-093 of 100 planted differences audit lists every one and changes nothing", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 300, perDirectory: 50 });
    await library.sync();
    assert.deepEqual(await library.audit(), []);

    const planted = plant(library.database, paths);
    const before = Deno.readFileSync(library.database);
    const result = await library.run(["audit", "--json"]);
    assert.equal(result.code, DIFFERENCES, result.stderr);
    const found = JSON.parse(result.stdout).roots[0].differences as {
      kind: string;
      path: string;
    }[];
    const sorted = found.map(({ kind, path }) => `${kind} ${path}`).toSorted();
    assert.deepEqual(sorted, planted.toSorted());
    assert.equal(sorted.length, 100);
    const text = await library.run(["audit"]);
    assert.equal(text.code, DIFFERENCES);
    for (const { path } of found) assert.ok(text.stdout.includes(path), path);
    assert.deepEqual(Deno.readFileSync(library.database), before, "nothing changed");

    await library.sync();
    assert.deepEqual(await library.audit(), []);
    assert.deepEqual(library.paths(), paths);
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

/** Takes 34 rows away, adds 33 of photos that are not there and falsifies 33 fingerprints. */
function plant(database: string, paths: readonly string[]): string[] {
  const catalogue = new DatabaseSync(database);
  const idOf = catalogue.prepare("SELECT id FROM record WHERE path = ?");
  const remove = catalogue.prepare("DELETE FROM file WHERE id = ?");
  const add = catalogue.prepare(
    `INSERT INTO file (directory_id, name, size, mtime_ms, ctime_ms, inode, looked_at_ms, format,
       added_at_ms, updated_at_ms)
     SELECT directory_id, ?, size + 1, mtime_ms, ctime_ms, 0, looked_at_ms + 10000, format,
       added_at_ms, updated_at_ms FROM file WHERE id = ?`,
  );
  const falsify = [
    "UPDATE file SET size = size + 1 WHERE id = ?",
    "UPDATE file SET mtime_ms = mtime_ms - 1000 WHERE id = ?",
    "UPDATE file SET ctime_ms = ctime_ms - 1000 WHERE id = ?",
  ].map((sql) => catalogue.prepare(sql));
  catalogue.exec("PRAGMA foreign_keys = ON");
  const planted: string[] = [];
  for (let index = 0; index < 100; index++) {
    const path = paths[index * 3]!;
    const id = Number(idOf.get(path)?.["id"]);
    if (index % 3 === 0) {
      remove.run(id);
      planted.push(`appeared ${path}`);
    } else if (index % 3 === 1) {
      add.run(`ghost${index}.jpg`, id);
      planted.push(`vanished ${path.slice(0, 4)}/ghost${index}.jpg`);
    } else {
      falsify[index % falsify.length]?.run(id);
      planted.push(`changed ${path}`);
    }
  }
  catalogue.close();
  return planted;
}
