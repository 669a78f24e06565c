import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { makeJpeg } from "../support/make_jpeg.ts";
import { until } from "../support/until.ts";
import { withLibrary } from "./photo_library.ts";
import { startWatch, stop, untilEqual } from "./watching_library.ts";

Deno.test("changes that are not announced are found, said, and looked for regularly", () =>
  withLibrary(async (library) => {
    // Below an overlay files can come that its watcher does not hear of.
    const below = `${library.directory}/below`;
    const overlay = ["upper", "work"].map((name) => `${library.directory}/${name}`);
    for (const path of [below, `${below}/sub`, ...overlay]) Deno.mkdirSync(path);
    Deno.writeFileSync(`${below}/sub/a.jpg`, makeJpeg({ seed: 1 }));
    const [upper, work] = overlay;
    const layers = `lowerdir=${below},upperdir=${upper},workdir=${work}`;
    if (!mountHere(["-t", "overlay", "overlay", "-o", layers, library.photos])) return;
    try {
      const often = ["--rescan-interval", "3s", "--poll-interval", "3s", "--no-content-hash"];
      await using watch = await startWatch(library, 0, often);
      let count = 0;
      const isSaid = async () => {
        Deno.writeFileSync(`${below}/sub/unheard${count++}.jpg`, makeJpeg({ seed: count + 10 }));
        await sleep(500);
        return watch.stderr().includes("Changes in it are not announced");
      };
      await until(isSaid, { what: "the watcher to be known as deaf", timeoutMs: 60_000 });
      const { stdout } = await library.run(["status"]);
      assert.match(stdout, /Looked at regularly, as its watcher does not hear everything/);
      await untilEqual(library);
      await stop(watch);
    } finally {
      new Deno.Command("umount", { args: ["--lazy", library.photos] }).outputSync();
    }
  }));

/** Says so and gives `false` where nobody may mount. */
function mountHere(args: readonly string[]): boolean {
  const mounting = new Deno.Command("mount", { args: [...args], stderr: "null" });
  if (Deno.uid() === 0 && mounting.outputSync().success) return true;
  console.log("Skipped: mounting is not allowed here");
  return false;
}
