import { BaselineReader } from "../lib/catalogue/baseline_reader.ts";
import { IgnoreRuleStore } from "../lib/catalogue/ignore_rule_store.ts";
import { openForReading } from "../lib/catalogue/open_for_reading.ts";
import { SightingReader } from "../lib/catalogue/sighting_store.ts";
import { RULES_FILE, type RuleSources } from "../lib/core/directory_rules.ts";
import { joinPath, type RelativePath } from "../lib/core/entry.ts";
import { fileErrorKind, messageOf } from "../lib/core/file_error.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import type { FingerprintPolicy } from "../lib/core/fingerprint.ts";
import { fingerprintOf } from "../lib/core/fingerprint_of.ts";
import { isCandidate } from "../lib/core/formats.ts";
import { isLeftover, leftName } from "../lib/core/temporary_name.ts";
import { Walk } from "../lib/core/walk.ts";
import type { WalkStep } from "../lib/core/walk_step.ts";
import { RootFileSystem } from "../lib/file_system/root_file_system.ts";
import { ruleSources } from "./rule_sources.ts";
import {
  BATCHES_AHEAD_MAX,
  type FromWalker,
  type ScanOrder,
  type ToWalker,
  type WalkTotals,
} from "./scan_protocol.ts";

/** Differences of one batch: as many as the writer stores in well under 20 ms. */
const BATCH_DIFFERENCES_MAX = 200;
/** Sightings of one batch, and one more. */
const BATCH_SIGHTED_BYTES_MAX = 256 * 1024;
const PROGRESS_EVERY_MS = 200;
/** More are not left at once; the rest is found by the next scan. */
const LEFTOVERS_MAX = 1_000;
/** Looks between two looks at the clock. */
const LOOKS_A_CHECK = 64;

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: FromWalker): void;
  onmessage: ((event: MessageEvent<ToWalker>) => void) | null;
  close(): void;
}

/**
 * The walker: runs in a worker of its own, because it blocks, and because a dead mount may block it
 * for ever. It reads the catalogue through its own read-only connection and never writes.
 *
 * @param elapsedMs goes on whatever somebody sets the clock to: a walk that tells nothing for a minute
 *   is taken for one that hangs
 */
export function runScanWorker(
  scope: WorkerScope,
  elapsedMs: () => number = () => performance.now(),
): void {
  const walker = new Walker(scope, elapsedMs);
  scope.onmessage = ({ data }) => walker.receive(data);
  scope.postMessage({ type: "ready" });
}

class Walker {
  #ahead = 0;
  #stopped = false;
  #resume: (() => void) | null = null;
  #steps: WalkStep[] = [];
  #differences = 0;
  #sightedBytes = 0;
  #totals: WalkTotals = { directories: 0, seen: 0, unchanged: 0 };
  #toldAtMs = -Infinity;
  #looks = 0;

  constructor(private readonly scope: WorkerScope, private readonly elapsedMs: () => number) {}

  receive(message: ToWalker): void {
    if (message.type === "order") return void this.#run(message.order);
    if (message.type === "stored") this.#ahead--;
    if (message.type === "stop") this.#stopped = true;
    this.#resume?.();
  }

  async #run(order: ScanOrder): Promise<void> {
    try {
      await this.#walk(order);
      await this.#send();
      this.scope.postMessage({ type: "done", totals: this.#totals });
    } catch (error) {
      const rootOffline = isGone(order.rootPath);
      this.scope.postMessage({ type: "failed", message: messageOf(error), rootOffline });
    } finally {
      this.scope.close();
    }
  }

  async #walk(order: ScanOrder): Promise<void> {
    const database = order.databasePath === null
      ? (await import("../lib/catalogue/shadow_stage.ts")).emptyCatalogue()
      : openForReading(order.databasePath);
    try {
      const policy = fileSystemOfName(order.fileSystem);
      const files = new WatchfulFileSystem(order, policy);
      const baseline = new BaselineReader(database, order.rootId, order.secondLookBeforeMs);
      const given = new IgnoreRuleStore(database, order.rootId).all();
      const patterns = new LatePatterns();
      if (given.length > 0 || hasRulesAbove(order)) await patterns.load();
      const walk = new Walk(files, baseline, {
        policy,
        isCandidate,
        rules: ruleSources(order.rootPath, given, patterns.compile),
        share: order.share,
        ...(order.usesSightings ? { sightings: new SightingReader(database) } : {}),
        onLook: () => this.#lookedAt(),
      });
      for (const step of walk.scope(order.scope)) {
        await (step.meetsRules ? patterns.load() : this.#take(step));
        if (this.#stopped) return;
      }
      const paths = files.leftovers;
      if (paths.length > 0) this.scope.postMessage({ type: "leftovers", paths });
    } finally {
      database.close();
    }
  }

  async #take(step: WalkStep): Promise<void> {
    const { directories, seen, unchanged } = this.#totals;
    this.#totals = {
      directories: directories + 1,
      seen: seen + step.seen,
      unchanged: unchanged + step.unchanged,
    };
    if (this.#isTimeToTell()) {
      this.#tell(step.directory);
      // Lets a "stop" or "stored" that has come meanwhile be heard.
      await new Promise((resolve) => setTimeout(resolve));
    }
    for (const part of slices(step)) {
      this.#steps.push(part);
      this.#differences += part.differences.length;
      this.#sightedBytes += part.sighting?.seen.length ?? 0;
      const isFull = this.#differences >= BATCH_DIFFERENCES_MAX ||
        this.#sightedBytes >= BATCH_SIGHTED_BYTES_MAX;
      if (isFull) await this.#send();
    }
  }

  /** Within a large directory on a slow disk this is the only sign of life. */
  #lookedAt(): void {
    if (++this.#looks % LOOKS_A_CHECK === 0 && this.#isTimeToTell()) this.#tell("");
  }

  #isTimeToTell(): boolean {
    return this.elapsedMs() - this.#toldAtMs >= PROGRESS_EVERY_MS;
  }

  #tell(directory: string): void {
    this.#toldAtMs = this.elapsedMs();
    this.scope.postMessage({ type: "progress", directory, totals: this.#totals });
  }

  async #send(): Promise<void> {
    if (this.#steps.length === 0) return;
    this.scope.postMessage({ type: "batch", steps: this.#steps, totals: this.#totals });
    this.#steps = [];
    this.#differences = 0;
    this.#sightedBytes = 0;
    this.#ahead++;
    while (this.#ahead >= BATCHES_AHEAD_MAX && !this.#stopped) {
      await new Promise<void>((resolve) => this.#resume = resolve);
    }
  }
}

/** Notes on the way what a killed write has left; a lost catalogue knows nothing of it. */
class WatchfulFileSystem extends RootFileSystem {
  readonly leftovers: string[] = [];

  constructor(private readonly order: ScanOrder, policy: FingerprintPolicy) {
    super(order.rootPath, policy);
  }

  override readDirectory(path: RelativePath): ReturnType<RootFileSystem["readDirectory"]> {
    const listing = super.readDirectory(path);
    for (const { name, kind } of listing) {
      if (kind === "file" && leftName(name) !== null) this.#note(joinPath(path, name), name);
    }
    return listing;
  }

  #note(path: RelativePath, name: string): void {
    if (this.leftovers.length >= LEFTOVERS_MAX) return;
    const look = lookOrNull(`${this.order.rootPath}/${path}`);
    // Of another program of ours it may be at work just now: every step moves ctime, which nobody sets.
    const { abandonedBeforeMs = -Infinity } = this.order;
    const isAbandoned = look?.ctime != null && look.ctime.getTime() < abandonedBeforeMs;
    if (!isAbandoned) return;
    const { nlink: links } = look;
    if (isLeftover(name, { fingerprint: fingerprintOf(look), links })) this.leftovers.push(path);
  }
}

function lookOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch {
    // Gone since it was listed, or not to be looked at: then it is not to be removed either.
    return null;
  }
}

/** Whether there are files of rules above the scope: a walk of a part of a root does not come by those. */
function hasRulesAbove({ rootPath, scope }: ScanOrder): boolean {
  const above = new Set(scope.flatMap((path) => {
    const parts = path.split("/");
    return path === "" ? [] : parts.map((_, depth) => parts.slice(0, depth).join("/"));
  }));
  return [...above].some((directory) => {
    try {
      Deno.lstatSync(`${rootPath}/${joinPath(directory, RULES_FILE)}`);
      return true;
    } catch (error) {
      const kind = fileErrorKind(error);
      return kind !== "not-found" && kind !== "not-a-directory";
    }
  });
}

/**
 * What understands patterns is a package of another kind of modules, and loading that takes a worker as
 * long as all else it needs; hardly any root has rules.
 */
class LatePatterns {
  #module: typeof import("../lib/ignore/git_patterns.ts") | null = null;

  async load(): Promise<void> {
    this.#module ??= await import("../lib/ignore/git_patterns.ts");
  }

  readonly compile: RuleSources["compile"] = (patterns) => {
    if (this.#module === null) throw new Error("Cannot understand patterns before they are met");
    return this.#module.gitPatterns(patterns);
  };
}

/** A step with news, cut so that one large directory does not become one large message. */
function* slices(step: WalkStep): Generator<WalkStep> {
  const { differences, problems, again, settled, sighting } = step;
  const news = differences.length + problems.length + again.length + settled.length;
  if (news === 0 && sighting === null) return;
  yield { ...step, differences: differences.slice(0, BATCH_DIFFERENCES_MAX) };
  for (let from = BATCH_DIFFERENCES_MAX; from < differences.length; from += BATCH_DIFFERENCES_MAX) {
    const part = differences.slice(from, from + BATCH_DIFFERENCES_MAX);
    yield { ...step, differences: part, problems: [], again: [], settled: [] };
  }
}

/** Whether the walk failed because the root itself cannot be looked at. */
function isGone(rootPath: string): boolean {
  try {
    return !Deno.lstatSync(rootPath).isDirectory;
  } catch {
    return true;
  }
}
