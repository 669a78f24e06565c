import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HashOutcome } from "../../lib/core/hashing.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { contentHash } from "../../lib/metadata/content_hash.ts";
import { openHasher } from "../../lib/metadata/open_hasher.ts";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { withTempDir } from "../support/program.ts";
import { until } from "../support/until.ts";

const policy = fileSystemOfName(null);

/** A look at a file proves nothing for so long after a write. */
const OLD_AFTER_MS = 2_100;

function hash(path: string, onBytes = () => {}): Promise<HashOutcome> {
  return contentHash({ path, pace: null, isSampled: true, policy }, onBytes);
}

Deno.test("C-027 the content hash is the sha256 of all bytes, whatever the size", () =>
  withTempDir(async (directory) => {
    const photos = [5_000, 1024 * 1024, 3_500_000].map((padTo) => ({
      path: join(directory, `${padTo}.jpg`),
      bytes: makeJpeg({ padTo, seed: padTo }),
    }));
    for (const { path, bytes } of photos) Deno.writeFileSync(path, bytes);
    await sleep(OLD_AFTER_MS);
    for (const { path, bytes } of photos) {
      const outcome = await hash(path);
      assert.equal(outcome.status, "hashed");
      const expected = createHash("sha256").update(bytes).digest("hex");
      assert.equal(outcome.status === "hashed" && outcome.contentHash, expected);
      const reading = await readPhoto(path);
      assert.equal(
        outcome.status === "hashed" && outcome.sampleHash,
        reading.status === "read" && reading.reading.sampleHash,
      );
    }
  }));

Deno.test("a photo that grows while it is read has no content hash", () =>
  withTempDir(async (directory) => {
    const path = join(directory, "a.jpg");
    Deno.writeFileSync(path, makeJpeg({ padTo: 3_000_000 }));
    await sleep(OLD_AFTER_MS);
    const outcome = await hash(
      path,
      () => Deno.writeFileSync(path, Uint8Array.of(1), { append: true }),
    );
    assert.deepEqual(outcome, { status: "unstable" });
  }));

Deno.test("what is gone, and what is no file, is said and nothing is thrown", () =>
  withTempDir(async (directory) => {
    assert.deepEqual(await hash(join(directory, "none.jpg")), { status: "vanished" });
    const folder = await hash(directory);
    assert.equal(folder.status === "failed" && folder.problem.kind, "not-a-file");
    Deno.symlinkSync("/dev/zero", join(directory, "endless.jpg"));
    const link = await hash(join(directory, "endless.jpg"));
    assert.equal(link.status === "failed" && link.problem.kind, "not-a-file");
  }));

/** A worker that plays a dead mount: it comes back after a second. */
const DEAD_MOUNT = "data:text/javascript," + encodeURIComponent(`
  self.onmessage = ({ data: { id } }) =>
    setTimeout(() => self.postMessage({ type: "answer", id, outcome: { status: "vanished" } }), 1000);
  self.postMessage({ type: "ready" });`);

Deno.test("a reader that hangs in a dead mount is given up, and none is started beside it", async () => {
  const options = { programUrl: DEAD_MOUNT, rootPath: "/dead", silenceMaxMs: 200 };
  const hasher = openHasher(options);
  const request = { path: "/dead/a.jpg", pace: null, isSampled: false, policy };
  await assert.rejects(
    hasher.hash(request, new AbortController().signal),
    /Cannot read in '\/dead' as the file system did not answer for 0 s/,
  );
  hasher.close();
  assert.throws(() => openHasher(options), /an earlier reading still hangs in it/);
  const again = await until(() => {
    try {
      return openHasher(options);
    } catch {
      return null;
    }
  }, { what: "the reader to come back" });
  again.close();
});

Deno.test("a reader that hung and then broke is known to be back", async () => {
  const source = "self.onmessage = () => setTimeout(() => { throw new Error('broken') }, 1000);" +
    "self.postMessage({ type: 'ready' });";
  const programUrl = `data:text/javascript,${encodeURIComponent(source)}`;
  const options = { programUrl, rootPath: "/dead-and-broken", silenceMaxMs: 200 };
  const hasher = openHasher(options);
  const request = { path: "/dead-and-broken/a.jpg", pace: null, isSampled: false, policy };
  await assert.rejects(hasher.hash(request, new AbortController().signal), /did not answer/);
  hasher.close();
  const again = await until(() => {
    try {
      return openHasher(options);
    } catch {
      return null;
    }
  }, { what: "the reader to be known as gone" });
  again.close();
});

Deno.test("a reader that broke says so, now and later", async () => {
  const source =
    "self.postMessage({ type: 'ready' }); setTimeout(() => { throw new Error('broken') })";
  const programUrl = `data:text/javascript,${encodeURIComponent(source)}`;
  const hasher = openHasher({ programUrl, rootPath: "/broken" });
  const { signal } = new AbortController();
  const request = { path: "/broken/a.jpg", pace: null, isSampled: false, policy };
  for (let count = 0; count < 2; count++) {
    await assert.rejects(hasher.hash(request, signal), /Cannot read in '\/broken': .*broken/);
  }
  hasher.close();
});

Deno.test("whoever stops a reading need not wait for it", async () => {
  const hasher = openHasher({ programUrl: DEAD_MOUNT, rootPath: "/slow" });
  const stop = new AbortController();
  const reading = hasher.hash(
    { path: "/slow/a.mov", pace: null, isSampled: false, policy },
    stop.signal,
  );
  stop.abort(new Error("There is work"));
  await assert.rejects(reading, /There is work/);
  hasher.close();
});
