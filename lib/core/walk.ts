import { Comparison, whyNotEntered } from "./comparison.ts";
import { diffDirectory, withoutArrivals, withoutVanished } from "./diff.ts";
import { DirectoryRules, marksIn } from "./directory_rules.ts";
import { baseName, type Entry, joinPath, parentPath, type RelativePath } from "./entry.ts";
import { fileErrorKind, messageOf } from "./file_error.ts";
import { isUndecodable, type Listing } from "./look_at_names.ts";
import { isInShare, mayHoldShare, type Share, WHOLE_SHARE } from "./share.ts";
import { Mounts } from "./mounts.ts";
import { RulesAbove } from "./rules_above.ts";
import { reduceScope } from "./scope.ts";
import { mountAway, problem, problemStep, step, type WalkStep } from "./walk_step.ts";
import type { Baseline, KnownDirectory, WalkFileSystem, WalkOptions } from "./walk_ports.ts";

interface Place {
  readonly path: RelativePath;
  readonly device: number;
  readonly mount: RelativePath;
  /** Below a mount point whose disk is away: whatever is here now is not what was known. */
  readonly isAway?: boolean;
  /** On a disk that covers what is known: nothing here is taken in. */
  readonly isCovered?: boolean;
}

/**
 * Walks `scope` below a root and compares it with the baseline, one step a directory, so that the
 * caller can stop, report or wait between steps and memory stays that of the largest directory.
 *
 * Absence counts only when it is proven: a name that is not in the complete listing of its
 * directory. Every other failure is a problem and keeps what the catalogue has. What a rule hides is
 * not walked: its records are taken from the baseline, and are hidden without being absent.
 */
export class Walk {
  readonly #above: RulesAbove;
  readonly #mounts: Mounts;
  readonly #comparison: Comparison;
  readonly #share: Share;

  constructor(
    private readonly files: WalkFileSystem,
    private readonly baseline: Baseline,
    private readonly options: WalkOptions,
  ) {
    this.#above = new RulesAbove(files, options.rules ?? null);
    this.#mounts = new Mounts(files, baseline);
    this.#comparison = new Comparison(files, baseline, options);
    this.#share = options.share ?? WHOLE_SHARE;
  }

  /** Yields a step for every directory of the scope that is there, and for every one that is gone. */
  *scope(scope: readonly RelativePath[]): Generator<WalkStep> {
    const root = this.files.look("");
    // Several hints may lead to the same directory that is gone: each is looked at once.
    const tops = reduceScope(scope.map((path) => this.#reachable(path, root.device)));
    for (const path of tops) {
      for (const one of this.#top(path, root.device)) {
        if (one.meetsRules || this.#isMine(one.directory)) yield one;
      }
    }
    // Rules above the scope that cannot be used explain why nothing new was taken in.
    const problems = this.#above.problems();
    if (problems.length > 0) yield step({ path: "", mount: "" }, { problems });
  }

  #isMine(directory: RelativePath): boolean {
    return isInShare(directory, this.#share);
  }

  /**
   * The part of a hinted path that can be reached without following a link: the path itself, or the
   * first directory on the way that is gone, hidden, something else now, covered, or has lost its mount. A name
   * that is not UTF-8 leads to its directory, which tells of it with all the others.
   */
  #reachable(path: RelativePath, rootDevice: number): RelativePath {
    const parts = path.split("/");
    let device = rootDevice;
    for (let depth = 1; depth < parts.length; depth++) {
      const ancestor = parts.slice(0, depth).join("/");
      const entry = this.#lookOrNull(ancestor);
      if (entry?.kind !== "directory") return ancestor;
      if (entry.device === device && this.#mounts.isAway(ancestor)) return ancestor;
      if (entry.device !== device && this.#mounts.isCoveredAt(ancestor)) return ancestor;
      if (this.#above.whyHidden(ancestor) !== null) return ancestor;
      device = entry.device;
    }
    if (path !== "" && this.#above.whyHidden("") !== null) return "";
    return isUndecodable(this.files, parentPath(path), baseName(path)) ? parentPath(path) : path;
  }

  /** `null` for every failure: whoever walks there finds out which. */
  #lookOrNull(path: RelativePath): Entry | null {
    try {
      return this.files.look(path);
    } catch {
      return null;
    }
  }

  *#top(path: RelativePath, rootDevice: number): Generator<WalkStep> {
    const outside = DirectoryRules.above(this.options.rules ?? null);
    if (path === "") {
      return yield* this.#directory({ path, device: rootDevice, mount: "" }, outside);
    }
    const rules = this.#above.of(parentPath(path));
    let entry: Entry | null = null;
    try {
      entry = this.files.look(path);
    } catch (error) {
      const kind = fileErrorKind(error);
      if (kind !== "not-found" && kind !== "not-a-directory") {
        return yield problemStep(path, kind, messageOf(error));
      }
    }
    // What a file's record says of this path is settled first, also when a directory is there now.
    yield* this.#single(path, entry, rules, rootDevice);
    const reason = whyNotEntered(baseName(path), rules);
    const known = this.baseline.directory(path);
    if (entry?.kind !== "directory") {
      if (known !== null) {
        yield* this.#gone(known, { isHidden: rules.isInDoubt || reason !== null });
      }
    } else if (reason === null) {
      yield* this.#directory(this.#place(path, entry.device, rootDevice), rules);
    } else if (known !== null) yield* this.#hidden(known, reason);
  }

  /** The record of a file at one path, whatever is there now, and of those it may share a sidecar with. */
  *#single(
    path: RelativePath,
    entry: Entry | null,
    rules: DirectoryRules,
    rootDevice: number,
  ): Generator<WalkStep> {
    const directory = parentPath(path);
    const known = this.baseline.directory(directory);
    const records = known === null ? [] : this.baseline.files(known.id);
    const place = this.#place(directory, entry?.device ?? rootDevice, rootDevice);
    const name = baseName(path);
    const one = this.#comparison.path(place, { name, entry, records, rules });
    if (one.differences.length + one.problems.length + one.seen + one.settled.length > 0) yield one;
  }

  *#directory(place: Place, above: DirectoryRules): Generator<WalkStep> {
    const known = this.baseline.directory(place.path);
    let listing: Listing;
    try {
      listing = this.files.readDirectory(place.path);
    } catch (error) {
      const kind = fileErrorKind(error);
      // Gone between the listing that named it and now: whoever removed it, the next look will tell.
      const again = kind === "not-found" ? [place.path] : [];
      const problems = kind === "not-found" ? [] : [problem(place.path, kind, messageOf(error))];
      return yield step(place, { problems, again });
    }
    const marks = marksIn(listing);
    if (marks.hasRules) yield step(place, { meetsRules: true });
    const rules = above.enter(place.path, marks);
    if (rules.hiddenBy !== null) {
      if (known !== null) yield* this.#hidden(known, rules.hiddenBy);
      return;
    }
    const isMount = place.mount === place.path && place.path !== "";
    const isAway = place.isAway === true || (known?.isMount === true && !isMount);
    const isCovered = place.isCovered === true || this.#mounts.isCovered(known, isMount, listing);
    const isOutOfSight = isAway || isCovered;
    // What is new there is taken in, what was known there may turn up elsewhere, nothing is gone.
    if (this.#isMine(place.path)) {
      const compared = this.#comparison.directory(place, { known, listing, rules });
      yield isOutOfSight ? { ...compared, ...withoutVanished(compared), isCovered } : compared;
    }
    if (isOutOfSight && place.isAway !== true && place.isCovered !== true) {
      yield mountAway(place.path, isCovered);
    }
    const names = new Set<string>();
    for (const child of listing) {
      if (child.kind !== "directory") continue;
      names.add(child.name);
      yield* this.#child({ ...place, isAway, isCovered }, child.name, rules);
    }
    if (known === null) return;
    for (const directory of this.baseline.subdirectories(known.id)) {
      const name = baseName(directory.path);
      if (names.has(name) || !mayHoldShare(directory.path, this.#share)) continue;
      const isHidden = rules.isInDoubt || whyNotEntered(name, rules) !== null;
      yield* this.#gone(directory, { isOutOfSight, isHidden });
    }
  }

  *#child(parent: Place, name: string, rules: DirectoryRules): Generator<WalkStep> {
    const path = joinPath(parent.path, name);
    if (!mayHoldShare(path, this.#share)) return;
    const reason = whyNotEntered(name, rules);
    if (reason !== null) {
      const known = this.baseline.directory(path);
      return yield* known === null ? [] : this.#hidden(known, reason);
    }
    const place = { path, mount: parent.mount };
    let entry: Entry;
    try {
      entry = this.files.look(path);
    } catch (error) {
      const kind = fileErrorKind(error);
      if (kind !== "not-found") {
        return yield step(place, { problems: [problem(path, kind, messageOf(error))] });
      }
      const isOdd = isUndecodable(this.files, parent.path, name);
      return yield step(place, { again: isOdd ? [] : [path] });
    }
    // Replaced since it was listed, perhaps by a link: not entered, looked at again.
    if (entry.kind !== "directory") return yield step(place, { again: [path] });
    const { device } = entry;
    if (device !== parent.device) {
      const isCovered = parent.isCovered === true;
      yield* this.#directory({ path, device, mount: path, isCovered }, rules);
    } else yield* this.#directory({ ...parent, path }, rules);
  }

  /** A directory the catalogue knows and that is there, but hidden: its records are, its files may be. */
  *#hidden(directory: KnownDirectory, reason: string): Generator<WalkStep> {
    const present = this.baseline.files(directory.id).filter(({ missing }) => !missing);
    const differences = present.map(({ id, name }) => {
      return { kind: "ignored" as const, name, fileId: id, reason };
    });
    if (present.length > 0) yield step({ path: directory.path, mount: "" }, { differences });
    for (const child of this.baseline.subdirectories(directory.id)) {
      yield* this.#hidden(child, reason);
    }
  }

  /** A directory the catalogue knows and that is not there: gone, or out of sight with its mount. */
  *#gone(
    directory: KnownDirectory,
    { isOutOfSight = false, isHidden = false }: {
      readonly isOutOfSight?: boolean;
      /** A rule would hide it, so what that rule has hidden stays as it is. */
      readonly isHidden?: boolean;
    },
  ): Generator<WalkStep> {
    // Some systems remove the mount point together with the mount.
    if (directory.isMount && !isOutOfSight) yield mountAway(directory.path);
    const isUnseen = isOutOfSight || directory.isMount;
    const diff = diffDirectory(this.baseline.files(directory.id), [], this.options);
    const place = { path: directory.path, device: 0, mount: "" };
    const isKept = isHidden ? withoutArrivals(diff) : diff;
    yield step(place, isUnseen ? withoutVanished(isKept) : isKept);
    for (const child of this.baseline.subdirectories(directory.id)) {
      yield* this.#gone(child, { isOutOfSight: isUnseen, isHidden });
    }
  }

  #place(path: RelativePath, device: number, rootDevice: number): Place {
    return { path, device, mount: this.#mounts.holding(path, device, rootDevice) };
  }
}
