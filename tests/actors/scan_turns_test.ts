import assert from "node:assert/strict";
import { createActor, toPromise } from "xstate";
import { FairTurns } from "../../actors/fair_turns.ts";
import { scanRoot } from "../../actors/scan_root.ts";
import type { WalkTotals } from "../../actors/scan_protocol.ts";
import type { Services } from "../../actors/services.ts";
import type { World } from "../../actors/world.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import { observeRoot } from "../../lib/file_system/observe_root.ts";
import { withTempDir } from "../support/program.ts";
import { until } from "../support/until.ts";

const NOTHING_SEEN = { seen: 0, directories: 0 } as WalkTotals;

Deno.test("roots at once: with two allowed the third folder is walked when one of them has ended, a stopped one leaves its place", () =>
  withTempDir(async (directory) => {
    const walks = new Map<string, PromiseWithResolvers<WalkTotals>>();
    const walk: World["walk"] = ({ order }) => {
      const ends = Promise.withResolvers<WalkTotals>();
      walks.set(order.rootPath.slice(-1), ends);
      return ends.promise;
    };
    const database = emptyCatalogue();
    const services = {
      ...{ database, databasePath: "", turns: new FairTurns(2), underWay: new Set() },
      guard: { check: () => {}, heed: () => {} },
      world: { now: () => 0, elapsedMs: () => 0, observeRoot, walk },
    } as unknown as Services;
    const roots = new RootStore(database);
    const actors = ["a", "b", "c", "d"].map((name) => {
      const path = `${directory}/${name}`;
      Deno.mkdirSync(path);
      const input = { rootId: roots.add(path, 0), path, scope: WHOLE_ROOT, onProgress: () => {} };
      return createActor(scanRoot(services), { input });
    });
    const [first, , third, fourth] = actors;
    for (const actor of actors) actor.start();
    const untilWalked = (names: string) =>
      until(() => [...walks.keys()].sort().join("") === names, { what: `walks of ${names}` });

    await untilWalked("ab");
    third?.stop();
    const scanned = first && toPromise(first);
    walks.get("a")?.resolve(NOTHING_SEEN);
    await scanned;
    await untilWalked("abd");
    assert.equal(walks.has("c"), false);
    for (const ends of walks.values()) ends.resolve(NOTHING_SEEN);
    if (fourth) await toPromise(fourth);
    await Promise.all(services.underWay);
    database.close();
  }));
