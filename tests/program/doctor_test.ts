import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram, startProgram, withTempDir } from "../support/program.ts";
import type { ProgramResult } from "../support/running_program.ts";
import { withLoopDisk } from "../support/loop_disk.ts";
import { mayLimitWatches, withWatches } from "../support/limited_watches.ts";
import { withSmallDisk } from "../support/small_disk.ts";
import { until } from "../support/until.ts";
import { makeOldTree } from "./photo_library.ts";

const BROKEN = 1, USAGE = 2, INTERRUPTED = 130;
const SCRATCH = /^\.proofsheet-doctor-/;

/** States by check of one place; the first place is the catalogue's. */
interface Report {
  readonly states: Readonly<Record<string, string>>;
  readonly seen: Readonly<Record<string, string>>;
}

Deno.test("doctor: on a local disk every promise is looked at, and nothing is left behind", async () => {
  await withTempDir(async (directory) => {
    const photos = join(directory, "photos");
    makeOldTree(photos, { files: 30, perDirectory: 10 });
    Deno.writeTextFileSync(join(photos, "clip.mts"), "only counted");
    const before = everything(directory);
    const result = await doctor(directory, photos, "--json");
    assert.equal(result.code, 0, result.stdout + result.stderr);
    const [catalogue, folder] = reports(result);
    assert.deepEqual(Object.keys(catalogue?.states ?? {}), [
      "catalogue",
      "its place",
      "its journal",
      "its room",
    ]);
    assert.equal(catalogue?.states["its journal"], "ok");
    assert.equal(folder?.states["events"], "ok");
    assert.equal(folder?.states["watching"], "ok");
    assert.match(folder?.seen["access"] ?? "", /^31 photos in 4 directories/);
    assert.match(folder?.seen["formats"] ?? "", /^1 file of 31 \(3 %\) is CRW, X3F or MTS/);
    assert.match(folder?.seen["reading"] ?? "", /^30 photos read/);
    assert.deepEqual(everything(directory), before);
  });
});

Deno.test("doctor: without a folder all known roots are looked at", async () => {
  await withTempDir(async (directory) => {
    const photos = join(directory, "photos");
    makeOldTree(photos, { files: 3 });
    const database = join(directory, "data", "catalogue.db");
    const none = await runProgram(["doctor", "--db", database]);
    assert.equal(none.code, 0, none.stdout + none.stderr);
    assert.match(none.stderr, /No folder is known yet/);
    assert.equal((await runProgram(["sync", "--folder", photos, "--db", database])).code, 0);
    const result = await runProgram(["doctor", "--db", database]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.ok(result.stdout.includes(`Folder ${photos}\n`), result.stdout);
    assert.match(result.stdout, /ok +catalogue +It can be read: 3 photos in 1 root\n/);
  });
});

Deno.test("doctor: what is no folder of photos is broken, with the reason, and the rest is told", async () => {
  await withTempDir(async (directory) => {
    Deno.writeTextFileSync(join(directory, "file"), "");
    const places = ["gone", "file", "file/below"].map((name) => join(directory, name));
    const result = await doctor(directory, ...places);
    assert.equal(result.code, BROKEN);
    assert.match(result.stdout, /Folder \S+\/gone\n +BROKEN +folder +Nothing is there/);
    assert.match(result.stdout, /Folder \S+\/file\n +BROKEN +folder +It is no directory/);
    assert.match(result.stdout, /3 broken/);
  });
});

Deno.test("doctor: a scratch directory that is not there is a mistake in the command", async () => {
  await withTempDir(async (directory) => {
    const result = await doctor(directory, directory, "--scratch", join(directory, "gone"));
    assert.equal(result.code, USAGE);
    assert.match(result.stderr, /Cannot use --scratch '\S+gone'/);
  });
});

Deno.test("doctor: nothing is written among photos unasked, also where the catalogue lies there", async () => {
  await withTempDir(async (directory) => {
    const photos = join(directory, "photos");
    makeOldTree(photos, { files: 3 });
    const database = join(photos, "catalogue.db");
    const { mtime } = Deno.statSync(photos);
    const result = await runProgram(["doctor", photos, "--db", database, "--json"]);
    const [catalogue, folder] = reports(result);
    assert.equal(catalogue?.states["its journal"], "untried", result.stdout);
    assert.equal(folder?.states["disk tests"], "untried");
    assert.deepEqual(Deno.statSync(photos).mtime, mtime);
  });
});

Deno.test("doctor: on another disk tests are made where they are allowed, and there only", async () => {
  await withTempDir(async (directory) => {
    const disk = join(directory, "disk");
    const photos = join(disk, "photos");
    Deno.mkdirSync(disk);
    await withSmallDisk(disk, "8m", async ({ remount }) => {
      makeOldTree(photos, { files: 3 });
      const before = everything(disk);
      const unasked = await doctor(directory, photos, "--json");
      assert.equal(unasked.code, 0, unasked.stdout);
      assert.equal(reports(unasked)[1]?.states["disk tests"], "untried");
      assert.match(reports(unasked)[1]?.seen["file system"] ?? "", /tmpfs/);
      assert.deepEqual(everything(disk), before);

      const asked = await doctor(directory, photos, "--scratch", disk, "--json");
      assert.equal(asked.code, 0, asked.stdout);
      assert.equal(reports(asked)[1]?.states["names"], "ok");
      assert.equal(reports(asked)[1]?.states["events"], "ok");
      assert.deepEqual(everything(disk), before);

      await remount("ro");
      const readOnly = await doctor(directory, photos, "--scratch", disk, "--json");
      assert.equal(readOnly.code, 0, "photos on a read-only disk are fine");
      assert.match(reports(readOnly)[1]?.seen["disk tests"] ?? "", /Read-only file system/);
      const there = await runProgram(["doctor", "--db", join(disk, "catalogue.db"), "--json"]);
      assert.equal(there.code, BROKEN);
      assert.match(reports(there)[0]?.seen["its journal"] ?? "", /Read-only file system/);
      await remount("rw");

      fill(join(disk, "filler"));
      const full = await runProgram(["doctor", "--db", join(disk, "catalogue.db"), "--json"]);
      assert.equal(full.code, BROKEN, full.stdout);
      assert.equal(reports(full)[0]?.states["its journal"], "broken");
      assert.equal(reports(full)[0]?.states["its room"], "broken");
      const tried = await doctor(directory, photos, "--scratch", disk, "--json");
      assert.equal(tried.code, 0, "that nothing can be tried there says nothing about photos");
      assert.deepEqual(everything(disk), [...before, "filler"].sort());
    });
  });
});

Deno.test("doctor: an old kind of ext4 keeps whole seconds and no birth times", async () => {
  await onLoopDisk(["mkfs.ext4", "-q", "-I", "128"], async (photos, directory) => {
    const { states, seen } = await tryDisk(photos, directory);
    assert.match(seen["time stamps"] ?? "", /steps of 1 s/);
    assert.equal(states["renames"], "limited");
    assert.match(seen["renames"] ?? "", /keeps its inode; birth times are not kept/);
  });
});

Deno.test("doctor: a camera card (FAT) keeps neither inodes nor two names that differ in case", async () => {
  await onLoopDisk(["mkfs.vfat"], async (photos, directory) => {
    const { states, seen } = await tryDisk(photos, directory);
    assert.match(seen["file system"] ?? "", /vfat/);
    assert.equal(states["time stamps"], "limited");
    assert.equal(states["renames"], "limited");
    assert.match(seen["names"] ?? "", /'A\.jpg' and 'a\.jpg' are one name/);
  });
});

Deno.test("doctor: interrupted, killed, or two at once: nothing is left behind in the end", async () => {
  await withTempDir(async (directory) => {
    const photos = join(directory, "photos");
    makeOldTree(photos, { files: 3 });
    const scratches = () => Deno.readDirSync(directory).filter(({ name }) => SCRATCH.test(name));
    const count = () => [...scratches()].length;
    const args = ["doctor", photos, "--db", join(directory, "data", "catalogue.db")];
    {
      await using interrupted = startProgram(args);
      await interrupted.waitForLine(/Looking at/);
      assert.equal(count(), 1);
      interrupted.signal("SIGINT");
      assert.equal((await interrupted.waitForEnd()).code, INTERRUPTED);
      assert.equal(count(), 0);
    }
    {
      await using killed = startProgram(args);
      await until(() => count() === 1, { what: "the scratch directory" });
      await killed.waitForLine(/Looking at/);
      killed.signal("SIGKILL");
      await killed.ended;
      assert.equal(count(), 1);
    }
    // Somebody put something of their own into it: that stays, and what is ours goes.
    const [left] = [...scratches()];
    const foreign = join(directory, left!.name, "IMG_0001.jpg");
    Deno.writeTextFileSync(foreign, "mine");
    await using first = startProgram(args);
    await first.waitForLine(/Looking at/);
    assert.deepEqual([...Deno.readDirSync(join(directory, left!.name))].map(({ name }) => name), [
      "IMG_0001.jpg",
    ]);
    Deno.removeSync(join(directory, left!.name), { recursive: true });
    const second = await runProgram(args);
    assert.equal(second.code, 0, second.stdout + second.stderr);
    const ended = await first.waitForEnd();
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.doesNotMatch(ended.stdout, /BROKEN/);
    assert.equal(count(), 0);
  });
});

Deno.test("C-075 doctor: more folders than may be watched are told with the cure", async () => {
  if (!mayLimitWatches()) return;
  await withTempDir(async (directory) => {
    const photos = join(directory, "photos");
    makeOldTree(photos, { files: 20, perDirectory: 1 });
    const args = ["doctor", photos, "--db", join(directory, "data", "catalogue.db")];
    const result = await runProgram(args, { through: withWatches(10) });
    assert.equal(result.code, 0, "it is polled instead, so nothing is broken");
    assert.match(
      result.stdout,
      /limited +watching +The system does not let us watch 21 directories/,
    );
    assert.match(result.stdout, /sysctl\s+fs\.inotify\.max_user_watches=/);
    assert.match(result.stdout, /ok +events/);
  });
});

Deno.test("doctor: a disk that does not answer holds nothing up", async () => {
  await onLoopDisk(["mkfs.ext4", "-q"], async (photos, directory) => {
    const disk = join(photos, "..");
    if (!await freeze("--freeze", disk)) return console.log("Skipped: no disk can be frozen here");
    try {
      const args = [photos, "--db", join(directory, "data", "catalogue.db"), "--scratch", disk];
      await using program = startProgram(["doctor", ...args]);
      await until(() => /broken/.test(program.stdout()), { what: "report", timeoutMs: 60_000 });
      assert.match(program.stdout(), /BROKEN +disk tests +No answer within 5 s/);
      await freeze("--unfreeze", disk);
      assert.equal((await program.waitForEnd()).code, BROKEN);
    } finally {
      await freeze("--unfreeze", disk);
    }
  });
});

async function freeze(how: string, disk: string): Promise<boolean> {
  try {
    return (await new Deno.Command("fsfreeze", { args: [how, disk] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function onLoopDisk(
  make: readonly [string, ...string[]],
  use: (photos: string, directory: string) => Promise<void>,
): Promise<void> {
  await withTempDir(async (directory) => {
    const path = join(directory, "disk");
    Deno.mkdirSync(path);
    await withLoopDisk({ image: join(directory, "image"), path, make }, async () => {
      const photos = join(path, "photos");
      makeOldTree(photos, { files: 3 });
      await use(photos, directory);
    });
  });
}

/** What is told of a folder on a disk that may be written to; nothing is left there. */
async function tryDisk(photos: string, directory: string): Promise<Report> {
  const disk = join(photos, "..");
  const before = everything(disk);
  const result = await doctor(directory, photos, "--scratch", disk, "--json");
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.deepEqual(everything(disk), before);
  return reports(result)[1]!;
}

function doctor(directory: string, ...args: readonly string[]): Promise<ProgramResult> {
  return runProgram(["doctor", ...args, "--db", join(directory, "data", "catalogue.db")]);
}

function reports({ stdout }: ProgramResult): Report[] {
  type Place = { findings: { check: string; state: string; seen: string }[] };
  const { examined } = JSON.parse(stdout) as { examined: Place[] };
  return examined.map(({ findings }) => ({
    states: Object.fromEntries(findings.map(({ check, state }) => [check, state])),
    seen: Object.fromEntries(findings.map(({ check, seen }) => [check, seen])),
  }));
}

/** Every path below a directory, relative to it. */
function everything(directory: string, below = ""): string[] {
  return [...Deno.readDirSync(join(directory, below))].flatMap(({ name, isDirectory }) => {
    const path = below === "" ? name : `${below}/${name}`;
    return isDirectory ? [path, ...everything(directory, path)] : [path];
  }).sort();
}

function fill(path: string): void {
  using file = Deno.openSync(path, { createNew: true, write: true });
  const block = new Uint8Array(65_536);
  try {
    for (;;) file.writeSync(block);
  } catch {
    // Full.
  }
}
