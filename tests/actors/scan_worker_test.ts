import assert from "node:assert/strict";
import type { FromWalker, ScanOrder, ToWalker } from "../../actors/scan_protocol.ts";
import { runScanWorker } from "../../actors/scan_worker.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { WHOLE_SHARE } from "../../lib/core/share.ts";
import { makeTree } from "../support/make_tree.ts";
import { withTempDir } from "../support/program.ts";

const FOLDERS = 6;

Deno.test("C-081 a walk goes on telling where it is when somebody sets the clock back a day", () =>
  withTempDir(async (directory) => {
    makeTree(directory, { files: FOLDERS * 2, perDirectory: 2 });
    const now = Date.now;
    let looks = 0;
    // Each look at the clock on the wall finds it a day earlier; of the other a second has passed.
    Date.now = () => now() - 86_400_000 * ++looks;
    try {
      let seconds = 0;
      const told = await walk(directory, () => 1_000 * seconds++);
      const places = told.flatMap((message) =>
        message.type === "progress" ? [message.directory] : []
      );
      assert.ok(places.length >= FOLDERS, `told of ${places.join(", ")}`);
      assert.equal(told.at(-1)?.type, "done");
    } finally {
      Date.now = now;
    }
  }));

/** Walks a folder of which the catalogue knows nothing, and gives what was told. */
async function walk(rootPath: string, elapsedMs: () => number): Promise<readonly FromWalker[]> {
  const told: FromWalker[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const scope = {
    postMessage: (message: FromWalker) => {
      told.push(message);
      if (message.type === "batch") send({ type: "stored" });
    },
    onmessage: null as ((event: MessageEvent<ToWalker>) => void) | null,
    close: resolve,
  };
  const send = (data: ToWalker) => scope.onmessage?.(new MessageEvent("message", { data }));
  runScanWorker(scope, elapsedMs);
  const order: ScanOrder = {
    databasePath: null,
    rootId: 1,
    rootPath,
    scope: WHOLE_ROOT,
    fileSystem: null,
    secondLookBeforeMs: 0,
    usesSightings: false,
    share: WHOLE_SHARE,
  };
  send({ type: "order", order });
  await promise;
  return told;
}
