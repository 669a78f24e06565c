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

Deno.test("a watcher that ends again and again is opened again three times, then the root is polled", () =>
  withTempDir(async (directory) => {
    const broken = `${directory}/broken.ts`;
    Deno.writeTextFileSync(broken, `console.log('{"type":"opened"}'); Deno.exit(7);`);
    const told: string[] = [];
    for (let count = 0; count < 4; count++) told.push(await endOf(broken, directory));
    const how = "The watcher ended unexpectedly (exit code 7)";
    assert.deepEqual(told, [...Array(3).fill(`lost: ${how}`), `failed: ${how}`]);
  }));

Deno.test("a watcher that never opens is not opened again, and the reason is told", () =>
  withTempDir(async (directory) => {
    const told = await endOf(`${directory}/none.ts`, `${directory}/photos`);
    assert.match(told, /^failed: The watcher ended unexpectedly \(exit code 1\): .*none\.ts/s);
  }));

/** Starts a program as the watcher and gives what is told of its end. */
async function endOf(program: string, rootPath: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const order = { rootPath, unwatched: [], own: [] };
  const close = watchInProcess(program, order, (news) => {
    if (news.type === "lost" || news.type === "failed") resolve(`${news.type}: ${news.reason}`);
  });
  const told = await promise;
  await close();
  return told;
}

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
