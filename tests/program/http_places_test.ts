import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { startProgram } from "../support/program.ts";
import { until } from "../support/until.ts";
import { withThumbnail } from "../support/with_thumbnail.ts";
import { type PhotoLibrary, withLibrary } from "./photo_library.ts";
import { serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

/** That of the page unless somebody names another. */
const DEFAULT_PORT = 7580;
/** Ten seconds, longer than a program that is about to end keeps it. */
const PORT_TRIES = 100, PORT_PAUSE_MS = 100;

Deno.test("previews: small pictures are kept in the user's cache, named like no photo", () =>
  withLibrary(async (library) => {
    const cache = `${library.directory}/cache`;
    await lookAtPreview(library, { XDG_CACHE_HOME: cache });
    const names = filesIn(`${cache}/proofsheet/previews`);
    assert.equal(names.length, 1);
    assert.match(names[0] ?? "", /\/[0-9a-f]{64}\.preview$/);
  }));

Deno.test("previews: nothing is kept where photos are, also behind a link", () =>
  withLibrary(async (library) => {
    Deno.mkdirSync(library.path("cache"));
    Deno.symlinkSync(library.path("cache"), `${library.directory}/link`);
    for (const cache of [library.path("cache"), `${library.directory}/link`]) {
      await lookAtPreview(library, { XDG_CACHE_HOME: cache });
      assert.deepEqual(filesIn(library.photos), [library.path("a.jpg")]);
    }
  }));

Deno.test("previews: nothing is kept beside the catalogue where nobody says where a cache is", () =>
  withLibrary(async (library) => {
    await lookAtPreview(library, { XDG_CACHE_HOME: "", HOME: "" });
    const beside = [...Deno.readDirSync(`${library.directory}/data`)].map(({ name }) => name);
    assert.deepEqual(beside.filter((name) => !/^catalogue\.db(-wal|-shm|\.lock)?$/.test(name)), []);
  }));

Deno.test("http: where the default port is taken the folders are watched without a page, and it is said how to get one", () =>
  withLibrary(async (library) => {
    library.write("a.jpg", { seed: 1 });
    using _taken = await takeDefaultPort();
    await using watch = startProgram([
      ...["watch", "--root", library.photos, "--db", library.database],
      ...["--debounce", "200ms", "--debounce-limit", "1s"],
    ]);
    await until(() => library.paths().length === 1, { what: "the first photo", timeoutMs: 30_000 });
    library.write("b.jpg", { seed: 2 });
    await until(() => library.paths().length === 2, { what: "a new photo", timeoutMs: 30_000 });
    const said = watch.stderr() + watch.stdout();
    assert.match(said, /port 7580: another program listens there; there is no page and no API/);
    assert.match(said, /--port N/);
    await stop(watch);
  }));

/** Who has it already may give it back any moment, so it is waited for; who keeps it does as well. */
async function takeDefaultPort(): Promise<Disposable> {
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    try {
      const listener = Deno.listen({ hostname: "127.0.0.1", port: DEFAULT_PORT });
      return { [Symbol.dispose]: () => listener.close() };
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      await sleep(PORT_PAUSE_MS);
    }
  }
  return { [Symbol.dispose]: () => {} };
}

async function lookAtPreview(library: PhotoLibrary, env: Record<string, string>): Promise<void> {
  const small = makeJpeg({ width: 40, height: 30, seed: 9 });
  library.write("a.jpg", withThumbnail(makeJpeg({ seed: 1 }), small));
  const { watch, url } = await serve(library, ["--port", "0"], { env });
  await using _watch = watch;
  for (let times = 0; times < 2; times++) {
    const response = await fetch(`${url}/api/v1/photos/${library.id("a.jpg")}/preview`);
    assert.deepEqual(await response.bytes(), small);
  }
  await stop(watch);
}

function filesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${directory}/${name}`) : [`${directory}/${name}`]
  );
}
