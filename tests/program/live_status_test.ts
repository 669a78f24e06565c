import assert from "node:assert/strict";
import type { LastAudit } from "../../lib/core/last_audit.ts";
import type { LiveRoot } from "../../lib/commands/status.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { stop } from "./watching_library.ts";

const FAILED = 1, AWAY = 4, DIFFERENCES = 6;
/** Nothing is looked at by itself. */
const LONG_WINDOW = ["--debounce", "10m", "--debounce-limit", "10m", "--no-content-hash"];

Deno.test("C-091 status of a running watch: what is owed and since when, and the last audit", (t) =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    await using watch = startProgram(watchArguments(library, LONG_WINDOW));
    const isIdle = async () => (await live(library))?.state === "idle";
    await until(isIdle, { what: "the first scan to end" });

    await t.step("nothing is owed once everything was looked at", async () => {
      const root = await live(library);
      assert.deepEqual([root?.owed, root?.pending, root?.lagMs], ["nothing", 0, null]);
      assert.equal((await status(library)).lastAudit, null);
    });

    await t.step("a photo that was announced waits, and an audit says that it does", async () => {
      library.write("b.jpg", { seed: 2 });
      const isHeard = async () => (await live(library))?.owed === "paths";
      await until(isHeard, { what: "the photo to be announced" });
      const root = await live(library);
      assert.deepEqual([root?.state, root?.pending], ["debouncing", 1]);
      assert.ok((root?.lagMs ?? -1) >= 0, `a lag of ${root?.lagMs} ms`);
      const audit = await library.run(["audit"]);
      assert.equal(audit.code, DIFFERENCES, audit.stdout);
      assert.match(audit.stderr, /photos: 1 path is to be looked at.*; what differs may only wait/);
      assert.equal((await status(library)).lastAudit?.differences, 1);
    });

    await t.step("after a sync nothing is owed, and an audit of everything is noted", async () => {
      assert.equal((await library.run(["sync"])).code, 0);
      assert.equal((await live(library))?.owed, "nothing");
      const audit = await library.run(["audit", "--content"]);
      assert.equal(audit.code, 0, audit.stdout);
      assert.doesNotMatch(audit.stderr, /to be looked at/);
      const { lastAudit } = await status(library);
      assert.deepEqual(
        [lastAudit?.differences, lastAudit?.files, lastAudit?.compared],
        [0, 2, ["content"]],
      );
      assert.match(
        (await library.run(["status"])).stdout,
        /Last audit .*: equal, 2 files, content/,
      );
    });

    await t.step("an audit of a part is none of the root", async () => {
      Deno.mkdirSync(library.path("sub"));
      assert.equal((await library.run(["sync"])).code, 0);
      const before = (await status(library)).lastAudit;
      assert.equal((await library.run(["audit", "--folder", library.path("sub")])).code, 0);
      assert.deepEqual((await status(library)).lastAudit, before);
    });

    await stop(watch);
    assert.equal((await status(library)).live, null);
    assert.equal((await status(library)).lastAudit?.files, 2, "it is known without a daemon too");
  }));

Deno.test("C-091 status during a first index: phase, how many of how many, and where", () =>
  withLibrary(async (library) => {
    makeOldTree(library.photos, { files: 4_000, perDirectory: 400 });
    await using watch = startProgram(watchArguments(library, LONG_WINDOW));
    const seen: LiveRoot[] = [];
    const isDone = async () => {
      const root = await live(library);
      if (root !== null) seen.push(root);
      return root?.state === "idle";
    };
    await until(isDone, { what: "the index to end", timeoutMs: 60_000 });
    const reading = seen.filter(({ progress }) => progress?.phase === "reconciling");
    const counts = reading.map(({ progress }) => progress?.done ?? 0);
    assert.ok(counts.length > 0, "seen at work");
    assert.deepEqual(counts, counts.toSorted((one, other) => one - other));
    const { progress, state, lagMs } = reading.at(-1)!;
    assert.deepEqual([state, progress?.total], ["reconciling", 4_000]);
    assert.ok((progress?.perSecond ?? 0) > 0, `${progress?.perSecond} files a second`);
    assert.ok((lagMs ?? 0) > 0, `a lag of ${lagMs} ms`);
    await stop(watch);
  }));

Deno.test("C-091 a look that quiet hours put off is owed, and the start looks at everything all the same", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const hours = ["--quiet-hours", quietNow(), "--rescan-interval", "1s"];
    await using watch = startProgram(watchArguments(library, [...LONG_WINDOW, ...hours]));
    // At the start everything is owed too, and looked at.
    const isOwed = async () => {
      const root = await live(library);
      return root?.state === "idle" && root.owed === "everything";
    };
    await until(isOwed, { what: "a recrawl to be owed" });
    assert.deepEqual(library.paths(), ["a.jpg"], "found by the start");
    assert.equal((await live(library))?.hours, "quiet");
    const { stdout } = await library.run(["status"]);
    assert.match(stdout, /Now idle, everything is looked at when the quiet hours end/);
    // What is owed is in no catalogue: the next start looks at everything anyway.
    watch.signal("SIGKILL");
    await watch.ended;
    library.write("b.jpg", { seed: 2 });
    await using next = startProgram(watchArguments(library, [...LONG_WINDOW, ...hours]));
    await until(() => library.paths().length === 2, { what: "the photo that came meanwhile" });
    await stop(next);
  }));

Deno.test("C-091 what was wrong is still told when it is over", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg"]);
    const often = ["--probe-interval", "1s"];
    await using watch = startProgram(watchArguments(library, [...LONG_WINDOW, ...often]));
    await until(async () => (await live(library))?.state === "idle", { what: "the first scan" });
    Deno.renameSync(library.photos, `${library.photos}.away`);
    const isAway = async () => (await live(library))?.state === "offline";
    await until(isAway, { what: "the root to be offline" });
    assert.equal((await live(library))?.owed, "everything");
    assert.equal(await check(library), AWAY);
    assert.match(watch.stderr(), /warning: .*photos: offline: '.*photos' is not there/);
    Deno.renameSync(`${library.photos}.away`, library.photos);
    const isBack = async () => (await live(library))?.state === "idle";
    await until(isBack, { what: "the root to be back" });
    const root = await live(library);
    assert.equal(root?.trouble, null);
    assert.equal(await check(library), 0);
    watch.signal("SIGSTOP");
    assert.equal(await check(library), FAILED, "it does not answer");
    watch.signal("SIGCONT");
    assert.match(root?.lastError?.message ?? "", /is not there/);
    assert.match((await library.run(["status"])).stdout, /Last trouble .*, over now: .* not there/);
    await stop(watch);
    assert.equal(await check(library), FAILED, "nobody watches");
    assert.equal((await library.run(["status"])).code, 0);
  }));

/** Hours around the moment, whatever it is. */
function quietNow(): string {
  const hour = (away: number) => String((new Date().getHours() + away + 24) % 24).padStart(2, "0");
  return `${hour(-1)}:00-${hour(2)}:00`;
}

function watchArguments(library: PhotoLibrary, more: readonly string[]): string[] {
  return ["watch", "--root", library.photos, "--db", library.database, "--no-http", ...more];
}

interface Told {
  readonly live: LiveRoot | null;
  readonly lastAudit: LastAudit | null;
}

/** What status tells of the root; nothing as long as there is no catalogue. */
async function status(library: PhotoLibrary): Promise<Told> {
  const { code, stdout } = await library.run(["status", "--json"]);
  const [root] = code === 0 ? JSON.parse(stdout).roots as Told[] : [];
  return root ?? { live: null, lastAudit: null };
}

/** What a program that monitors the watch is told. */
async function check(library: PhotoLibrary): Promise<number> {
  return (await library.run(["status", "--check"])).code;
}

async function live(library: PhotoLibrary): Promise<LiveRoot | null> {
  return (await status(library)).live;
}
