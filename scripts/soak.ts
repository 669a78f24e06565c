import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { listFiles, makeOldTree, PhotoLibrary } from "../tests/program/photo_library.ts";
import { Random } from "../tests/program/random.ts";
import { TreeChanges } from "../tests/program/tree_changes.ts";
import { startWatch, stop, untilEqual } from "../tests/program/watching_library.ts";
import { makeJpeg } from "../tests/support/make_jpeg.ts";
import { withTempDir } from "../tests/support/program.ts";
import type { RunningProgram } from "../tests/support/running_program.ts";
import { until } from "../tests/support/until.ts";

const USAGE = `Usage: deno task soak [--short | --long]
  --short  a minute or two: what a small machine can do in between (default)
  --long   the numbers of the checklist, and then ten minutes of changes, stops and kills`;

/** How much of everything. */
interface Amounts {
  readonly nested: number;
  readonly copied: number;
  readonly stalled: number;
  readonly churnMs: number;
}

const SHORT: Amounts = { nested: 200, copied: 3_000, stalled: 5_000, churnMs: 10_000 };
const LONG: Amounts = { nested: 1_000, copied: 20_000, stalled: 20_000, churnMs: 600_000 };

/** Nothing is found by looking at everything because an hour has passed. */
const ARGUMENTS = ["--rescan-interval", "12h", "--no-content-hash"];

const PHOTO = makeJpeg({ width: 16, height: 16, seed: 1 });

/** What befalls a library under a watcher, one after the other; it has to be equal after each. */
class Soak {
  #watch: RunningProgram | null = null;

  constructor(private readonly library: PhotoLibrary, private readonly amounts: Amounts) {}

  async run(): Promise<void> {
    this.library.writeAll(["a.jpg"]);
    this.#watch = await startWatch(this.library, 0, ARGUMENTS);
    await this.#step("new nested folders, a photo in each at once", () => this.#makeNested());
    await this.#step("a tree copied in", () => this.#copyIn());
    await this.#step("a tree moved in", () => this.#move("elsewhere/moved", "photos/moved"));
    await this.#step("a tree moved out", () => this.#move("photos/moved", "elsewhere/out"));
    await this.#step("a reader that was stopped", () => this.#stall());
    await this.#step("changes, stops and kills", () => this.#churn());
    await stop(this.#watch);
  }

  async #step(what: string, make: () => void | Promise<void>): Promise<void> {
    const startedMs = performance.now();
    await make();
    const madeMs = performance.now();
    const count = listFiles(this.library.photos).length;
    const isThere = () => this.library.paths().length === count;
    await until(isThere, { what: `${count} photos after ${what}`, timeoutMs: 300_000 });
    await untilEqual(this.library);
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    const equal = seconds(performance.now() - madeMs);
    console.log(
      `${what}: made in ${seconds(madeMs - startedMs)}, ${count} photos equal ${equal} later`,
    );
  }

  #makeNested(): void {
    for (let count = 0; count < this.amounts.nested; count++) {
      const directory = this.library.path(`nested/${count}/b/c`);
      Deno.mkdirSync(directory, { recursive: true });
      Deno.writeFileSync(`${directory}/IMG.jpg`, PHOTO);
    }
  }

  #copyIn(): void {
    const { directory } = this.library;
    const files = this.amounts.copied;
    makeOldTree(`${directory}/elsewhere/copied`, { files, perDirectory: 50 });
    makeOldTree(`${directory}/elsewhere/moved`, { files: files / 10, firstSeed: 100_000 });
    command("cp", ["-r", `${directory}/elsewhere/copied`, this.library.photos]);
  }

  #move(from: string, to: string): void {
    Deno.renameSync(`${this.library.directory}/${from}`, `${this.library.directory}/${to}`);
  }

  #stall(): void {
    this.#watch?.signal("SIGSTOP");
    for (let count = 0; count < this.amounts.stalled; count++) {
      const directory = this.library.path(`stalled/${Math.floor(count / 500)}`);
      if (count % 500 === 0) Deno.mkdirSync(directory, { recursive: true });
      Deno.writeFileSync(`${directory}/${count}.jpg`, PHOTO);
    }
    this.#watch?.signal("SIGCONT");
  }

  async #churn(): Promise<void> {
    const random = new Random(Date.now() % 1_000_000);
    const changes = new TreeChanges(this.library, random);
    for (const endMs = Date.now() + this.amounts.churnMs; Date.now() < endMs;) {
      changes.makeOne();
      await sleep(random.between(0, 40));
      const lot = random.between(0, 999);
      if (lot === 0) await this.#killAndStart();
      if (lot === 1) {
        this.#watch?.signal("SIGSTOP");
        await sleep(random.between(0, 8_000));
        this.#watch?.signal("SIGCONT");
      }
    }
    console.log(`  ${changes.describe()}`);
  }

  async #killAndStart(): Promise<void> {
    this.#watch?.signal("SIGKILL");
    await this.#watch?.ended;
    this.#watch = await startWatch(this.library, 0, ARGUMENTS);
  }
}

function command(name: string, args: readonly string[]): void {
  const { success } = new Deno.Command(name, { args: [...args] }).outputSync();
  if (!success) throw new Error(`Cannot soak as '${name} ${args.join(" ")}' failed`);
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: "boolean", default: false },
      long: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || (values.short && values.long)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const amounts = values.long ? LONG : SHORT;
  await withTempDir((directory) => new Soak(new PhotoLibrary(directory), amounts).run());
  return 0;
}

Deno.exit(await main(Deno.args));
