import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { watchInProcess } from "../../actors/watch_in_process.ts";
import { withTempDir } from "../support/program.ts";
import { until } from "../support/until.ts";

const PROGRAM = new URL("../../main.ts", import.meta.url).href;

const WRITE = `
  import { DatabaseSync } from "node:sqlite";
  const database = new DatabaseSync(Deno.args[0], { timeout: 0 });
  database.exec("BEGIN IMMEDIATE");`;

Deno.test("C-076 what is watched is not opened by the process that has the catalogue open", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/inside.db`;
    using database = new DatabaseSync(path);
    database.exec("CREATE TABLE one (id INTEGER)");
    const told = new Set<string>();
    const close = watchInProcess(
      PROGRAM,
      { rootPath: directory, unwatched: [], own: [] },
      (news) => {
        if (news.type === "changed") news.paths.forEach((one) => told.add(one));
        else told.add(news.type);
      },
    );
    try {
      await until(() => told.has("opened"), { what: "the watcher", timeoutMs: 60_000 });
      database.exec("BEGIN IMMEDIATE");
      Deno.utimeSync(path, new Date(), new Date());
      Deno.writeTextFileSync(`${directory}/after.jpg`, "");
      await until(() => told.has("after.jpg"), { what: "a new photo", timeoutMs: 60_000 });
      assert.match(await writeElsewhere(path), /database is locked/);
      database.exec("ROLLBACK");
    } finally {
      await close();
    }
  }));

/** What another process is told that writes to the same database. */
async function writeElsewhere(path: string): Promise<string> {
  const child = new Deno.Command("deno", {
    args: ["run", "--no-prompt", "--allow-read", "--allow-write", "-", path],
    cwd: fileURLToPath(new URL("./", import.meta.url)),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(WRITE));
  await writer.close();
  const { stderr } = await child.output();
  return new TextDecoder().decode(stderr);
}
