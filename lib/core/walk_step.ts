import type { ProblemKind } from "./problem_kinds.ts";
import type { DirectoryDiff } from "./diff.ts";
import { parentPath, type RelativePath } from "./entry.ts";
import type { NewSighting } from "./sighting.ts";

/** A path that could not be looked at, with its reason; never read as an absence. */
export interface WalkProblem {
  readonly path: RelativePath;
  readonly kind: ProblemKind;
  readonly detail: string;
}

/** What one directory of the walk gave. */
export interface WalkStep extends DirectoryDiff {
  readonly directory: RelativePath;
  /** Mount point, below the root, of the file system that holds the directory; `""` for the root's. */
  readonly mount: RelativePath;
  /** Candidate files that were looked at. */
  readonly seen: number;
  readonly problems: readonly WalkProblem[];
  /** Paths that changed under the walk: to be looked at again. */
  readonly again: readonly RelativePath[];
  /** Paths outside of the scope that were looked at with it: what was wrong there is told anew. */
  readonly settled: readonly RelativePath[];
  /** What was seen of a directory in which nothing was different, where that is not known yet. */
  readonly sighting: NewSighting | null;
  /** Another disk covers what is known here: what arrived on it may be a known file moved, and else is nobody's. */
  readonly isCovered: boolean;
  /** Nothing was looked at yet: here are rules of a person, and whoever walks may prepare for them. */
  readonly meetsRules: boolean;
}

/** Where a step is: its directory, and the mount point that holds it. */
type StepPlace = { readonly path: RelativePath; readonly mount: RelativePath };

const NOTHING: Omit<WalkStep, "directory" | "mount"> = {
  differences: [],
  unchanged: 0,
  seen: 0,
  problems: [],
  again: [],
  settled: [],
  sighting: null,
  isCovered: false,
  meetsRules: false,
};

/** A step that found what is given, and nothing else. */
export function step(place: StepPlace, found: Partial<WalkStep>): WalkStep {
  return { ...NOTHING, ...found, directory: place.path, mount: place.mount };
}

/** A problem of one path. */
export function problem(path: RelativePath, kind: ProblemKind, detail: string): WalkProblem {
  return { path, kind, detail };
}

/** A step for a path that cannot be looked at. */
export function problemStep(path: RelativePath, kind: ProblemKind, detail: string): WalkStep {
  return step({ path: parentPath(path), mount: "" }, { problems: [problem(path, kind, detail)] });
}

/** A step for a mount point whose disk is away, or covered by another. */
export function mountAway(path: RelativePath, isCovered = false): WalkStep {
  const detail = isCovered
    ? "What was known here is out of sight: another disk is mounted over it; its photos are kept, and " +
      "nothing of that disk is taken in: if it is to stay there, say so with roots accept"
    : "What was known here is out of sight: its disk is away, or another covers it; its photos " +
      "are kept: if it is an ordinary folder now, say so with roots accept";
  return step({ path, mount: "" }, { problems: [problem(path, "mount-away", detail)] });
}
