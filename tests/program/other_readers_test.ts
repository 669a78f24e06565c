import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { makeOldTree, withLibrary } from "./photo_library.ts";
import { startWatch, stop } from "./watching_library.ts";

const NOBODY = 65_534;
const HAS_SQLITE = isThere("sqlite3", ["--version"]);
const MAY_BE_NOBODY = HAS_SQLITE && Deno.uid() === 0 &&
  isThere("setpriv", [`--reuid=${NOBODY}`, "--clear-groups", "true"]);
if (!HAS_SQLITE) console.log("skipped: readers with sqlite3, as it is not on this machine");
else if (!MAY_BE_NOBODY) console.log("skipped: a reader as another user, as that needs root");

Deno.test({
  name: "another program reads the views while the daemon writes, and sees whole moments",
  ignore: !HAS_SQLITE,
  fn: () =>
    withLibrary(async (library) => {
      library.write("first.jpg", { seed: 1 });
      await using watch = await startWatch(library);
      makeOldTree(library.photos, { files: 400, perDirectory: 50 });
      const sql = "SELECT (SELECT count(*) FROM photos), (SELECT count(*) FROM changes)";
      const seen: string[] = [];
      await until(() => {
        const said = query(["-readonly", "-separator", " ", library.database, sql]);
        seen.push(said);
        return said.startsWith("401 ");
      }, { what: "all photos", timeoutMs: 120_000 });
      for (const said of seen) {
        const [photos, changes] = said.split(" ").map(Number);
        assert.equal(photos, changes, "a photo and its change are of one moment");
      }
      await stop(watch);
    }),
});

Deno.test({
  name: "a copy is read by another user where nobody may write",
  ignore: !MAY_BE_NOBODY,
  fn: () =>
    withLibrary(async (library) => {
      library.writeAll(["a.jpg", "b.jpg"]);
      await library.sync();
      const folder = Deno.makeTempDirSync({ dir: "/tmp", prefix: "proofsheet-reader-" });
      try {
        const file = `${folder}/catalogue.db`;
        assert.equal((await library.run(["backup", file])).code, 0);
        Deno.chmodSync(file, 0o444);
        Deno.chmodSync(folder, 0o555);
        const sql = "SELECT count(*) FROM photos";
        const asNobody = ["--clear-groups", "sqlite3", "-readonly", file, sql];
        const output = run("setpriv", [`--reuid=${NOBODY}`, ...asNobody]);
        assert.equal(output, "2", "one plain file, without a log that somebody has to write");
        assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["catalogue.db"]);
      } finally {
        Deno.chmodSync(folder, 0o755);
        Deno.removeSync(folder, { recursive: true });
      }
    }),
});

function query(args: readonly string[]): string {
  return run("sqlite3", args);
}

function run(program: string, args: readonly string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args: [...args] }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

function isThere(program: string, args: readonly string[]): boolean {
  try {
    return new Deno.Command(program, { args: [...args] }).outputSync().success;
  } catch {
    return false;
  }
}
