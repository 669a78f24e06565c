import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Random } from "../program/random.ts";
import { startProgram, withTempDir } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";
import { assertSound } from "./point_library.ts";
import { makeOccasions, type Occasion, type Start } from "./point_occasions.ts";
import { readTransactions } from "./read_transactions.ts";

/** Which points, how often, and who is told. */
export interface PointKillsOptions {
  readonly random: Random;
  /** At every point. */
  readonly kills: number;
  /** After so long no other kill is begun; no limit by default. */
  readonly limitMs?: number;
  /** Only occasions whose names hold this. */
  readonly only?: string;
  /** Only so many points, drawn by chance; all by default. */
  readonly pointsMax?: number;
  readonly tell: (line: string) => void;
}

const MOMENTS = ["before", "midst", "after"] as const;
type Moment = (typeof MOMENTS)[number];

/** A place in the source that commits to a catalogue. */
export interface CommitPoint {
  readonly point: string;
  /** How often it was killed at each moment. */
  readonly kills: Record<Moment, number>;
  /** In which occasions it was met, and what each time wrote: 0 statements where there is no transaction. */
  readonly met: Meeting[];
}

interface Meeting {
  readonly occasion: string;
  /** How often a program that was to be killed there did not come by. */
  misses: number;
  readonly statements: readonly number[];
}

/** What was met and killed. */
export interface PointKillsFigures {
  readonly points: readonly CommitPoint[];
  /** Places in the source that begin a transaction and were not met. */
  readonly unmet: readonly string[];
  /** What was wrong after a kill. */
  readonly failures: readonly string[];
  /** Programs that were to be killed and ended before. */
  missed: number;
  /** Ids that were compared after a kill, all of them together. */
  followed: number;
}

const TWOFOLD: ReadonlySet<string> = new Set(["accidents", "a part"]);
/** So many times in a row the start that follows a kill is killed itself, with the first one. */
const IN_A_ROW_MAX = 3;
/** A point that is not met any more is given up after so many. */
const TRIES_MAX = 3;
const WITHIN_MS = 60_000;
/** A daemon that has nothing to do any more, whatever it was waited for. */
const DAEMON_WITHIN_MS = 10_000;
const POLL_PAUSE_MS = 300;
const KILLED = 137;
const PRELOADED = fileURLToPath(new URL("./commit_points.ts", import.meta.url));

/**
 * Runs the real program in everything that happens to photo folders, first to see at which points it
 * commits, then to kill it at each of them: before the commit, in the midst of the transaction and after
 * it. After each kill the catalogue is whole, the next start goes on by itself, an audit finds nothing,
 * every photo has its id, and what a person decided is there or not.
 */
export async function runPointKills(options: PointKillsOptions): Promise<PointKillsFigures> {
  return await withTempDir(async (directory) => {
    const all = makeOccasions(directory, options.random);
    const chosen = Object.entries(all).filter(([name]) => name.includes(options.only ?? ""));
    const run = new PointKills(directory, new Map(chosen), options);
    await run.enumerate();
    await run.killAll();
    return run.figures;
  });
}

class PointKills {
  readonly #points = new Map<string, CommitPoint>();
  /** Milliseconds each occasion takes from its beginning to its end. */
  readonly #costsMs = new Map<string, number>();
  /** The catalogue of each occasion. */
  readonly #libraries = new Map<string, string>();
  readonly #spoilt = new Set<string>();
  readonly #failures: string[] = [];
  readonly #startMs = performance.now();
  /** The points that are to be killed. */
  #chosen: CommitPoint[] = [];
  #missed = 0;
  #followed = 0;

  constructor(
    private readonly directory: string,
    private readonly occasions: ReadonlyMap<string, Occasion>,
    private readonly options: PointKillsOptions,
  ) {}

  get figures(): PointKillsFigures {
    const points = [...this.#points.values()].sort((a, b) => a.point < b.point ? -1 : 1);
    const met = new Set(points.map(({ point }) => point.split(" ")[0]));
    const unmet = readTransactions().filter((place) => !met.has(place));
    const failures = this.#failures;
    return { points, unmet, failures, missed: this.#missed, followed: this.#followed };
  }

  /** Lets everything happen without a kill; accidents once more, as some of them undo the first ones. */
  async enumerate(): Promise<void> {
    for (const round of [1, 2]) {
      for (const [name, occasion] of this.occasions) {
        if (round === 2 && !TWOFOLD.has(name)) continue;
        const startedMs = performance.now();
        await this.#observe(name, occasion);
        this.#costsMs.set(name, performance.now() - startedMs);
      }
    }
    this.options.tell(`${this.#points.size} points in ${this.occasions.size} occasions`);
  }

  async #observe(name: string, occasion: Occasion): Promise<void> {
    const log = `${this.directory}/points.log`;
    const start = await occasion();
    this.#libraries.set(name, start.library.database);
    Deno.writeTextFileSync(log, "");
    await using program = this.#start(start, { COMMIT_LOG: log });
    await untilEnd(program, start);
    this.#take(name, Deno.readTextFileSync(log));
    await this.#recover(start, name);
  }

  #take(occasion: string, log: string): void {
    const lines = log.trim().split("\n").map((line) => JSON.parse(line));
    for (const [point, met] of Map.groupBy(lines, ({ point }) => String(point))) {
      const kills = { before: 0, midst: 0, after: 0 };
      const known = this.#points.get(point) ?? { point, kills, met: [] };
      known.met.push({
        occasion,
        misses: 0,
        statements: met.map(({ statements }) => Number(statements)),
      });
      this.#points.set(point, known);
    }
  }

  async killAll(): Promise<void> {
    const { random, kills, pointsMax = Infinity, limitMs = Infinity, tell } = this.options;
    const points = this.#chosen = [...this.#points.values()];
    while (points.length > pointsMax) points.splice(random.between(0, points.length - 1), 1);
    const isTimeLeft = () => performance.now() - this.#startMs < limitMs;
    for (let kill = 1; kill <= kills && isTimeLeft(); kill++) {
      for (const point of points) {
        for (let tries = 0; killsOf(point) < kill && tries < TRIES_MAX && isTimeLeft(); tries++) {
          await this.#killAt(point);
        }
      }
      const least = Math.min(...points.map(killsOf));
      tell(
        `${least} kills at least at each of ${points.length} points, ${this.#missed} came too late`,
      );
    }
  }

  /** Kills there; where the next start does the same work again it is killed, too, at another point. */
  async #killAt(commit: CommitPoint): Promise<void> {
    const chosen = this.#choose(commit);
    if (chosen === null) return;
    const { occasion: name } = chosen;
    const wheres: string[] = [];
    try {
      const start = await this.occasions.get(name)!();
      const { args, goesOnBy } = start;
      let isHit = await this.#startAndKill(start, args, commit, chosen, wheres);
      if (!isHit) chosen.misses++;
      for (let kills = 1; isHit && goesOnBy !== undefined && kills < IN_A_ROW_MAX; kills++) {
        const [next, met] = this.#leastKilledIn(name);
        isHit = await this.#startAndKill(
          start,
          goesOnBy,
          next,
          { ...met, statements: [met.statements[0]!] },
          wheres,
        );
      }
      await this.#recover(start, wheres.join(", then "));
    } catch (error) {
      // Of this catalogue nothing more can be expected.
      this.#spoilt.add(this.#libraries.get(name)!);
      const cause = error instanceof Error ? error.cause ?? error.stack : error;
      const failure = `Seed ${this.options.random.seed}, '${name}' killed at ${
        wheres.join(", then ")
      }: ${cause}`;
      this.#failures.push(failure);
      this.options.tell(`WRONG: ${failure}`);
    }
  }

  async #startAndKill(
    start: Start,
    args: readonly string[],
    commit: CommitPoint,
    { statements }: Meeting,
    wheres: string[],
  ): Promise<boolean> {
    const { random } = this.options;
    const time = random.between(1, statements.length);
    const written = statements[time - 1]!;
    const moment = this.#momentFor(commit, written);
    const among = random.between(1, Math.max(1, written));
    const stop = JSON.stringify({ point: commit.point, time, moment, statements: among });
    wheres.push(stop);
    await using program = this.#start({ ...start, args }, { COMMIT_STOP: stop });
    const isHit = await untilEnd(program, start);
    program.signal("SIGKILL");
    await program.ended;
    if (isHit) commit.kills[moment]++;
    else this.#missed++;
    if (start.isDamaged === undefined) assertSound(start.library.database);
    start.assertWhole?.();
    start.library.followNew();
    return isHit;
  }

  #leastKilledIn(name: string): readonly [CommitPoint, Meeting] {
    const here = this.#chosen.flatMap((point) => {
      const met = point.met.find(({ occasion }) => occasion === name);
      return met === undefined ? [] : [[point, met] as const];
    });
    return here.toSorted(([one], [other]) => killsOf(one) - killsOf(other))[0]!;
  }

  /** What takes long is chosen where hardly anything else meets the point. */
  #choose({ met }: CommitPoint): Meeting | null {
    const left = met.filter(({ occasion }) => !this.#spoilt.has(this.#libraries.get(occasion)!));
    const weights = left.map(({ occasion, misses }) =>
      1 / (this.#costsMs.get(occasion)! * (1 + misses)) ** 2
    );
    let drawn = this.options.random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    return left.find((_, index) => (drawn -= weights[index]!) <= 0) ?? left.at(-1) ?? null;
  }

  /** One of those at which the point was killed least. */
  #momentFor({ kills }: CommitPoint, written: number): Moment {
    const possible = MOMENTS.filter((moment) => written > 0 || moment !== "midst");
    const least = Math.min(...possible.map((moment) => kills[moment]));
    return this.options.random.pick(possible.filter((moment) => kills[moment] === least));
  }

  #start({ args, library, input }: Start, env: Readonly<Record<string, string>>): RunningProgram {
    return startProgram([...args, "--db", library.database], {
      env,
      flags: [`--preload=${PRELOADED}`],
      ...input === undefined ? {} : { input },
    });
  }

  async #recover({ library, settle }: Start, where: string): Promise<void> {
    try {
      await (settle === undefined ? library.run(["sync"]) : settle());
      const hasRoots = library.query("SELECT 1 FROM root").length > 0;
      if (hasRoots) await library.run(["audit"]);
      assertSound(library.database);
      library.assertIdsKept();
      this.#followed += library.followed;
      library.follow();
    } catch (error) {
      throw new Error(where, { cause: error });
    }
  }
}

/** Whether it stopped where it was asked to; one that goes on for ever is told to end when all is done. */
async function untilEnd(program: RunningProgram, { isDone }: Start): Promise<boolean> {
  const stopped = program.waitForLine(/^STOPPED AT /, WITHIN_MS).then(() => true);
  const over = Promise.race([stopped, program.ended.then(() => false)]).catch(() => false);
  if (isDone !== undefined) {
    const done = sleepUntil(isDone, DAEMON_WITHIN_MS);
    await Promise.race([over, done.ended]);
    done.stop();
    if (!program.stderr().includes("STOPPED AT ")) program.signal("SIGTERM");
  }
  if (await over) return true;
  const { code, stderr } = await program.waitForEnd(WITHIN_MS);
  assert.ok(code !== KILLED, stderr);
  return false;
}

/** Asks now and then until it is so, or for so long. */
function sleepUntil(isDone: () => boolean, limitMs: number) {
  const startMs = performance.now();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    if (performance.now() - startMs > limitMs || isDone()) stop();
  }, POLL_PAUSE_MS);
  const stop = () => {
    clearInterval(timer);
    resolve();
  };
  return { ended, stop };
}

function killsOf({ kills }: CommitPoint): number {
  return kills.before + kills.midst + kills.after;
}
