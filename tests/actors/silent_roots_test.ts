import assert from "node:assert/strict";
import { directoriesOf } from "../../actors/invocation.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { moveRoot } from "../../lib/commands/move_root.ts";
import { NO_ANSWER } from "../../lib/core/root_silence.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("C-043 a root that was silent is not asked again by a command, which may move it all the same", () =>
  withTempDir((directory) => {
    const database = emptyCatalogue();
    const store = new RootStore(database);
    const [silent, beside, to] = ["silent", "beside", "new"].map((name) => `${directory}/${name}`);
    for (const path of [silent!, beside!, to!]) Deno.mkdirSync(path);
    const id = store.add(silent!, 1);
    store.add(beside!, 1);
    store.noteOffline(id, `${NO_ANSWER} within 10 s`, 2);

    const directories = directoriesOf(database);
    for (const path of [silent!, `${silent}/2024`]) {
      assert.throws(() => directories.resolve(path), {
        name: "CommandError",
        message:
          `Cannot look at '${path}': '${silent}' did not answer when it was looked at last; ` +
          "once it does again, run sync",
      });
    }
    assert.equal(directories.resolve(beside!)?.path, beside);

    const relocate = store.relocate.bind(store);
    const ports = { roots: store.all(), directories, relocate };
    moveRoot(ports, { from: silent!, to: to! }, { isSure: false, print: () => {} });
    assert.equal(store.get(id).path, to);
    database.close();
  }));
