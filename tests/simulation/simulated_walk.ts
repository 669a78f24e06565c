import type { DatabaseSync } from "node:sqlite";
import type { WalkTotals } from "../../actors/scan_protocol.ts";
import type { WalkRequest } from "../../actors/world.ts";
import { BaselineReader } from "../../lib/catalogue/baseline_reader.ts";
import { IgnoreRuleStore } from "../../lib/catalogue/ignore_rule_store.ts";
import { SightingReader } from "../../lib/catalogue/sighting_store.ts";
import type { RuleSources } from "../../lib/core/directory_rules.ts";
import { baseName, type Entry, type RelativePath } from "../../lib/core/entry.ts";
import { messageOf } from "../../lib/core/file_error.ts";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import type { FingerprintPolicy } from "../../lib/core/fingerprint.ts";
import { isCandidate } from "../../lib/core/formats.ts";
import { RootOfflineError } from "../../lib/core/root_offline_error.ts";
import { gitPatterns } from "../../lib/ignore/git_patterns.ts";
import { ruleLines } from "../../lib/ignore/rule_lines.ts";
import { Walk } from "../../lib/core/walk.ts";
import type { WalkFileSystem } from "../../lib/core/walk_ports.ts";
import type { WalkStep } from "../../lib/core/walk_step.ts";
import type { DiskNode } from "./disk_nodes.ts";
import { fingerprintOf } from "./simulated_reader.ts";

/** What a walk asks of the simulation; every question may fail. */
export interface WalkPorts {
  readonly database: DatabaseSync;
  look(path: string): DiskNode;
  list(path: string): ReturnType<WalkFileSystem["readDirectory"]>;
  read(path: string): string;
  /** Told whenever the records of a directory are read. */
  onRecords(): void;
  /** Waits until it is this walk's turn. */
  turn(): Promise<void>;
  /** How many directories are walked before what was found is stored. */
  batch(): number;
}

/** The real walk over the simulated disk, as the worker does it. */
export async function simulateWalk(request: WalkRequest, ports: WalkPorts): Promise<WalkTotals> {
  const { order, signal, onSteps } = request;
  const { rootPath, rootId, scope } = order;
  const policy = fileSystemOfName(order.fileSystem);
  const files = filesOf(rootPath, policy, ports);
  const baseline = new ToldBaseline(ports, rootId, order.secondLookBeforeMs);
  const walk = new Walk(files, baseline, {
    policy,
    isCandidate,
    rules: rulesOf(rootId, rootPath, ports),
    ...(order.usesSightings ? { sightings: new SightingReader(ports.database) } : {}),
  });
  const totals = { directories: 0, seen: 0, unchanged: 0 };
  let steps: WalkStep[] = [];
  const store = async () => {
    await ports.turn();
    signal.throwIfAborted();
    if (steps.length > 0) onSteps(steps);
    steps = [];
  };
  try {
    for (const step of walk.scope(scope)) {
      totals.directories++;
      totals.seen += step.seen;
      totals.unchanged += step.unchanged;
      steps.push(step);
      if (steps.length >= ports.batch()) await store();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isGone(rootPath, ports)) throw new RootOfflineError(messageOf(error));
    throw new Error(`Cannot walk '${rootPath}': ${messageOf(error)}`);
  }
  await store();
  return totals;
}

/** The records of the catalogue; a walk that sees what it saw before needs none. */
class ToldBaseline extends BaselineReader {
  constructor(private readonly ports: WalkPorts, rootId: number, secondLookBeforeMs: number) {
    super(ports.database, rootId, secondLookBeforeMs);
  }

  override files(directoryId: number): ReturnType<BaselineReader["files"]> {
    this.ports.onRecords();
    return super.files(directoryId);
  }
}

/** As `actors/rule_sources.ts`, with files of rules on the simulated disk. */
function rulesOf(rootId: number, rootPath: string, ports: WalkPorts): RuleSources {
  const given = new IgnoreRuleStore(ports.database, rootId).all();
  return {
    given: (folder) => given.filter((rule) => rule.folder === folder).map(({ pattern }) => pattern),
    read: (path) => ruleLines(ports.read(`${rootPath}/${path}`)),
    compile: gitPatterns,
  };
}

function filesOf(
  rootPath: string,
  { inodesAreStable }: FingerprintPolicy,
  ports: WalkPorts,
): WalkFileSystem {
  const absolute = (path: RelativePath) => path === "" ? rootPath : `${rootPath}/${path}`;
  return {
    readDirectory: (path) => ports.list(absolute(path)),
    look: (path): Entry => {
      const node = ports.look(absolute(path));
      const { kind, volume } = node;
      const name = baseName(path);
      const seen = fingerprintOf(node);
      const fingerprint = inodesAreStable ? seen : { ...seen, inode: null };
      return { name, kind, fingerprint, device: volume.device };
    },
  };
}

function isGone(rootPath: string, ports: WalkPorts): boolean {
  try {
    return ports.look(rootPath).kind !== "directory";
  } catch {
    return true;
  }
}
