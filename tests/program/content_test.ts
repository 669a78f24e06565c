import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { until } from "../support/until.ts";
import { type PhotoLibrary, rot, withLibrary } from "./photo_library.ts";

const USAGE = 2;

Deno.test("C-027 the same bytes under two paths: equal samples at once, equal content hashes after the paced pass", () =>
  withLibrary(async (library) => {
    const bytes = makeJpeg({ padTo: 400_000 });
    library.write("a.jpg", bytes);
    library.write("copy/a.jpg", bytes);
    library.write("other.jpg", { seed: 2 });
    await library.sync();
    const hashes = () =>
      library.query("SELECT sample_hash, content_hash FROM photos ORDER BY path");
    const [a, copy, other] = hashes();
    assert.equal(a?.sample_hash, copy?.sample_hash);
    assert.notEqual(a?.sample_hash, other?.sample_hash);
    assert.deepEqual(hashes().map(({ content_hash }) => content_hash), [null, null, null]);
    assert.match((await library.run(["status"])).stdout, /3 photos without a content hash yet/);

    const logged = library.query("SELECT count(*) AS n FROM change");
    await using watch = startWatch(library);
    await untilHashed(library);
    const expected = createHash("sha256").update(bytes).digest("hex");
    assert.deepEqual(hashes().map(({ content_hash }) => content_hash === expected), [
      true,
      true,
      false,
    ]);
    assert.deepEqual(
      library.query("SELECT count(*) AS n FROM change"),
      logged,
      "no change of a photo",
    );
    assert.doesNotMatch((await library.run(["status"])).stdout, /content hash/);

    const before = Deno.readFileSync(`${library.database}-wal`);
    await sleep(1_000);
    assert.deepEqual(
      Deno.readFileSync(`${library.database}-wal`),
      before,
      "an idle daemon writes nothing",
    );
    await stop(watch);
    assert.deepEqual(await library.audit(), []);
  }));

Deno.test("C-027 a photo that comes while a large one is read is indexed first, and the large one later", () =>
  withLibrary(async (library) => {
    library.write("large.jpg", makeJpeg({ padTo: 30_000_000 }));
    await library.sync();
    await using slow = startWatch(library, "--hash-rate", "1", "--verbose");
    await slow.waitForLine(/hashing \w+ -> hashing/);
    library.write("new.jpg", { seed: 7 });
    await slow.waitForLine(/hashing hashing -> resting/);
    await until(() => library.paths().includes("new.jpg"), { what: "the new photo" });
    assert.equal(library.photo("large.jpg").content_hash, null);
    await stop(slow);
    await using fast = startWatch(library, "--hash-rate", "1000");
    await untilHashed(library);
    await stop(fast);
  }));

Deno.test("C-027 an edited photo loses its content hash and gets the new one", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    await library.sync();
    await using watch = startWatch(library);
    await untilHashed(library);
    const before = library.photo("a.jpg").content_hash;
    library.write("a.jpg", { seed: 2 });
    const bytes = Deno.readFileSync(library.path("a.jpg"));
    const expected = createHash("sha256").update(bytes).digest("hex");
    await until(() => library.photo("a.jpg").content_hash === expected, { what: "the new hash" });
    assert.notEqual(before, expected);
    await stop(watch);
  }));

Deno.test("C-027 no photo is read completely where that is switched off, and a wrong rate is refused", () =>
  withLibrary(async (library) => {
    library.write("a.jpg");
    await library.sync();
    await using watch = startWatch(library, "--no-content-hash", "--verbose");
    await watch.waitForLine(/-> idle/);
    await sleep(500);
    assert.equal(library.photo("a.jpg").content_hash, null);
    await stop(watch);

    for (const rate of ["0", "-1", "fast", "1e3", ""]) {
      const refused = await library.run(["watch", `--hash-rate=${rate}`]);
      assert.equal(refused.code, USAGE, refused.stderr);
      assert.match(refused.stderr, /hash-rate/);
    }
  }));

Deno.test("a photo that holds other bytes than were indexed is named once and gets no content hash", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", makeJpeg({ seed: 1, padTo: 50_000 }));
    library.write("b.jpg", makeJpeg({ seed: 2 }));
    await library.sync();
    rot(library, "a.jpg", 40_000);
    await using watch = startWatch(library);
    await watch.waitForLine(/warning: .*'a\.jpg' holds other bytes than were indexed/);
    await until(() => library.photo("b.jpg").content_hash, { what: "the hash of the other photo" });
    assert.equal(library.photo("a.jpg").content_hash, null);
    await stop(watch);
    assert.equal(watch.stderr().match(/holds other bytes/g)?.length, 1);
  }));

async function untilHashed(library: PhotoLibrary): Promise<void> {
  const isHashed = () => {
    const rows = library.query("SELECT content_hash FROM photos");
    return rows.length > 0 && rows.every(({ content_hash }) => content_hash !== null);
  };
  await until(isHashed, { what: "all content hashes" });
}

function startWatch(library: PhotoLibrary, ...args: readonly string[]): RunningProgram {
  const folders = ["--root", library.photos, "--db", library.database];
  const times = ["--debounce", "100ms", "--debounce-limit", "500ms"];
  return startProgram(["watch", ...folders, ...times, ...args]);
}

async function stop(watch: RunningProgram): Promise<void> {
  watch.signal("SIGTERM");
  const { code, stderr } = await watch.waitForEnd();
  assert.equal(code, 0, stderr);
}
