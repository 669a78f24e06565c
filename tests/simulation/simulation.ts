import type { DatabaseSync } from "node:sqlite";
import { type ActorRefFrom, createActor, type InspectionEvent } from "xstate";
import { adoptRoots } from "../../actors/adopt_roots.ts";
import { FairTurns } from "../../actors/fair_turns.ts";
import { CatalogueGuard } from "../../actors/catalogue_guard.ts";
import { provideSupervisor } from "../../actors/provide.ts";
import type { Services } from "../../actors/services.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { messageOf } from "../../lib/core/file_error.ts";
import { DEFAULT_SETTINGS, type RootSettings } from "../../lib/core/root_settings.ts";
import { WHOLE_ROOT } from "../../lib/core/scope.ts";
import type { rootMachine } from "../../machines/root_machine.ts";
import { SteppingClock } from "../machines/stepping_clock.ts";
import { Random } from "../program/random.ts";
import { differencesFromDisk } from "./compare_with_disk.ts";
import { type Fault, Faults, ProcessDied } from "./faults.ts";
import { Oracle, type TrueRoot } from "./oracle.ts";
import { SimulatedCatalogue } from "./simulated_catalogue.ts";
import { SimulatedDisk } from "./simulated_disk.ts";
import type { WatcherFault } from "./simulated_watcher.ts";
import { simulatedWorld } from "./simulated_world.ts";
import { drained, Turns } from "./turns.ts";

/** How a simulation is to be. */
export interface SimulationOptions {
  /** Everything that happens by chance follows from it. */
  readonly seed: number;
  readonly settings?: Partial<RootSettings>;
  /** Whether walks may rely on what was seen before; yes by default. */
  readonly areSightingsUsed?: boolean;
  /** What befalls hints of watchers; nothing when absent. */
  readonly watcherFault?: () => WatcherFault | null;
}

type RootSnapshot = ReturnType<ActorRefFrom<typeof rootMachine>["getSnapshot"]>;

interface Process {
  readonly database: DatabaseSync;
  readonly clock: SteppingClock;
  readonly turns: Turns;
  readonly startedMs: number;
  supervisor: ActorRefFrom<ReturnType<typeof provideSupervisor>> | null;
}

/** Rarer than in life: what takes days here would be nothing but looks at the root. */
const PROBE_MS = 600_000;
/** The day on which every simulation begins. */
const BEGIN_MS = Date.UTC(2026, 0, 1, 12);
const RESTART_MS = 5_000;
const HEAL_MS = 600_000;
const TURNS_MAX = 400_000;

/**
 * A computer with disks, a catalogue and the program, in which time passes as fast as it can: the real
 * statecharts, actors, walk, reconcile and SQLite, on a disk in memory and a clock of its own. The
 * program can be killed at any moment and is started again, as a service manager does.
 */
export class Simulation {
  #upMs = 0;
  #jumpMs = 0;
  readonly random: Random;
  readonly disk = new SimulatedDisk(() => this.now());
  readonly catalogue = new SimulatedCatalogue();
  readonly faults = new Faults((fault) => this.#strike(fault));
  readonly oracle: Oracle;
  /** Everything that happened, line by line; the same for the same seed. */
  readonly trace: string[] = [];
  /** How often the records of a directory were read. */
  recordsRead = 0;
  /** Performed at the next questions to the world, one each: what a person does meanwhile. */
  readonly meanwhile: (() => void)[] = [];
  readonly #roots: TrueRoot[] = [];
  readonly #settings: RootSettings;
  #process: Process | null = null;
  #due: { readonly atMs: number; readonly run: () => void }[] = [];
  #heals = 0;
  #turns = 0;

  constructor(private readonly options: SimulationOptions) {
    this.random = new Random(options.seed);
    this.#settings = { ...DEFAULT_SETTINGS, probeIntervalMs: PROBE_MS, ...options.settings };
    this.oracle = new Oracle(this.disk, this.catalogue, () => this.#roots);
  }

  /** Milliseconds since the epoch, as the clock of the computer shows them. */
  now(): number {
    return BEGIN_MS + this.#jumpMs + this.#upMs;
  }

  get roots(): readonly TrueRoot[] {
    return this.#roots;
  }

  /** A folder that is to be watched from the next start on. */
  addRoot(path: string): void {
    const parts = path.split("/");
    for (let depth = 2; depth <= parts.length; depth++) {
      this.disk.makeDirectory(parts.slice(0, depth).join("/"));
    }
    this.#roots.push({ path, identity: this.disk.look(path).identity });
  }

  /** What stands at a root's path now is that root in truth. */
  believe(path: string): void {
    const { identity } = this.disk.look(path);
    this.#roots.splice(
      0,
      Infinity,
      ...this.#roots.map((root) => root.path === path ? { path, identity } : root),
    );
  }

  note(line: string): void {
    this.trace.push(`${(this.#upMs / 1_000).toFixed(3)} ${line}`);
  }

  /** Starts the program; one that cannot start ends, and is started again as any that has ended. */
  start(): void {
    this.#guard(() => {
      try {
        this.#begin();
      } catch (error) {
        if (error instanceof ProcessDied) throw error;
        this.note(`did not start: ${messageOf(error)}`);
        this.kill();
      }
    });
  }

  #begin(): void {
    const process = this.#boot();
    const services = this.#servicesOf(process);
    const known = new RootStore(process.database).all();
    const placed = this.#roots.map(({ path }) => ({
      rootId: known.find((root) => root.path === path)?.id ?? null,
      path,
      scope: WHOLE_ROOT,
    }));
    const roots = adoptRoots(services, placed, { mode: "watch", settings: () => this.#settings });
    process.supervisor = createActor(provideSupervisor(services), {
      clock: process.clock,
      input: { roots, rootsAtOnce: roots.length, isLasting: true },
      inspect: (event) => this.#inspect(event),
    });
    process.supervisor.start();
  }

  /** As `kill -9`; the program is started again after a while. */
  kill(): never {
    this.note("KILLED");
    this.#process?.turns.forget();
    this.#process?.database.close();
    this.#process = null;
    this.after(RESTART_MS, () => this.start());
    throw new ProcessDied("The process was killed");
  }

  /** Sets the clock of the computer, and of nothing else. */
  jump(ms: number): void {
    this.note(`the clock jumps by ${ms} ms`);
    this.#jumpMs += ms;
  }

  /** Calls back after a while of virtual time. */
  after(pauseMs: number, run: () => void): void {
    this.#due.push({ atMs: this.#upMs + pauseMs, run });
  }

  /** What was taken away comes back after a while. */
  heal(run: () => void): void {
    this.#heals++;
    this.after(HEAL_MS, () => {
      this.#heals--;
      run();
    });
  }

  /** Time passes from timer to timer, and all that is set in motion runs to its end. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#upMs + ms;
    for (;;) {
      await this.settle();
      const dueMs = this.#nextDueMs();
      if (dueMs === null || dueMs > endMs) break;
      this.#pass(dueMs);
    }
    this.#pass(endMs);
    await this.settle();
  }

  /** Everything that waits for the world has its turn, or only so many of them. */
  async settle(turnsMax: number = Infinity): Promise<void> {
    for (let turns = 0; turns < turnsMax; turns++) {
      await drained();
      const what = this.#process?.turns.resumeOne() ?? null;
      if (what === null) return;
      if (++this.#turns > TURNS_MAX) throw new Error("Nothing comes to an end");
      // So that things take time, and what is set to a moment happens in the midst of them.
      this.#pass(this.#upMs + 1);
    }
    await drained();
  }

  /** Time passes until all roots have nothing left to do, and nothing is left to heal. */
  async untilIdle(limitMs: number): Promise<void> {
    const endMs = this.#upMs + limitMs;
    await this.settle();
    while (!this.#isIdle() && this.#upMs < endMs) {
      const dueMs = this.#nextDueMs();
      if (dueMs === null) return;
      this.#pass(dueMs);
      await this.settle();
    }
  }

  /** Time passes until what was taken away is back. */
  async untilHealed(): Promise<void> {
    while (this.#heals > 0) await this.advance(HEAL_MS / 10);
  }

  /** What every root says of itself. */
  states(): { path: string; work: string; held: number; trouble: string | null }[] {
    const roots = this.#process?.supervisor?.getSnapshot().context.roots ?? [];
    return roots.map(({ input, ref, lastCrash }) => {
      const snapshot = ref?.getSnapshot();
      const { heldOpen = 0, trouble = lastCrash } = snapshot?.context ?? {};
      return { path: input.path, work: workOf(snapshot), held: heldOpen, trouble };
    });
  }

  /** What a person is asked, or has answered. */
  heldLists(): { readonly id: number; readonly decision: string | null }[] {
    return this.catalogue.ask("SELECT id, decision FROM held ORDER BY id")
      .map(({ id, decision }) => ({ id: Number(id), decision: decision as string | null }));
  }

  /** A person says what is to become of a list. */
  decide(heldId: number, decision: "approved" | "rejected"): void {
    this.note(`list ${heldId} is ${decision}`);
    this.catalogue.decide(heldId, decision);
    this.oracle.noteHeld();
  }

  /** A person agrees to hide whatever is held. */
  approveHeld(): void {
    for (const { id } of this.heldLists()) this.decide(id, "approved");
  }

  /** How the catalogue differs from the disks. */
  differences(): string[] {
    return this.#roots.flatMap(({ path }) => differencesFromDisk(this.disk, this.catalogue, path));
  }

  /** Ends it all. */
  close(): void {
    this.#process?.turns.forget();
    this.#process?.database.close();
    this.#process = null;
    this.catalogue.close();
  }

  #boot(): Process {
    this.note("started");
    const database = this.catalogue.open(this.faults, () => this.oracle.check());
    const clock = new SteppingClock();
    const turns = new Turns(this.random);
    this.#process = { database, clock, turns, startedMs: this.#upMs, supervisor: null };
    return this.#process;
  }

  #servicesOf(process: Process): Services {
    const { database, turns } = process;
    const isAlive = () => this.#process === process;
    const world = simulatedWorld({
      database,
      turns,
      disk: this.disk,
      faults: this.faults,
      oracle: this.oracle,
      now: () => this.now(),
      passedMs: () => this.#upMs,
      batch: () => this.random.between(1, 3),
      after: (pauseMs, run) => this.after(pauseMs, () => isAlive() && run()),
      areSightingsUsed: this.options.areSightingsUsed ?? true,
      onRecords: () => this.recordsRead++,
      fault: this.options.watcherFault ?? (() => null),
      onCall: (line) => {
        if (!isAlive()) throw new ProcessDied("A dead process has no questions");
        this.note(line);
        this.meanwhile.shift()?.();
      },
    });
    const guard = new CatalogueGuard(() => null);
    const services = { database, databasePath: "simulated", world, guard };
    return { ...services, turns: new FairTurns(2), underWay: new Set() };
  }

  #strike(fault: Fault): void {
    this.note(`FAULT ${fault}`);
    const [root] = this.#roots;
    if (root === undefined) return;
    if (fault === "disk unmounted") return this.#takeDiskAway(root.path);
    if (fault === "root renamed away") return this.#renameAway(root.path);
    this.kill();
  }

  #renameAway(path: string): void {
    if (!this.disk.has(path)) return;
    if (this.disk.isMountPoint(path)) return this.#takeDiskAway(path);
    this.disk.rename(path, `${path} away`);
    this.heal(() => this.disk.rename(`${path} away`, path));
  }

  #takeDiskAway(path: string): void {
    const parts = path.split("/");
    const above = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    const place = above.findLast((one) => one !== "" && this.disk.isMountPoint(one));
    if (place === undefined) return;
    const volume = this.disk.unmount(place);
    this.heal(() => this.disk.mount(place, volume));
  }

  #isIdle(): boolean {
    const states = this.states();
    return this.#heals === 0 && states.length > 0 && states.every(({ work }) => work === "idle") &&
      this.#due.length === 0;
  }

  #nextDueMs(): number | null {
    const clockMs = this.#process?.clock.nextDueMs() ?? null;
    const dues = this.#due.map(({ atMs }) => atMs);
    if (clockMs !== null) dues.push(clockMs + this.#process!.startedMs);
    return dues.length === 0 ? null : Math.min(...dues);
  }

  #pass(toMs: number): void {
    this.#upMs = Math.max(this.#upMs, toMs);
    const due = this.#due.filter(({ atMs }) => atMs <= this.#upMs);
    this.#due = this.#due.filter(({ atMs }) => atMs > this.#upMs);
    for (const { run } of due) this.#guard(run);
    const process = this.#process;
    if (process !== null) this.#guard(() => process.clock.set(this.#upMs - process.startedMs));
  }

  /** A death ends what the process does, not the simulation. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ProcessDied)) throw error;
    }
  }

  #inspect(event: InspectionEvent): void {
    if (event.type !== "@xstate.snapshot") return;
    const snapshot = event.snapshot as RootSnapshot;
    if (!("value" in snapshot) || !("path" in snapshot.context)) return;
    if (event.event.type === "progress.made") return;
    const { path, pending, trouble } = snapshot.context;
    this.oracle.noteDone(path, (event.event as { output?: unknown }).output);
    const hints = pending.length === 0 ? "" : ` pending ${JSON.stringify(pending)}`;
    const why = trouble === null ? "" : ` (${trouble})`;
    this.note(`${path}: ${event.event.type} -> ${workOf(snapshot)}${why}${hints}`);
  }
}

function workOf(snapshot: RootSnapshot | undefined): string {
  if (snapshot === undefined || snapshot.status === "error") return "crashed";
  const { value } = snapshot;
  if (typeof value === "string") return value;
  const work = (value as { running?: { work?: unknown } }).running?.work;
  return typeof work === "string" ? work : Object.keys(work ?? { none: 0 }).join();
}
