import assert from "node:assert/strict";
import { changedPaths } from "../../lib/catalogue/changed_paths.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { step } from "../../lib/core/walk_step.ts";

Deno.test("C-045 C-075 what is held is found by every look, and is no change that the watcher missed", () => {
  using database = emptyCatalogue();
  const rootId = new RootStore(database).add("/photos", 1);
  const { stage, held } = new RootCatalogue(database, rootId);
  const scan = (...names: number[]) => {
    const differences = names.map((fileId) =>
      ({ kind: "vanished", name: `${fileId}.jpg`, fileId }) as const
    );
    stage.clear();
    stage.add(step({ path: "", mount: "" }, { differences }));
  };
  const missed = () => changedPaths(database, { rootId, beforeMs: 9, limit: 10 });
  scan(1, 2);
  assert.deepEqual(missed(), ["1.jpg", "2.jpg"]);
  stage.keepVanished();
  held.hold(1, true);
  scan(1, 2, 3);
  assert.deepEqual(missed(), ["3.jpg"]);
});
