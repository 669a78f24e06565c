import type { DatabaseSync } from "node:sqlite";
import { shadowStage } from "../lib/catalogue/shadow_stage.ts";
import { RootCatalogue } from "../lib/catalogue/root_catalogue.ts";
import { pairCopies } from "../lib/core/copies.ts";
import { joinPath, type RelativePath } from "../lib/core/entry.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { PASSING_PROBLEMS } from "../lib/core/passing_problems.ts";
import { RootOfflineError } from "../lib/core/root_offline_error.ts";
import { withRulesWidened } from "../lib/core/scope.ts";
import type { Staged } from "../lib/core/staged.ts";
import type { RootProgress } from "../lib/core/root_work.ts";
import type { WalkProblem } from "../lib/core/walk_step.ts";
import { believeRestored } from "../lib/reconcile/recognise_restored.ts";
import { pairStagedMoves } from "../lib/reconcile/reconcile.ts";
import { observeRoot } from "../lib/file_system/observe_root.ts";
import { judgeByEvidence } from "./check_root.ts";
import { depthOfDivision } from "./depth_of_division.ts";
import type { WalkTotals } from "./scan_protocol.ts";
import { walkInWorkers } from "./walk_in_workers.ts";

/** What to compare. */
export interface CompareOrder {
  /** Open for reading; gets a stage of its own in its temporary schema. */
  readonly database: DatabaseSync;
  /** `null` for a root the catalogue does not know: everything on disk is new. */
  readonly databasePath: string | null;
  readonly programUrl: string;
  readonly rootId: number;
  readonly path: string;
  readonly scope: readonly RelativePath[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RootProgress) => void;
}

/** One difference between the catalogue and the disk. */
export interface FoundDifference {
  readonly kind:
    | "appeared"
    | "changed"
    | "moved"
    | "ignored"
    | "vanished"
    | "returned"
    | "unreadable";
  readonly path: RelativePath;
  readonly oldPath: RelativePath | null;
  /** Why a rule hides it, what is there is not taken yet or cannot be read; otherwise `null`. */
  readonly reason: string | null;
  /** Absolute path of the one known copy the record of what vanished would move on to, or `null`. */
  readonly copy: string | null;
}

export interface CompareOptions {
  /** Whether every photo with a record is read afterwards, which tells by itself what cannot be. */
  readonly areReadAfter: boolean;
}

/** What a comparison found; `differences` is read once, row by row. */
export interface Comparison {
  readonly totals: WalkTotals;
  readonly problems: readonly WalkProblem[];
  /** Photos gone from disk and shown all the same, as a person rejected hiding them. */
  readonly kept: number;
  readonly differences: Iterable<FoundDifference>;
}

const KINDS = ["moved", "changed", "returned", "appeared", "ignored", "vanished"] as const;
const PAGE_ROWS = 500;

/**
 * Compares the catalogue with the disk by the same walk and the same decisions as a sync, and changes
 * nothing: the differences are staged in a temporary table.
 *
 * @throws {RootOfflineError} when the root is not there, or not the same
 */
export async function compareRoot(
  order: CompareOrder,
  { areReadAfter }: CompareOptions,
): Promise<Comparison> {
  const { database, rootId, path } = order;
  const scope = withRulesWidened(order.scope);
  shadowStage(database);
  const catalogue = new RootCatalogue(database, rootId);
  let fileSystem: string | null = null;
  if (order.databasePath !== null) {
    const { verdict, seen } = await judgeByEvidence(catalogue.roots, { rootId, path }, observeRoot);
    if (!verdict.online) throw new RootOfflineError(verdict.reason);
    fileSystem = seen.fileSystem;
  }
  const problems: WalkProblem[] = [];
  const totals = await walkInWorkers({
    programUrl: order.programUrl,
    order: {
      ...{ databasePath: order.databasePath, rootId, rootPath: path, scope, fileSystem },
      // What is missing is no difference, however long it has been.
      secondLookBeforeMs: 0,
      usesSightings: false,
    },
    dividedAt: depthOfDivision(catalogue.roots, { rootId, scope }),
    signal: order.signal,
    onSteps: (steps) => {
      for (const step of steps) {
        catalogue.stage.add(step);
        problems.push(...step.problems);
      }
    },
    onProgress: ({ seen }, directory) =>
      order.onProgress({ phase: "scanning", done: seen, total: null, directory }),
  });
  believeRestored(catalogue);
  pairStagedMoves(catalogue);
  // What a person decided to keep is no difference that anybody has to look at again.
  catalogue.displaced.recognise("rejected");
  const kept = catalogue.held.keepRejected();
  // Nor is what no reader survives: a problem names it.
  catalogue.failed.recognise(fileSystemOfName(fileSystem));
  return { totals, problems, kept, differences: differences(catalogue, areReadAfter) };
}

function* differences(
  catalogue: RootCatalogue,
  areReadAfter: boolean,
): Generator<FoundDifference> {
  for (const kind of KINDS) {
    let afterId = 0;
    for (;;) {
      const page = catalogue.stage.page(kind, afterId, PAGE_ROWS);
      const last = page.at(-1);
      if (last === undefined) break;
      const copies = kind === "vanished" ? knownCopies(catalogue, afterId) : NO_COPIES;
      afterId = last.id;
      for (const row of page) {
        const trouble = passingTrouble(catalogue, row);
        if (trouble !== null) {
          if (row.kind === "changed" && areReadAfter) continue;
          const path = pathOf(row);
          yield { kind: "unreadable", path, oldPath: null, reason: trouble, copy: null };
          continue;
        }
        const oldPath = oldPathOf(catalogue, row);
        const copy = copies.get(row.fileId) ?? null;
        const reason = row.reason ?? whyNotYet(catalogue, row);
        yield { kind, path: pathOf(row), oldPath, reason, copy };
      }
    }
  }
}

const NO_COPIES: ReadonlyMap<number | null, string> = new Map();

/** Places of the copies that a sync would let take over, by the records of the next vanished rows. */
function knownCopies(
  { copies }: RootCatalogue,
  afterId: number,
): ReadonlyMap<number | null, string> {
  const { identities } = copies.departed("vanished", { key: 0, id: afterId }, PAGE_ROWS);
  const pairs = identities.flatMap((identity) => pairCopies(copies.group(identity)));
  return new Map(pairs.map(({ original, copy }) => [
    original.fileId,
    `${copy.rootPath}/${joinPath(copy.directory, copy.name)}`,
  ]));
}

/** A file that could not be read is no difference, but nobody knows what is in it; else `null`. */
function passingTrouble(catalogue: RootCatalogue, row: Staged): string | null {
  if (row.kind !== "appeared" && row.kind !== "changed") return null;
  const path = pathOf(row);
  const kind = catalogue.problems.kindsAt(path).find((kind) => PASSING_PROBLEMS.has(kind));
  return kind === undefined ? null : catalogue.problems.detailAt(path, kind);
}

/** What is being written, or cut off, is waited for, and the audit does not leave anybody wondering. */
function whyNotYet(catalogue: RootCatalogue, row: Staged): string | null {
  if (row.kind !== "appeared" && row.kind !== "changed") return null;
  return catalogue.problems.detailAt(pathOf(row), "still-changing");
}

function pathOf(row: Staged): RelativePath {
  return joinPath(row.directory, row.name);
}

function oldPathOf(catalogue: RootCatalogue, { movedFileId }: Staged): RelativePath | null {
  return movedFileId === null ? null : catalogue.files.pathOf(movedFileId);
}
