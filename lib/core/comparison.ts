import { compareInStep } from "./compare_in_step.ts";
import { diffDirectory, type DirectoryDiff, type KnownFile, withoutArrivals } from "./diff.ts";
import type { DirectoryRules } from "./directory_rules.ts";
import { type Entry, joinPath, type RelativePath } from "./entry.ts";
import { whyNoiseDirectory, whyNotTaken } from "./ignore.ts";
import { type Listing, lookAtNames, type LookedAt, type LookOptions } from "./look_at_names.ts";
import { lookAtSidecars } from "./look_at_sidecars.ts";
import { type SidecarGroup, SidecarGroups } from "./sidecar_groups.ts";
import { isSidecarName, sidecarKeys } from "./sidecars.ts";
import { step, type WalkStep } from "./walk_step.ts";
import type { Baseline, KnownDirectory, WalkFileSystem, WalkOptions } from "./walk_ports.ts";

/** Where something is compared, and the mount point that holds it. */
type Place = { readonly path: RelativePath; readonly mount: RelativePath };

/** A whole directory. */
interface ComparedDirectory {
  /** `null` where the catalogue knows none. */
  readonly known: KnownDirectory | null;
  readonly listing: Listing;
  /** Those within it. */
  readonly rules: DirectoryRules;
}

/** One directory, or the part of it that is to be compared. */
interface Compared {
  readonly records: readonly KnownFile[];
  readonly listing: Listing;
  readonly rules: DirectoryRules;
}

/** One hinted path of a directory, of which all records are given. */
interface ComparedPath extends Omit<Compared, "listing"> {
  readonly name: string;
  /** What is there now; `null` when it is gone. */
  readonly entry: Entry | null;
}

/** Looks at the files of single directories and compares them with their records. */
export class Comparison {
  readonly #groups: SidecarGroups;
  /** Single files that were compared: each has one difference at most, whatever leads to it. */
  readonly #settled = new Set<RelativePath>();

  constructor(
    private readonly files: WalkFileSystem,
    private readonly baseline: Baseline,
    private readonly options: WalkOptions,
  ) {
    this.#groups = new SidecarGroups(files);
  }

  /** Compares all files of a directory with all of its records. */
  directory(place: Place, compared: ComparedDirectory): WalkStep {
    const { known, listing, rules } = compared;
    let read: readonly KnownFile[] | null = null;
    const records = () => read ??= known === null ? [] : this.baseline.files(known.id);
    if (!rules.isPlain || this.#settled.size > 0) {
      return this.#whole(place, { records: records(), listing, rules }, []);
    }
    const sighting = known === null ? null : this.options.sightings?.of(known.id) ?? null;
    const { isUnchanged, looked, seen } = compareInStep(
      this.files,
      place.path,
      { listing, sighting, records },
      this.options,
    );
    if (!isUnchanged) return this.#whole(place, { records: records(), listing, rules }, looked);
    return step(place, {
      unchanged: looked.length,
      seen: looked.length,
      sighting: sighting === null || seen === null ? null : { id: sighting.id, seen },
    });
  }

  /** @param looked files that were looked at already */
  #whole(place: Place, compared: Compared, looked: readonly Entry[]): WalkStep {
    const one = this.#compare(place, compared, looked);
    return { ...one, problems: [...compared.rules.problems, ...one.problems] };
  }

  /**
   * The record of a file at one path, whatever is there now. Where sidecars are concerned all that may
   * share them is compared together, and `settled` names it.
   */
  path(place: Place, { name, entry, records, rules }: ComparedPath): WalkStep {
    const pathOf = (one: { readonly name: string }) => joinPath(place.path, one.name);
    if (this.#settled.has(pathOf({ name }))) return step(place, {});
    const hadSidecar = (keys: ReadonlySet<string>) =>
      records.some((file) => file.sidecar !== undefined && hasKey(file.name, keys));
    const group = this.#groups.of(place.path, name, hadSidecar);
    if (group !== null && isShared(name, group, records)) {
      const others = group.listing.filter((one) => one.name !== name);
      const listing = entry?.kind === "file" ? [...others, { name, kind: entry.kind }] : others;
      const known = records.filter((file) =>
        isOf(file.name, group) && !this.#settled.has(pathOf(file))
      );
      const one = this.#compare(place, { records: known, listing, rules });
      const settled = [...listing, ...known].map(pathOf);
      for (const path of [...settled, pathOf({ name })]) this.#settled.add(path);
      return { ...one, settled };
    }
    this.#settled.add(pathOf({ name }));
    const known = records.filter((file) => file.name === name);
    const isFile = entry?.kind === "file";
    const whyHidden = () => this.#whyHidden(name, rules);
    const isHidden = isFile && whyHidden() !== null;
    const seen = isFile && !isHidden ? [entry] : [];
    const passedOver = new Set(isHidden ? [name] : []);
    const keepsSidecars = group === null;
    const options = { ...this.options, passedOver, whyHidden, keepsSidecars };
    return foundIn(place, diffDirectory(known, seen, options), seen.length, rules);
  }

  #compare(
    place: Place,
    { records, listing, rules }: Compared,
    looked: readonly Entry[] = [],
  ): WalkStep {
    const all = this.#look(place, listing, rules, looked);
    const isNew = (one: Entry) => !this.#settled.has(joinPath(place.path, one.name));
    const found = this.#settled.size === 0 ? all : { ...all, seen: all.seen.filter(isNew) };
    const whyHidden = (name: string) => this.#whyHidden(name, rules);
    // Rules that cannot be used may hide sidecars, too.
    const keepsSidecars = rules.isInDoubt;
    const options = { ...this.options, ...found, whyHidden, keepsSidecars };
    const diff = diffDirectory(records, found.seen, options);
    const { problems, again } = found;
    return { ...foundIn(place, diff, found.seen.length, rules), problems, again };
  }

  #look(
    { path }: Place,
    listing: Listing,
    rules: DirectoryRules,
    looked: readonly Entry[],
  ): LookedAt {
    const files = looked.length === 0 ? this.files : remembering(this.files, path, looked);
    const whyHidden = (name: string) => this.#whyHidden(name, rules);
    const isEntered = (name: string) => whyNotEntered(name, rules) === null;
    const isSidecar = (name: string) =>
      isSidecarName(name) && whyNotTaken(name, isSidecarName) === null &&
      rules.why(name, false) === null;
    const { onLook } = this.options;
    const looks: LookOptions = { whyHidden, isEntered, isSidecar };
    const names = lookAtNames(
      files,
      path,
      listing,
      onLook === undefined ? looks : { ...looks, onLook },
    );
    const isPrimary = (name: string) => whyHidden(name) === null;
    return names.sidecars.length === 0
      ? names
      : lookAtSidecars(files, path, listing, names, isPrimary);
  }

  #whyHidden(name: string, rules: DirectoryRules): string | null {
    return whyNoPhoto(name, rules, this.options.isCandidate);
  }
}

/** The files of a directory, of which some were looked at a moment ago. */
function remembering(
  files: WalkFileSystem,
  directory: RelativePath,
  looked: readonly Entry[],
): WalkFileSystem {
  const known = new Map(looked.map((entry) => [joinPath(directory, entry.name), entry]));
  return {
    readDirectory: (path) => files.readDirectory(path),
    look: (path) => known.get(path) ?? files.look(path),
  };
}

/** Why a file is no photo by its name and the rules of its directory, as a sentence, or `null`. */
export function whyNoPhoto(
  name: string,
  rules: DirectoryRules,
  isCandidate: (name: string) => boolean,
): string | null {
  const isWanted = (name: string) =>
    isCandidate(name) || !isSidecarName(name) && rules.wantsExtension(name);
  return whyNotTaken(name, isWanted) ?? rules.why(name, false);
}

/** Why a directory is not entered, as a sentence, or `null`. */
export function whyNotEntered(name: string, rules: DirectoryRules): string | null {
  return whyNoiseDirectory(name) ?? rules.why(name, true);
}

/** Whether a single path cannot be judged alone: it is a sidecar, or has to do with one. */
function isShared(name: string, group: SidecarGroup, records: readonly KnownFile[]): boolean {
  return group.hasSidecars || isSidecarName(name) ||
    records.some((file) => file.sidecar !== undefined && isOf(file.name, group));
}

function isOf(name: string, { keys }: SidecarGroup): boolean {
  return hasKey(name, keys);
}

function hasKey(name: string, keys: ReadonlySet<string>): boolean {
  return sidecarKeys(name).some((key) => keys.has(key));
}

/** A step of what a comparison found, as far as the rules are known. */
function foundIn(place: Place, diff: DirectoryDiff, seen: number, rules: DirectoryRules): WalkStep {
  if (!rules.isInDoubt) return step(place, { ...diff, seen });
  const known = withoutArrivals(diff);
  const arrivals = diff.differences.filter(({ kind }) =>
    kind === "appeared" || kind === "returned"
  );
  return step(place, { ...known, seen: seen - arrivals.length });
}
