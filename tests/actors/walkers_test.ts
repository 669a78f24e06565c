import assert from "node:assert/strict";
import { walkInWorkers } from "../../actors/walk_in_workers.ts";
import { startWalkers, takeWalker } from "../../actors/walkers.ts";
import { until } from "../support/until.ts";

const TOTALS = { directories: 1, seen: 2, unchanged: 2 };
/** Says which one it is, and does its work when it is told to. */
const WALKS = `self.postMessage({ type: 'ready' }); self.onmessage = ({ data }) => {
  if (data.type === 'order') self.postMessage({ type: 'done', totals: ${JSON.stringify(TOTALS)} });
};`;
const url = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

Deno.test("a walk is done by the walker that was started before anybody asked", async () => {
  startWalkers(url(WALKS), "/no/catalogue");
  // Long enough for it to say that it is ready to nobody.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const waits: string[] = [];
  const totals = await walkInWorkers({
    order: {
      databasePath: null,
      rootId: 1,
      fileSystem: null,
      scope: [""],
      secondLookBeforeMs: 0,
      usesSightings: false,
      rootPath: "/early",
    },
    dividedAt: null,
    // Another one would never start.
    programUrl: url("setInterval(() => {}, 1000)"),
    silenceMaxMs: 5_000,
    signal: new AbortController().signal,
    onSteps: () => {},
    onProgress: () => {},
    onWait: (what) => waits.push(what),
  });
  assert.deepEqual(totals, TOTALS);
  assert.equal(waits.at(-1), "its walker");
});

Deno.test("a walker that breaks before it is needed is not the one that is taken", async () => {
  startWalkers(url("throw new Error('broken')"), "/no/catalogue");
  const isLeft = async () => {
    const { worker } = takeWalker(url(WALKS));
    const { promise, resolve } = Promise.withResolvers<boolean>();
    worker.onmessage = () => resolve(true);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    const isWell = await promise;
    worker.terminate();
    return isWell;
  };
  await until(isLeft, { what: "a walker that works" });
  assert.ok(await isLeft());
});
