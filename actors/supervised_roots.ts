import { type ActorRefFrom, waitFor } from "xstate";
import { RootStore } from "../lib/catalogue/root_store.ts";
import type { RootReport } from "../lib/commands/describe_summary.ts";
import { assertRoots, type PlacedRoot } from "../lib/commands/place_folders.ts";
import type { RelativePath } from "../lib/core/entry.ts";
import type { RootProgress } from "../lib/core/root_work.ts";
import { DEFAULT_SETTINGS } from "../lib/core/root_settings.ts";
import { WHOLE_ROOT } from "../lib/core/scope.ts";
import type { rootMachine } from "../machines/root_machine.ts";
import type { SupervisedRoot } from "../machines/supervised_root.ts";
import type { supervisorMachine } from "../machines/supervisor_machine.ts";
import { adoptRoots } from "./adopt_roots.ts";
import { type Invocation, place } from "./invocation.ts";
import { settingsOfRoots } from "./settings_of_roots.ts";
import { FairTurns } from "./fair_turns.ts";
import { forgetCatalogues, type Services } from "./services.ts";

/** The running supervisor. */
export type Supervisor = ActorRefFrom<typeof supervisorMachine>;
type RootActor = ActorRefFrom<typeof rootMachine>;

/** Who waits for a root. */
export interface Asker {
  /** Aborted when nobody waits any more; the work goes on. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RootProgress) => void;
}

/** What others ask of roots that are supervised already. */
export class SupervisedRoots {
  readonly #turns = new FairTurns(1);

  constructor(private readonly services: Services, private readonly supervisor: Supervisor) {}

  /** All of them, in the order they were added. */
  all(): readonly SupervisedRoot[] {
    return this.supervisor.getSnapshot().context.roots;
  }

  /** Scans parts of roots when none rests for somebody, and reports when they are in the catalogue. */
  async sync(placed: readonly PlacedRoot[], asker: Asker): Promise<readonly RootReport[]> {
    await this.inTurn(() => Promise.resolve());
    return await Promise.all(placed.map((one) => this.#syncOne(one, asker)));
  }

  /**
   * Watches a folder from now on; one that is watched already goes on.
   *
   * @throws {CommandError} when it cannot be a root
   */
  async watch(path: string, settings: Invocation): Promise<void> {
    await this.inTurn(() => {
      const { databasePath } = this.services;
      const placed = place({ ...settings, databasePath, absolute: (typed) => typed }, [path]);
      assertRoots(placed);
      const added = placed.filter(({ rootId }) =>
        this.all().every(({ input }) => input.rootId !== rootId)
      );
      const how = { mode: "watch", settings: settingsOfRoots(settings) } as const;
      for (const root of adoptRoots(this.services, added, how)) {
        this.supervisor.send({ type: "root.add", root });
      }
      return Promise.resolve();
    });
  }

  /** Scans all watched roots soon: something was decided about them. */
  recrawl(): void {
    for (const { ref, output } of this.all()) {
      if (output === null) ref?.send({ type: "root.sync", scope: WHOLE_ROOT });
    }
  }

  /** Has all watched roots write what was edited. */
  tellEdited(): void {
    for (const { ref, output } of this.all()) {
      if (output === null) ref?.send({ type: "edit.accepted" });
    }
  }

  /**
   * Runs `work` while no root is at work, and no other work of the kind; then starts each root anew,
   * where it is now; a forgotten one goes.
   */
  async atRest<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    return await this.inTurn(() => this.#whileAtRest(work));
  }

  /** Runs `work` that pauses or resumes roots; ends when those that are to rest do, the others go on. */
  async besideRoots<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    return await this.inTurn(async () => {
      try {
        return await work();
      } finally {
        this.#follow();
        await waitFor(
          this.supervisor,
          ({ context }) =>
            context.roots.every(({ wanted, output }) => wanted !== "paused" || output !== null),
        );
      }
    });
  }

  /** Runs `work` while no other work needs roots to stay what they are. */
  async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return await this.#turns.run(work);
  }

  async #whileAtRest<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    for (const { input } of this.all().filter(({ wanted }) => wanted === "running")) {
      this.#tell("root.pause", input.rootId);
    }
    await waitFor(
      this.supervisor,
      ({ context }) => context.roots.every((root) => root.ref === null || root.output !== null),
    );
    try {
      return await work();
    } finally {
      forgetCatalogues(this.services);
      this.#follow();
    }
  }

  /** What the catalogue says of the roots now is what is done with them. */
  #follow(): void {
    const known = new Map(new RootStore(this.services.database).all().map((row) => [row.id, row]));
    // A root that was synced once is not begun again.
    for (const { input, wanted } of this.all().filter(({ input }) => input.mode === "watch")) {
      const row = known.get(input.rootId);
      if (row === undefined) this.#tell("root.remove", input.rootId);
      else if (row.path !== input.path) {
        const { path, isPaused } = row;
        this.supervisor.send({ type: "root.add", root: { ...input, path, isPaused } });
      } else if (row.isPaused) this.#tell("root.pause", input.rootId);
      else if (wanted === "paused") this.#tell("root.resume", input.rootId);
    }
  }

  #tell(type: "root.pause" | "root.resume" | "root.remove", rootId: number): void {
    this.supervisor.send({ type, rootId });
  }

  async #syncOne(placed: PlacedRoot, asker: Asker): Promise<RootReport> {
    const { path, scope } = placed;
    const root = this.all().find(({ input }) => input.rootId === placed.rootId);
    if (root === undefined) return await this.#syncOnce(placed, asker);
    if (root.output !== null) return root.output;
    if (root.ref === null) {
      const trouble = `It is about to be started again after: ${root.lastCrash}`;
      return { path, outcome: "failed", summary: null, trouble };
    }
    return await answered(root.ref, scope, asker);
  }

  /** A root that is not watched is scanned once, beside the watched ones. */
  async #syncOnce(placed: PlacedRoot, asker: Asker): Promise<RootReport> {
    const settings = this.all()[0]?.input.settings ?? DEFAULT_SETTINGS;
    const [root] = adoptRoots(this.services, [placed], { mode: "once", settings: () => settings });
    if (root === undefined) throw new Error(`Cannot sync '${placed.path}'`);
    this.supervisor.send({ type: "root.add", root });
    const find = () => this.all().find(({ input }) => input.rootId === root.rootId);
    const told = find()?.ref?.subscribe(({ context }) => tellProgress(context.progress, asker));
    try {
      await waitFor(this.supervisor, () => (find()?.output ?? null) !== null, {
        signal: asker.signal,
      });
      return find()?.output ?? stopped(root.path);
    } finally {
      told?.unsubscribe();
      this.#tell("root.remove", root.rootId);
    }
  }
}

/** Asks a watched root to scan and waits for the reconcile that answers it, or for what is in its way. */
async function answered(
  ref: RootActor,
  scope: readonly RelativePath[],
  asker: Asker,
): Promise<RootReport> {
  const { path, asked } = ref.getSnapshot().context;
  const told = ref.subscribe(({ context }) => tellProgress(context.progress, asker));
  try {
    ref.send({ type: "root.sync", scope });
    const snapshot = await waitFor(
      ref,
      (now) =>
        now.context.answered > asked || now.status !== "active" ||
        now.matches({ running: { work: { offline: "waiting" } } }) ||
        now.matches({ running: { work: "retrying" } }),
      { signal: asker.signal },
    );
    const { answered, outcome, summary, trouble } = snapshot.context;
    if (answered > asked) return { path, outcome, summary, trouble: null };
    if (snapshot.status !== "active") return stopped(path);
    const isOffline = snapshot.matches({ running: { work: "offline" } });
    return { path, outcome: isOffline ? "offline" : "failed", summary: null, trouble };
  } finally {
    told.unsubscribe();
  }
}

function tellProgress(progress: RootProgress | null, { onProgress }: Asker): void {
  if (progress !== null) onProgress(progress);
}

function stopped(path: string): RootReport {
  return { path, outcome: "stopped", summary: null, trouble: null };
}
