import { baseName, type EntryKind, type Fingerprint, type RelativePath } from "./entry.ts";
import { isSidecarName } from "./sidecars.ts";
import { RETENTION_MS, SECOND_LOOK_AFTER_MS } from "./retention.ts";

/** A record of the path that is not shown. */
export interface HiddenRecord {
  readonly id: number;
  readonly sinceMs: number;
  /** When a second look found it absent too. */
  readonly tombstoneSinceMs: number | null;
  /** The rule that hides it, as a sentence. */
  readonly ignoredBy: string | null;
  readonly evidence: string;
}

/** Everything that decides what is to be said of one path of one root. */
export interface PathFacts {
  readonly path: RelativePath;
  /** What is on disk, links not followed; `null` when nothing is, or nobody may look. */
  readonly kind: EntryKind | null;
  /** Why it could not be looked at, other than that it is not there. */
  readonly trouble: string | null;
  /** The first directory on the way that is a symbolic link. */
  readonly linkAbove: RelativePath | null;
  /** The topmost path that a rule hides, this one or above, and why. */
  readonly hidden: { readonly path: RelativePath; readonly reason: string } | null;
  readonly offline: { readonly since: string; readonly reason: string } | null;
  /** The present record, if there is one; `isPhoto` is false for a candidate that is none. */
  readonly record: {
    readonly id: number;
    readonly isPhoto: boolean;
    readonly fingerprint: Pick<Fingerprint, "size" | "mtimeMs">;
  } | null;
  /** Photos that were read together with it, by path. */
  readonly sidecarOf: readonly RelativePath[];
  /** Of the file that is there. */
  readonly fingerprint: Pick<Fingerprint, "size" | "mtimeMs"> | null;
  readonly hiddenRecords: readonly HiddenRecord[];
  readonly lists: readonly {
    readonly id: number;
    readonly decision: string | null;
    /** Another photo stands there. */
    readonly isReplaced: boolean;
  }[];
  /** Of the path itself and of the directories above it. */
  readonly problems: readonly {
    readonly path: RelativePath;
    readonly kind: string;
    readonly detail: string;
  }[];
  /** What the catalogue knows at and below a directory. */
  readonly folder: {
    readonly photos: number;
    readonly missing: number;
    readonly ignored: number;
    readonly problems: number;
  } | null;
}

/** One thing that is true of a path, for programs and for a person. */
export interface Explanation {
  readonly kind: string;
  readonly sentence: string;
}

/**
 * What state a path is in, and why, the most decisive first. There is always something to say of a path
 * that is on disk or in the catalogue, and nothing of one that is neither.
 */
export function explainPath(facts: PathFacts): readonly Explanation[] {
  const said = [
    ...aboutRoot(facts),
    ...aboutRules(facts),
    ...aboutKind(facts),
    ...aboutSidecar(facts),
    ...aboutProblems(facts),
    ...aboutRecord(facts),
    ...facts.hiddenRecords.map(aboutHidden),
    ...facts.lists.map(aboutList),
  ];
  return said.length > 0 || facts.kind === null ? said : [notScanned(facts)];
}

function aboutRoot({ offline }: PathFacts): Explanation[] {
  if (offline === null) return [];
  const sentence = `Its root is offline since ${offline.since}: ${offline.reason}; ` +
    "nothing is concluded about its photos, and all records are kept";
  return [{ kind: "root-offline", sentence }];
}

function aboutRules({ hidden, path }: PathFacts): Explanation[] {
  if (hidden === null) return [];
  const above = hidden.path === path
    ? ""
    : `; this stands for all below ${hidden.path === "" ? "the root" : `'${hidden.path}'`}`;
  return [{ kind: "ignored", sentence: hidden.reason + above }];
}

function aboutKind({ kind, linkAbove, trouble }: PathFacts): Explanation[] {
  if (trouble !== null) {
    return [{ kind: "unreadable", sentence: `It cannot be looked at: ${trouble}` }];
  }
  if (linkAbove !== null) {
    const sentence =
      `It is reached through the symbolic link '${linkAbove}' only, and links are not followed`;
    return [{ kind: "through-link", sentence }];
  }
  if (kind === "symlink") {
    return [{ kind: "link", sentence: "A symbolic link, which is not followed" }];
  }
  if (kind === "other") {
    const sentence =
      "Neither a file nor a folder (a pipe, a socket or a device), so it is no photo";
    return [{ kind: "other", sentence }];
  }
  return [];
}

function aboutSidecar({ path, kind, hidden, sidecarOf }: PathFacts): Explanation[] {
  if (sidecarOf.length > 0) {
    const names = sidecarOf.map((primary) => `'${primary}'`).join(" and ");
    return [{ kind: "sidecar", sentence: `The sidecar of ${names}: what it says is shown there` }];
  }
  if (kind !== "file" || hidden !== null || !isSidecarName(path)) return [];
  const sentence = "A sidecar, which is read with the photo of its name; none was read with it";
  return [{ kind: "sidecar", sentence }];
}

function aboutProblems({ path, problems }: PathFacts): Explanation[] {
  return problems.map((problem) => {
    const where = problem.path === path
      ? "Problem"
      : `Problem of ${problem.path === "" ? "the root" : `'${problem.path}'`}`;
    return { kind: problem.kind, sentence: `${where} (${problem.kind}): ${problem.detail}` };
  });
}

function aboutRecord(facts: PathFacts): Explanation[] {
  const { record, fingerprint, folder, kind } = facts;
  if (record === null) return folder === null ? [] : [aboutFolder(folder)];
  const said: Explanation[] = [
    record.isPhoto
      ? { kind: "photo", sentence: `In the catalogue, shown as photo ${record.id}` }
      : { kind: "no-photo", sentence: "Its content is none of a photo, so it is not shown" },
  ];
  const { size, mtimeMs } = record.fingerprint;
  const isChanged = fingerprint !== null &&
    (fingerprint.size !== size || fingerprint.mtimeMs !== mtimeMs);
  if (isChanged && !facts.lists.some(({ isReplaced }) => isReplaced)) {
    said.push({
      kind: "changed",
      sentence: "It was written to since; the next scan reads it again",
    });
  } else if (kind === "directory") {
    said.push({
      kind: "changed",
      sentence: "A folder is in its place now; the next scan notes it",
    });
  } else if (kind === null && !isAccountedFor(facts)) {
    said.push({
      kind: "changed",
      sentence: "It is not there now; the next scan finds out about it",
    });
  }
  return said;
}

/** Whether something else says already why nothing is there. */
function isAccountedFor({ offline, problems, lists, trouble, linkAbove }: PathFacts): boolean {
  return offline !== null || trouble !== null || linkAbove !== null || problems.length > 0 ||
    lists.length > 0;
}

function aboutFolder(folder: NonNullable<PathFacts["folder"]>): Explanation {
  const { photos, missing, ignored, problems } = folder;
  const sentence = `A folder with ${counted(photos, "photo")} in it and below, ` +
    `${missing} missing, ${ignored} hidden by rules, ${counted(problems, "problem")}`;
  return { kind: "folder", sentence };
}

function aboutHidden(record: HiddenRecord): Explanation {
  const { id, sinceMs, tombstoneSinceMs, ignoredBy, evidence } = record;
  const since = `since ${moment(sinceMs)} (id ${id})`;
  if (ignoredBy !== null) {
    const sentence =
      `Hidden by a rule ${since}: ${ignoredBy}; its record is kept and never given up, ` +
      "and returns with the first scan after the rule is gone";
    return { kind: "hidden-by-rule", sentence };
  }
  const next = tombstoneSinceMs === null
    ? `a scan after ${moment(sinceMs + SECOND_LOOK_AFTER_MS)} looks a second time`
    : `absent for good since ${moment(tombstoneSinceMs)}, its record is given up after ` +
      moment(tombstoneSinceMs + RETENTION_MS);
  const kind = tombstoneSinceMs === null ? "missing" : "tombstone";
  return { kind, sentence: `Missing ${since}: ${evidence}; ${next}` };
}

function aboutList({ id, decision, isReplaced }: PathFacts["lists"][number]): Explanation {
  const gone = isReplaced ? "Another photo stands in its place" : "Gone from disk";
  if (decision === "rejected") {
    const until = isReplaced ? "; that one has no record until you approve the list" : "";
    const sentence =
      `${gone}, and it is kept, as you rejected hiding it (list ${id} of the command 'held')${until}`;
    return { kind: "rejected", sentence };
  }
  const many = isReplaced ? ", as happened to many others" : " with many others";
  const sentence = decision === "approved"
    ? `${gone}; you approved hiding it (list ${id}), and the next scan does so`
    : `${gone}${many}, which looks like an accident: kept until you decide, ` +
      `see the command 'held' (list ${id})`;
  return { kind: "held", sentence };
}

function notScanned({ path, kind }: PathFacts): Explanation {
  const sentence = kind === "directory"
    ? "A folder on disk, in which the catalogue knows nothing"
    : `'${baseName(path)}' is on disk, and no scan has looked at it yet; the next sync does`;
  return { kind: kind === "directory" ? "folder" : "not-scanned", sentence };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function moment(atMs: number): string {
  return new Date(atMs).toISOString();
}
