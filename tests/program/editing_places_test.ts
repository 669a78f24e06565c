import assert from "node:assert/strict";
import { withSmallDisk } from "../support/small_disk.ts";
import { listFiles, type PhotoLibrary, waitUntilOld, withLibrary } from "./photo_library.ts";

/** Somebody else, who needs not be known here. */
const STRANGER = 12_345;
/** Root without what makes it root: it owns its files, and has no power over those of others. */
const POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] as const;
const TIMEOUT_MS = 120_000;

interface ToldEdit {
  readonly path: string;
  readonly state: string;
  readonly reason: string | null;
  readonly target: string;
}

/** Edits the rating of photos; gives what the command tells of each. */
async function rate(
  library: PhotoLibrary,
  paths: readonly string[],
  { rating = 3, code = 0, through = [] as readonly string[] } = {},
): Promise<Map<string, ToldEdit>> {
  const named = paths.map((path) => library.path(path));
  const args = ["edit", ...named, "--rating", String(rating), "--json"];
  const result = await library.run(args, { timeoutMs: TIMEOUT_MS, through });
  assert.equal(result.code, code, `${result.stdout}\n${result.stderr}`);
  const { edits } = JSON.parse(result.stdout) as { edits: ToldEdit[] };
  return new Map(edits.map((edit) => [edit.path, edit]));
}

async function run(program: string, ...args: string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const bytesOf = (library: PhotoLibrary, path: string) => Deno.readFileSync(library.path(path));

Deno.test("C-104 on a disk that is read-only an edit waits with the reason, and is written once it is not", () =>
  withLibrary((library) =>
    withSmallDisk(library.photos, "4m", async (disk) => {
      library.write("a.jpg", { seed: 1 });
      await waitUntilOld();
      await library.sync();
      const before = bytesOf(library, "a.jpg");
      await disk.remount("ro");
      const told = await rate(library, ["a.jpg"], { code: 1 });
      assert.equal(told.get("a.jpg")?.state, "pending");
      assert.match(told.get("a.jpg")?.reason ?? "", /read-only: mount it for writing/);
      assert.deepEqual(bytesOf(library, "a.jpg"), before);
      assert.equal(library.photo("a.jpg").rating, 3);
      await disk.remount("rw");
      await library.sync();
      const [edit] = library.query("SELECT state, reason FROM edits");
      assert.deepEqual({ ...edit }, { state: "written", reason: null });
      assert.notDeepEqual(bytesOf(library, "a.jpg"), before);
      assert.deepEqual(listFiles(library.photos), ["a.jpg"]);
    })
  ));

Deno.test("C-104 a photo of somebody else gets a sidecar, and in a folder of somebody else an edit waits", () =>
  withLibrary(async (library) => {
    if (Deno.uid() !== 0 || await run(POWERLESS[0], ...POWERLESS.slice(1), "true") === null) {
      return console.log(
        "Skipped: only root can make files of others, and setpriv act for another",
      );
    }
    library.write("mine.jpg", { seed: 1 });
    library.write("theirs.jpg", { seed: 2 });
    library.write("folder/a.jpg", { seed: 3 });
    for (const path of ["theirs.jpg", "folder/a.jpg", "folder"]) {
      Deno.chownSync(library.path(path), STRANGER, STRANGER);
    }
    Deno.chmodSync(library.path("theirs.jpg"), 0o666);
    await waitUntilOld();
    await library.sync();
    const paths = ["mine.jpg", "theirs.jpg", "folder/a.jpg"];
    const before = paths.map((path) => bytesOf(library, path));

    const told = await rate(library, paths, { code: 1, through: POWERLESS });
    const [mine, theirs, inFolder] = paths.map((path) => told.get(path)!);
    assert.deepEqual([mine?.state, mine?.target], ["written", "mine.jpg"]);
    assert.deepEqual([theirs?.state, theirs?.target], ["written", "theirs.jpg.xmp"]);
    assert.equal(inFolder?.state, "pending");
    assert.match(inFolder?.reason ?? "", /may not write there.*give it the right to/);
    assert.deepEqual(bytesOf(library, "theirs.jpg"), before[1]);
    assert.deepEqual(bytesOf(library, "folder/a.jpg"), before[2]);
    const { uid, gid } = Deno.lstatSync(library.path("theirs.jpg"));
    assert.deepEqual([uid, gid], [STRANGER, STRANGER]);

    // With the right to, the owner is kept.
    await library.sync();
    const written = Deno.lstatSync(library.path("folder/a.jpg"));
    assert.deepEqual([written.uid, written.gid], [STRANGER, STRANGER]);
    assert.notDeepEqual(bytesOf(library, "folder/a.jpg"), before[2]);
    assert.deepEqual(listFiles(library.photos).sort(), [...paths, "theirs.jpg.xmp"].sort());
  }));

Deno.test("C-104 what has several names, or is a link, is not replaced", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    Deno.linkSync(library.path("a.jpg"), library.path("b.jpg"));
    library.write("c.jpg", { seed: 2 });
    const elsewhere = `${library.directory}/elsewhere.xmp`;
    Deno.writeTextFileSync(elsewhere, "somebody's");
    await waitUntilOld();
    await library.sync();
    const before = bytesOf(library, "a.jpg");
    Deno.symlinkSync(elsewhere, library.path("c.jpg.xmp"));
    Deno.chmodSync(library.path("c.jpg"), 0o444);
    await library.sync();

    const linked = await rate(library, ["a.jpg"]);
    assert.equal(linked.get("a.jpg")?.target, "a.jpg.xmp");
    assert.deepEqual(bytesOf(library, "a.jpg"), before);
    assert.equal(Deno.lstatSync(library.path("a.jpg")).nlink, 2);
    assert.equal(library.photo("a.jpg").rating, 3);
    assert.equal(library.photo("b.jpg").rating, null);

    const inTheWay = await rate(library, ["c.jpg"], { code: 1 });
    assert.notEqual(inTheWay.get("c.jpg")?.state, "written");
    assert.notEqual(inTheWay.get("c.jpg")?.reason, null);
    assert.equal(Deno.readTextFileSync(elsewhere), "somebody's");
    assert.ok(Deno.lstatSync(library.path("c.jpg.xmp")).isSymlink);
  }));

Deno.test("C-106 access lists, extended attributes, owner and mode are those of before", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    const path = library.path("a.jpg");
    const isSet = await run("setfattr", "-n", "user.note", "-v", "mine", path) !== null &&
      await run("setfacl", "-m", `u:${STRANGER}:r`, path) !== null;
    if (!isSet) return console.log("Skipped: no access lists or extended attributes here");
    Deno.chmodSync(path, 0o654);
    if (Deno.uid() === 0) Deno.chownSync(path, STRANGER, STRANGER);
    const traits = async () => {
      const { mode, uid, gid } = Deno.lstatSync(path);
      const lists = await run("getfacl", "-cnp", path);
      const attributes = await run("getfattr", "-d", "--absolute-names", path);
      return { mode, uid, gid, lists, attributes };
    };
    await waitUntilOld();
    await library.sync();
    const [before, bytes] = [await traits(), bytesOf(library, "a.jpg")];
    assert.match(before.lists ?? "", new RegExp(`user:${STRANGER}:r`));
    assert.match(before.attributes ?? "", /user\.note="mine"/);
    const told = await rate(library, ["a.jpg"]);
    assert.equal(told.get("a.jpg")?.target, "a.jpg");
    assert.notDeepEqual(bytesOf(library, "a.jpg"), bytes);
    assert.deepEqual(await traits(), before);
  }));
