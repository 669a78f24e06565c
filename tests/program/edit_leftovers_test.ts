import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { keptName, temporaryName } from "../../lib/core/temporary_name.ts";
import { runProgram } from "../support/program.ts";
import { listFiles, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

const PRELOADED = new URL("../support/shifted_clock.ts", import.meta.url).pathname;
const HOUR_MS = 3_600_000;
const TOKEN = "0123456789abcdef", OTHER = "fedcba9876543210", THIRD = "00112233445566aa";

Deno.test("C-102 what a killed write left goes also without its catalogue, and nothing else does", (t) =>
  withLibrary(async (library) => {
    library.write("a/a.jpg", { seed: 1 });
    library.write("a/b.jpg", { seed: 2 });
    const path = (name: string) => library.path(`a/${name}`);
    const lookOf = (name: string) => {
      const { size, mtime } = Deno.lstatSync(path(name));
      return { size, mtimeMs: mtime!.getTime() };
    };
    const gone = [temporaryName(TOKEN), keptName(TOKEN, lookOf("a.jpg"))];
    Deno.writeTextFileSync(path(gone[0]!), "half a photo");
    Deno.linkSync(path("a.jpg"), path(gone[1]!));
    // The only name of what somebody wrote in the last moment.
    const foreign = keptName(OTHER, lookOf("b.jpg"));
    Deno.writeTextFileSync(path(foreign), "theirs");
    const notOurs = [".proofsheet-mine.tmp", `${temporaryName(THIRD)}.jpg`];
    for (const name of notOurs) Deno.writeTextFileSync(path(name), "somebody's");
    Deno.mkdirSync(path(temporaryName(THIRD)));
    const stays = ["a.jpg", "b.jpg", foreign, ...notOurs].map((name) => `a/${name}`).sort();
    await waitUntilOld();

    await t.step("what is new may be another program's at work, and stays", async () => {
      await library.sync({ args: ["--folder", library.photos] });
      assert.deepEqual(listFiles(library.photos).length, stays.length + gone.length);
    });

    await t.step("what is old goes with the first sync of a new catalogue", async () => {
      const clock = `${library.directory}/clock`;
      Deno.writeTextFileSync(clock, String(HOUR_MS));
      const database = `${library.directory}/data/new.db`;
      const args = ["sync", "--folder", library.photos];
      const { code, stderr } = await runProgram([...args, "--db", database], {
        env: { CLOCK_SHIFT: clock },
        flags: [`--preload=${PRELOADED}`],
      });
      assert.equal(code, 0, stderr);
      assert.deepEqual(listFiles(library.photos), stays);
      assert.ok(Deno.lstatSync(path(temporaryName(THIRD))).isDirectory);
    });
  }));

Deno.test("C-102 what a killed write left goes before the first look, so that its photo is written at once", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    await waitUntilOld();
    await library.sync();
    await library.run(["roots", "pause", library.photos]);
    await library.run(["edit", library.path("a.jpg"), "--rating", "3"]);
    await library.run(["roots", "resume", library.photos]);
    const { size, mtime } = Deno.lstatSync(library.path("a.jpg"));
    const kept = library.path(keptName(TOKEN, { size, mtimeMs: mtime!.getTime() }));
    Deno.linkSync(library.path("a.jpg"), kept);
    noteTemporary(library, kept);
    await library.sync();
    assert.deepEqual(listFiles(library.photos), ["a.jpg"]);
    const [edit] = library.query("SELECT state, reason FROM edits");
    assert.deepEqual({ ...edit }, { state: "written", reason: null });
  }));

/** As the program that was killed had noted it. */
function noteTemporary({ database }: PhotoLibrary, path: string): void {
  const catalogue = new DatabaseSync(database);
  catalogue.prepare("INSERT INTO temporary_file (root_id, path) SELECT id, ? FROM root").run(path);
  catalogue.close();
}
