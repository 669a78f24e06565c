import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { makeOldTree, type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { countScans, startWatch, stop, untilEqual } from "./watching_library.ts";

/** What is found is found by a watcher, or by looking at the root alone. */
const ARGUMENTS = ["--rescan-interval", "12h", "--probe-interval", "1s", "--no-content-hash"];

Deno.test("C-043 a root that is unmounted, covered and mounted again under a watcher loses nothing", () =>
  withLibrary(async (library) => {
    const isMounted = mount(["-t", "tmpfs", "-o", "size=16m", "none", library.photos]);
    if (!isMounted) return;
    const other = `${library.directory}/other`;
    try {
      library.writeAll(["a.jpg", "b.jpg", "sub/c.jpg"]);
      await using watch = await startWatch(library, 0, ARGUMENTS);
      const ids = library.ids();
      // Kept elsewhere, so that the same disk can come back.
      assert.ok(mount(["--bind", library.photos, other]));
      unmount(library.photos);
      await untilOffline(library);
      assert.deepEqual(library.ids(), ids, "nothing is concluded from a root that is away");
      assert.ok(mount(["--bind", other, library.photos]));
      library.write("while-away.jpg", { seed: 50 });
      const isBack = () => library.paths().includes("while-away.jpg");
      await until(isBack, { what: "what came while it was away" });
      await expectHeard(library, "heard.jpg");
      for (const [path, id] of ids) assert.equal(library.id(path), id);

      assert.ok(mount(["-t", "tmpfs", "none", library.photos]), "another disk over it");
      await untilOffline(library);
      unmount(library.photos);
      await expectHeard(library, "heard-again.jpg");
      await untilEqual(library);
      assert.deepEqual(library.query("SELECT * FROM missing"), []);
      await stop(watch);
    } finally {
      for (const place of [library.photos, library.photos, other]) tryUnmount(place);
    }
  }));

Deno.test("C-047 a disk below the root that goes and comes under a watcher keeps its photos, and is heard", () =>
  withLibrary(async (library) => {
    const card = library.path("card");
    const elsewhere = `${library.directory}/elsewhere`;
    library.writeAll(["a.jpg", "b.jpg"]);
    if (!mount(["-t", "tmpfs", "-o", "size=16m", "none", card])) return;
    try {
      library.writeAll(["card/1.jpg", "card/2.jpg"], 10);
      await using watch = await startWatch(library, 0, ARGUMENTS);
      const ids = library.ids();
      assert.ok(mount(["--bind", card, elsewhere]));
      unmount(card);
      const isAway = () => library.problems().includes("card: mount-away");
      await until(isAway, { what: "the card to be known as away" });
      assert.deepEqual(library.ids(), ids);
      assert.ok(mount(["--bind", elsewhere, card]));
      const isBack = () => library.problems().length === 0;
      await until(isBack, { what: "the card to be back" });
      await expectHeard(library, "card/3.jpg");
      assert.deepEqual(library.query("SELECT * FROM missing"), []);
      await stop(watch);
    } finally {
      for (const place of [card, elsewhere]) tryUnmount(place);
    }
  }));

Deno.test("C-043 a root that is removed and made again, and one renamed away and back, is watched again", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "b.jpg"]);
    await using watch = await startWatch(library, 0, ARGUMENTS);
    library.remove("");
    await untilOffline(library);
    Deno.mkdirSync(library.photos);
    library.writeAll(["a.jpg", "c.jpg"]);
    const isSeen = () => library.paths().includes("c.jpg");
    await until(isSeen, { what: "the photo in the new folder" });
    await expectHeard(library, "d.jpg");

    Deno.renameSync(library.photos, `${library.photos}-away`);
    await untilOffline(library);
    const id = library.id("d.jpg");
    Deno.renameSync(`${library.photos}-away`, library.photos);
    await expectHeard(library, "e.jpg");
    assert.equal(library.id("d.jpg"), id);
    await stop(watch);
  }));

Deno.test("C-043 a root that is emptied under a watcher, and one that is replaced, hides nothing and comes back unread", () =>
  withLibrary(async (library) => {
    const paths = makeOldTree(library.photos, { files: 30, perDirectory: 10 });
    await using watch = await startWatch(library, 0, ARGUMENTS);
    const ids = library.ids();
    const aside = `${library.directory}/aside`;
    const moveAll = (from: string, to: string) => {
      for (const { name } of [...Deno.readDirSync(from)]) {
        Deno.renameSync(`${from}/${name}`, `${to}/${name}`);
      }
    };
    const replaceRoot = () => {
      Deno.renameSync(library.photos, `${aside}/root`);
      Deno.mkdirSync(library.photos);
      library.write("stranger.jpg", { seed: 4_711 });
    };
    const bringRootBack = () => {
      Deno.removeSync(library.photos, { recursive: true });
      Deno.renameSync(`${aside}/root`, library.photos);
    };
    Deno.mkdirSync(aside);
    const accidents = [
      ["emptied", () => moveAll(library.photos, aside), () => moveAll(aside, library.photos)],
      ["replaced", replaceRoot, bringRootBack],
    ] as const;
    for (const [what, strike, mend] of accidents) {
      strike();
      await untilOffline(library);
      assert.deepEqual(library.ids(), ids, what);
      mend();
      await watch.waitForLine(/all is well again/, 60_000);
      assert.deepEqual(library.ids(), ids, what);
      const [scan] = library.query(
        "SELECT appeared, changed, unchanged FROM scans ORDER BY id DESC",
      );
      assert.deepEqual(
        [scan?.appeared, scan?.changed, scan?.unchanged],
        [0, 0, paths.length],
        what,
      );
    }
    await expectHeard(library, "heard.jpg");
    await stop(watch);
  }));

Deno.test("a folder that is not watched is scanned, and what comes beside it is heard", () =>
  withLibrary(async (library) => {
    library.writeAll(["a.jpg", "2019/raw/1.jpg", "2019/2.jpg", "2020/3.jpg"]);
    const noWatch = ["--no-watch", "2019/raw", "--no-watch", "/nowhere"];
    await using watch = await startWatch(library, 0, [...ARGUMENTS, ...noWatch]);
    assert.match(watch.stderr(), /warning: Setting no-watch: '\/nowhere' lies in no folder/);
    assert.equal(library.paths().length, 4, "it is scanned");
    const heard = ["b.jpg", "2019/4.jpg", "2020/5.jpg", "2021/new/6.jpg", "2019/new/deep/7.jpg"];
    for (const path of heard) await expectHeard(library, path);
    // The second one in a new folder: it has a watcher of its own.
    await expectHeard(library, "2021/new/8.jpg");
    library.rename("2021", "2022");
    const isRenamed = () => library.paths().includes("2022/new/8.jpg");
    await until(isRenamed, { what: "the renamed folder" });
    await expectHeard(library, "2022/new/9.jpg");

    const scans = countScans(library);
    library.write("2019/raw/unheard.jpg", { seed: 77 });
    await expectHeard(library, "c.jpg");
    assert.equal(library.paths().includes("2019/raw/unheard.jpg"), false);
    // A scan is noted when all it found is stored.
    await until(() => countScans(library) > scans, { what: "the scan to be noted" });
    // Whoever asks gets everything.
    await library.sync();
    assert.ok(library.paths().includes("2019/raw/unheard.jpg"));
    await untilEqual(library);
    await stop(watch);
  }));

let seed = 1_000;

/** A new photo is found, and only an event could have told of it. */
async function expectHeard(library: PhotoLibrary, path: string): Promise<void> {
  library.write(path, { seed: seed++ });
  const isFound = () => library.paths().includes(path);
  await until(isFound, { what: `'${path}' to be heard of` });
}

async function untilOffline(library: PhotoLibrary): Promise<void> {
  const isOffline = () => library.query("SELECT offline_reason AS why FROM roots")[0]?.why !== null;
  await until(isOffline, { what: "the root to be offline" });
}

/** Mounts at a folder it makes; says so and gives `false` where nobody may mount. */
function mount(args: readonly string[]): boolean {
  Deno.mkdirSync(args.at(-1) ?? "", { recursive: true });
  if (Deno.uid() === 0 && command("mount", args)) return true;
  console.log("Skipped: mounting is not allowed here");
  return false;
}

function unmount(place: string): void {
  assert.ok(command("umount", ["--lazy", place]), `'${place}' could be unmounted`);
}

function tryUnmount(place: string): void {
  command("umount", ["--lazy", place]);
}

function command(name: string, args: readonly string[]): boolean {
  return new Deno.Command(name, { args: [...args], stderr: "null" }).outputSync().success;
}
