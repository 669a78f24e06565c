import { diffDirectory, withoutVanished } from "./diff.ts";
import {
  baseName,
  type Entry,
  type EntryKind,
  joinPath,
  parentPath,
  type RelativePath,
} from "./entry.ts";
import { fileErrorKind, messageOf } from "./file_error.ts";
import { isNoiseDirectory, isNoiseFile } from "./ignore.ts";
import { isInShare, WHOLE_SHARE } from "./share.ts";
import { isOutOfSight } from "./mount_evidence.ts";
import { reduceScope } from "./scope.ts";
import {
  mountAway,
  problem,
  problemStep,
  step,
  UNREADABLE_NAME,
  type WalkProblem,
  type WalkStep,
} from "./walk_step.ts";
import type { Baseline, KnownDirectory, WalkFileSystem, WalkOptions } from "./walk_ports.ts";

type Listing = ReturnType<WalkFileSystem["readDirectory"]>;

interface Place {
  readonly path: RelativePath;
  readonly device: number;
  readonly mount: RelativePath;
}

/**
 * Walks `scope` below a root and compares it with the baseline, one step a directory, so that the
 * caller can stop, report or wait between steps and memory stays that of the largest directory.
 *
 * Absence counts only when it is proven: a name that is not in the complete listing of its
 * directory. Every other failure is a problem and keeps what the catalogue has.
 */
export class Walk {
  constructor(
    private readonly files: WalkFileSystem,
    private readonly baseline: Baseline,
    private readonly options: WalkOptions,
  ) {}

  /** Yields a step for every directory of the scope that is there, and for every one that is gone. */
  *scope(scope: readonly RelativePath[]): Generator<WalkStep> {
    const root = this.files.look("");
    // Several hints may lead to the same directory that is gone: each is looked at once.
    const tops = reduceScope(scope.map((path) => this.#reachable(path, root.device)));
    for (const path of tops) {
      for (const one of this.#top(path, root.device)) if (this.#isMine(one.directory)) yield one;
    }
  }

  #isMine(directory: RelativePath): boolean {
    return isInShare(directory, this.options.share ?? WHOLE_SHARE);
  }

  /**
   * The part of a hinted path that can be reached without following a link: the path itself, or the
   * first directory on the way that is gone, is something else now, or has lost its mount.
   */
  #reachable(path: RelativePath, rootDevice: number): RelativePath {
    const parts = path.split("/");
    let device = rootDevice;
    for (let depth = 1; depth < parts.length; depth++) {
      const ancestor = parts.slice(0, depth).join("/");
      const entry = this.#lookOrNull(ancestor);
      if (entry?.kind !== "directory") return ancestor;
      if (entry.device === device && this.#isMountAway(ancestor)) return ancestor;
      device = entry.device;
    }
    return path;
  }

  /** `null` for every failure: whoever walks there finds out which. */
  #lookOrNull(path: RelativePath): Entry | null {
    try {
      return this.files.look(path);
    } catch {
      return null;
    }
  }

  #isMountAway(path: RelativePath): boolean {
    const known = this.baseline.directory(path);
    if (known?.isMount !== true) return false;
    try {
      return this.#isOutOfSight(known, false, this.files.readDirectory(path));
    } catch {
      return false;
    }
  }

  #isOutOfSight(known: KnownDirectory | null, isMount: boolean, listing: Listing): boolean {
    if (known === null || !(known.isMount || isMount)) return false;
    const files = this.baseline.files(known.id).filter((file) => !file.missing);
    const directories = this.baseline.subdirectories(known.id);
    return isOutOfSight({
      wasMount: known.isMount,
      isMount,
      known: [...files.map(({ name }) => name), ...directories.map(({ path }) => baseName(path))],
      listed: new Set(listing.map(({ name }) => name)),
    });
  }

  *#top(path: RelativePath, rootDevice: number): Generator<WalkStep> {
    if (path === "") return yield* this.#directory({ path, device: rootDevice, mount: "" });
    if (path.split("/").some(isNoiseDirectory)) return;
    let entry: Entry | null = null;
    try {
      entry = this.files.look(path);
    } catch (error) {
      const kind = fileErrorKind(error);
      if (kind !== "not-found" && kind !== "not-a-directory") {
        return yield problemStep(path, kind, messageOf(error));
      }
      // It cannot be told apart from a name that is not UTF-8 but by asking the listing.
      if (this.#isListed(path)) {
        const place = this.#place(parentPath(path), rootDevice, rootDevice);
        return yield step(place, this.#unreadable(place.path, baseName(path), error));
      }
    }
    // What a file's record says of this path is settled first, also when a directory is there now.
    yield* this.#single(path, entry, rootDevice);
    if (entry?.kind === "directory") {
      yield* this.#directory(this.#place(path, entry.device, rootDevice));
    } else {
      const below = this.baseline.directory(path);
      if (below !== null) yield* this.#gone(below);
    }
  }

  #isListed(path: RelativePath): boolean {
    if (!path.includes("\uFFFD")) return false;
    try {
      const listing = this.files.readDirectory(parentPath(path));
      return listing.some(({ name }) => name === baseName(path));
    } catch {
      return false;
    }
  }

  /** The record of a file at one path, whatever is there now. */
  *#single(path: RelativePath, entry: Entry | null, rootDevice: number): Generator<WalkStep> {
    const directory = parentPath(path);
    const name = baseName(path);
    const known = this.baseline.directory(directory);
    const before = known === null
      ? []
      : this.baseline.files(known.id).filter((file) => file.name === name);
    const seen = entry !== null && this.#isCandidate(name, entry.kind) ? [entry] : [];
    if (before.length + seen.length === 0) return;
    const diff = diffDirectory(before, seen, this.options);
    const place = this.#place(directory, entry?.device ?? rootDevice, rootDevice);
    yield step(place, { ...diff, seen: seen.length });
  }

  *#directory(place: Place): Generator<WalkStep> {
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
    const isMount = place.mount === place.path && place.path !== "";
    const isOutOfSight = this.#isOutOfSight(known, isMount, listing);
    // What is new there is taken in, what was known there may turn up elsewhere, nothing is gone.
    if (this.#isMine(place.path)) {
      const compared = this.#compare(place, known, listing);
      yield isOutOfSight ? { ...compared, ...withoutVanished(compared) } : compared;
    }
    if (isOutOfSight) yield mountAway(place.path);
    const names = new Set<string>();
    for (const child of listing) {
      if (child.kind !== "directory" || isNoiseDirectory(child.name)) continue;
      names.add(child.name);
      yield* this.#child(place, child.name);
    }
    if (known === null) return;
    for (const directory of this.baseline.subdirectories(known.id)) {
      if (!names.has(baseName(directory.path))) yield* this.#gone(directory, isOutOfSight);
    }
  }

  *#child(parent: Place, name: string): Generator<WalkStep> {
    const path = joinPath(parent.path, name);
    let entry: Entry;
    try {
      entry = this.files.look(path);
    } catch (error) {
      return yield step(parent, this.#unreadable(parent.path, name, error));
    }
    // Replaced since it was listed, perhaps by a link: not entered, looked at again.
    if (entry.kind !== "directory") return yield step(parent, { again: [path] });
    const mount = entry.device === parent.device ? parent.mount : path;
    yield* this.#directory({ path, device: entry.device, mount });
  }

  #compare(
    place: Place,
    known: KnownDirectory | null,
    listing: Listing,
  ): WalkStep {
    const seen: Entry[] = [];
    const unread = new Set<string>();
    const problems: WalkProblem[] = [];
    const again: RelativePath[] = [];
    for (const { name, kind } of listing) {
      if (!this.#isCandidate(name, kind)) continue;
      if (name.includes("\uFFFD") && seen.some((one) => one.name === name)) {
        // Two names decoded to the same, so one of them is not valid UTF-8.
        problems.push(problem(joinPath(place.path, name), "unreadable-name", UNREADABLE_NAME));
        continue;
      }
      try {
        this.options.onLook?.();
        const entry = this.files.look(joinPath(place.path, name));
        if (entry.kind === "file") seen.push(entry);
        else again.push(joinPath(place.path, name));
      } catch (error) {
        unread.add(name);
        if (fileErrorKind(error) === "permission" && !this.#isSearchable(place.path)) {
          // Names can be listed and nothing else: one problem says it for all of them.
          problems.push(problem(place.path, "permission", messageOf(error)));
          for (const one of listing) unread.add(one.name);
          break;
        }
        const trouble = this.#unreadable(place.path, name, error);
        problems.push(...trouble.problems);
        again.push(...trouble.again);
      }
    }
    const before = known === null ? [] : this.baseline.files(known.id);
    const diff = diffDirectory(before, seen, { ...this.options, unread });
    return step(place, { ...diff, seen: seen.length, problems, again });
  }

  #isSearchable(path: RelativePath): boolean {
    return this.#lookOrNull(joinPath(path, ".")) !== null;
  }

  /** A listed name that cannot be looked at: raced, undecodable, or refused. */
  #unreadable(directory: RelativePath, name: string, error: unknown) {
    const kind = fileErrorKind(error);
    const path = joinPath(directory, name);
    if (kind === "not-found" && name.includes("\uFFFD")) {
      // Deno decodes names that are not UTF-8 to U+FFFD and cannot open them again.
      return { problems: [problem(path, "unreadable-name", UNREADABLE_NAME)], again: [] };
    }
    if (kind === "not-found") return { problems: [], again: [path] };
    return { problems: [problem(path, kind, messageOf(error))], again: [] };
  }

  /** A directory the catalogue knows and that is not there: gone, or `isOutOfSight` with its mount. */
  *#gone(directory: KnownDirectory, isOutOfSight = false): Generator<WalkStep> {
    // Some systems remove the mount point together with the mount.
    if (directory.isMount && !isOutOfSight) yield mountAway(directory.path);
    const isUnseen = isOutOfSight || directory.isMount;
    const diff = diffDirectory(this.baseline.files(directory.id), [], this.options);
    const place = { path: directory.path, device: 0, mount: "" };
    yield step(place, isUnseen ? withoutVanished(diff) : diff);
    for (const child of this.baseline.subdirectories(directory.id)) {
      yield* this.#gone(child, isUnseen);
    }
  }

  #isCandidate(name: string, kind: EntryKind): boolean {
    return kind === "file" && this.options.isCandidate(name) && !isNoiseFile(name);
  }

  /** A scope does not begin at the root, so its mount is found by looking upwards. */
  #place(path: RelativePath, device: number, rootDevice: number): Place {
    let mount = "";
    if (device !== rootDevice) {
      mount = path;
      for (let up = parentPath(path); up !== ""; up = parentPath(up)) {
        if (this.files.look(up).device !== device) break;
        mount = up;
      }
    }
    return { path, device, mount };
  }
}
