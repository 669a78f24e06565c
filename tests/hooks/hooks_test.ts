import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Hooks } from "../../lib/hooks/hooks.ts";
import type { News } from "../../lib/core/root_news.ts";
import { withTempDir } from "../support/program.ts";
import { until } from "../support/until.ts";

const NEWS: News = { event: "root.offline", root: "/photos", message: "it is away" };
const BACK: News = { event: "root.recovered", root: "/photos", message: "All is well again" };

/** Hooks and what they complained about. */
function openHooks() {
  const troubles: string[] = [];
  const hooks = new Hooks({
    environment: { PATH: "/usr/bin:/bin" },
    onTrouble: (reason) => troubles.push(reason),
  });
  return { hooks, troubles, [Symbol.dispose]: () => hooks.close() };
}

Deno.test("hooks: a disk that comes and goes is told at once, then as what it is in the end", async () => {
  const told: string[] = [];
  await using server = Deno.serve({ port: 0, onListen: () => {} }, async (request) => {
    const { event, root } = await request.json();
    told.push(`${event} ${root}`);
    return new Response();
  });
  using open = openHooks();
  await open.hooks.use({ program: [], webhook: addressOf(server) });
  open.hooks.tell(NEWS);
  await until(() => told.length === 1, { what: "the first news" });
  // Another kind of news, and another root, do not wait for it.
  open.hooks.tell({ event: "hiding.held", root: "/photos", message: "Photos wait" });
  open.hooks.tell({ ...NEWS, root: "/other" });
  await until(() => told.length === 3, { what: "the other news", timeoutMs: 3_000 });
  for (let times = 0; times < 20; times++) {
    open.hooks.tell(BACK);
    open.hooks.tell(NEWS);
  }
  await sleep(6_000);
  assert.equal(told.length, 3, "it is as it was told");
  open.hooks.tell(BACK);
  await until(() => told.length === 4, { what: "the recovery", timeoutMs: 12_000 });
  assert.equal(told[3], "root.recovered /photos");
});

Deno.test("hooks: a web server that refuses is tried three times, and its secret address is not said", async () => {
  let asked = 0;
  await using server = Deno.serve({ port: 0, onListen: () => {} }, () => {
    asked++;
    return new Response("no", { status: 500 });
  });
  using open = openHooks();
  await open.hooks.use({ program: [], webhook: `${addressOf(server)}/secret` });
  open.hooks.tell(NEWS);
  await until(() => open.troubles.length === 1, { what: "the complaint", timeoutMs: 15_000 });
  assert.equal(asked, 3);
  assert.match(
    open.troubles[0] ?? "",
    /^Cannot tell 127\.0\.0\.1:\d+ what happened: it answered 500/,
  );
  assert.doesNotMatch(open.troubles.join(), /secret/);
});

Deno.test("hooks: a program that fails is said with its exit code, one that hangs ends with the hooks", () =>
  withTempDir(async (directory) => {
    const program = `${directory}/tell-me`;
    Deno.writeTextFileSync(program, `#!/bin/sh\necho $$ >> "$1"\nexec sleep 100\n`, {
      mode: 0o755,
    });
    using open = openHooks();
    await open.hooks.use({ program: ["/bin/sh", "-c", "exit 3"], webhook: null });
    open.hooks.tell(NEWS);
    await until(() => open.troubles.length === 1, { what: "the complaint" });
    assert.equal(open.troubles[0], "Cannot tell by '/bin/sh' as it ended with 3");

    const pids = `${directory}/pids`;
    await open.hooks.use({ program: [program, pids], webhook: null });
    open.hooks.tell({ ...NEWS, root: "/other" });
    await until(() => exists(pids), { what: "the program to run" });
    const pid = Deno.readTextFileSync(pids).trim();
    open.hooks.close();
    await until(() => !exists(`/proc/${pid}`), { what: "the program to end" });
    assert.equal(open.troubles.length, 1, "that it was ended is no news");
  }));

function addressOf(server: Deno.HttpServer): string {
  return `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`;
}

function exists(path: string): boolean {
  return new Deno.Command("test", { args: ["-s", path] }).outputSync().success ||
    new Deno.Command("test", { args: ["-d", path] }).outputSync().success;
}
