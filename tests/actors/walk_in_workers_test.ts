import assert from "node:assert/strict";
import { walkInWorkers, type WalkOptions } from "../../actors/walk_in_workers.ts";
import { RootOfflineError } from "../../lib/core/root_offline_error.ts";
import { until } from "../support/until.ts";

const order = {
  databasePath: null,
  rootId: 1,
  fileSystem: null,
  scope: [""],
  secondLookBeforeMs: 0,
  usesSightings: false,
};

const BREAKS_LATE = "self.postMessage({ type: 'ready' });" +
  "setTimeout(() => { throw new Error('broken') }, 1000)";

function options(rootPath: string, source: string): WalkOptions {
  return {
    order: { ...order, rootPath },
    dividedAt: null,
    programUrl: `data:text/javascript,${encodeURIComponent(source)}`,
    silenceMaxMs: 200,
    signal: new AbortController().signal,
    onSteps: () => {},
    onProgress: () => {},
  };
}

Deno.test("a walker that never starts is given up, and says nothing about the root", async () => {
  const silent = options("/never-starts", "setInterval(() => {}, 1000)");
  for (let count = 0; count < 2; count++) {
    await assert.rejects(walkInWorkers(silent), (error) => {
      assert.ok(!(error instanceof RootOfflineError));
      assert.match(String(error), /Cannot walk '\/never-starts': its walker did not start within/);
      return true;
    });
  }
});

Deno.test("a walker that hangs in a root makes it offline, and no other is started until it is back", async () => {
  const hung = options(
    "/hangs",
    "self.postMessage({ type: 'ready' }); setInterval(() => {}, 1000)",
  );
  await assert.rejects(walkInWorkers(hung), RootOfflineError);
  await assert.rejects(walkInWorkers(hung), /an earlier walk still hangs in it/);
});

Deno.test("a walker that hangs and then breaks is known to be back", async () => {
  const broken = options("/breaks", BREAKS_LATE);
  await assert.rejects(walkInWorkers(broken), /it did not answer/);
  const isBack = () =>
    walkInWorkers(broken).then(() => false, ({ message }) => !message.includes("still hangs"));
  await until(isBack, { what: "another walk" });
});
