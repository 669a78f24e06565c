import type { Difference } from "../lib/core/diff.ts";
import type { WalkStep } from "../lib/core/walk_step.ts";
import { absence } from "../lib/file_system/absence.ts";
import { findDisplaced } from "../lib/file_system/find_displaced.ts";
import { fingerprintAt } from "../lib/file_system/fingerprint_at.ts";
import { lookAtPlace } from "../lib/file_system/look_at_place.ts";
import { observeRoot } from "../lib/file_system/observe_root.ts";
import { REPLACE_STEPS } from "../lib/file_system/replace_steps.ts";
import { openHasher } from "../lib/metadata/open_hasher.ts";
import type { PhotoReaders } from "../lib/metadata/photo_readers.ts";
import type { PhotoWriters } from "../lib/metadata/photo_writers.ts";
import { BATCH_ROWS_MAX } from "../lib/reconcile/apply_readings.ts";
import { walkInWorkers } from "./walk_in_workers.ts";
import { watchInProcess } from "./watch_in_process.ts";
import type { World } from "./world.ts";

/** What the real world is made of. */
export interface RealWorldOptions {
  /** The program's main module, which also plays the workers. */
  readonly programUrl: string;
  readonly readers: PhotoReaders;
  readonly writers: PhotoWriters;
  /** Absolute beginnings of the names of files the program writes itself. */
  readonly ownFiles: readonly string[];
}

/** The world as it is. */
export function realWorld({ programUrl, readers, writers, ownFiles }: RealWorldOptions): World {
  return {
    now: Date.now,
    elapsedMs: () => performance.now(),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    observeRoot,
    walk: (request) => {
      const onSteps = (steps: readonly WalkStep[]) => {
        readers.prepare(batchesOf(steps));
        request.onSteps(steps);
      };
      return walkInWorkers({ ...request, programUrl, onSteps });
    },
    read: (requests, signal) => readers.read(requests, signal),
    openHasher: (rootPath) => openHasher({ programUrl, rootPath }),
    editing: {
      steps: REPLACE_STEPS,
      write: (rootPath, order, signal) => writers.write(rootPath, order, signal),
    },
    absence,
    fingerprintAt,
    findDisplaced,
    watch: (order, tell) => watchInProcess(programUrl, { ...order, own: ownFiles }, tell),
    lookAtPlace,
  };
}

/** Differences that a reader has to look into; the others are decided by what is known. */
const READ: ReadonlySet<Difference["kind"]> = new Set(["appeared", "changed", "returned", "racy"]);

/** How many readers what a walk has found will keep busy. */
function batchesOf(steps: readonly WalkStep[]): number {
  const differences = steps.flatMap((step) => step.differences);
  return Math.ceil(differences.filter(({ kind }) => READ.has(kind)).length / BATCH_ROWS_MAX);
}
