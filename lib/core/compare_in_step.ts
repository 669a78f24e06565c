import type { KnownFile } from "./diff.ts";
import { type Entry, joinPath, type RelativePath } from "./entry.ts";
import { type FingerprintPolicy, hasChanged, isRacilyClean } from "./fingerprint.ts";
import { isNoiseFile } from "./ignore.ts";
import type { Listing } from "./look_at_names.ts";
import { isSidecarName } from "./sidecars.ts";
import {
  isSameSighting,
  type KnownSighting,
  SIGHTED_FILES_MAX,
  type Sighting,
  sightingOf,
} from "./sighting.ts";
import type { WalkFileSystem, WalkOptions } from "./walk_ports.ts";

/** A directory to be compared, with what is known of it. */
export interface ComparedInStep {
  readonly listing: Listing;
  /** `null` where none is to be relied on, and none is to be kept. */
  readonly sighting: KnownSighting | null;
  /** Asked only when the sighting does not tell. */
  readonly records: () => readonly KnownFile[];
}

/** How far a comparison in step came. */
export interface InStep {
  /** Every record is a file that is as it was, and there is nothing else to tell of the directory. */
  readonly isUnchanged: boolean;
  /** The files that were looked at. */
  readonly looked: readonly Entry[];
  /** What was seen of an unchanged directory, where that is to be kept. */
  readonly seen: Sighting | null;
}

/**
 * Compares a directory in which, as nearly always, nothing has changed: looks at its files, and is done
 * when it sees what an earlier walk saw that found all of them as the records are now. Otherwise goes
 * through files and records together, which mostly are in the same order. Stops at the first thing
 * that is unusual, a difference or whatever needs more thought (sidecars, names that are not UTF-8,
 * errors). Then the whole comparison has to be made; what was looked at need not be looked at again.
 *
 * Only for a directory that no rule of a person concerns.
 */
export function compareInStep(
  files: Pick<WalkFileSystem, "look">,
  directory: RelativePath,
  { listing, sighting, records }: ComparedInStep,
  options: WalkOptions,
): InStep {
  const { policy } = options;
  const { isUsual, looked } = lookInStep(files, directory, listing, options);
  if (!isUsual) return { isUnchanged: false, looked, seen: null };
  const isSighted = sighting !== null && looked.length > 0 && looked.length <= SIGHTED_FILES_MAX;
  const seen = isSighted ? sightingOf(looked, policy) : null;
  if (seen !== null && sighting?.seen != null && isSameSighting(sighting.seen, seen)) {
    return { isUnchanged: true, looked, seen: null };
  }
  const isUnchanged = areAsKnown(looked, records(), policy);
  return { isUnchanged, looked, seen: isUnchanged ? seen : null };
}

/** Looks at the files of a directory until something is unusual. */
function lookInStep(
  files: Pick<WalkFileSystem, "look">,
  directory: RelativePath,
  listing: Listing,
  { isCandidate, onLook }: WalkOptions,
): { readonly isUsual: boolean; readonly looked: readonly Entry[] } {
  const looked: Entry[] = [];
  const unusual = { isUsual: false, looked };
  for (const { name, kind } of listing) {
    if (kind === "directory" && name.includes("\uFFFD")) return unusual;
    if (kind !== "file") continue;
    if (isNoiseFile(name) || !isCandidate(name)) {
      if (isSidecarName(name)) return unusual;
      continue;
    }
    if (name.includes("\uFFFD")) return unusual;
    const entry = lookOrNull(files, joinPath(directory, name), onLook);
    if (entry === null) return unusual;
    looked.push(entry);
    if (entry.kind !== "file") return unusual;
  }
  return { isUsual: true, looked };
}

/** `null` for every failure: the whole comparison finds out which. */
function lookOrNull(
  files: Pick<WalkFileSystem, "look">,
  path: RelativePath,
  onLook: (() => void) | undefined,
): Entry | null {
  onLook?.();
  try {
    return files.look(path);
  } catch {
    return null;
  }
}

/** Whether files and records are the same, each once, and no record is special. */
function areAsKnown(
  looked: readonly Entry[],
  records: readonly KnownFile[],
  policy: FingerprintPolicy,
): boolean {
  const places = new Places(records);
  for (const { name, fingerprint } of looked) {
    const known = places.meet(name);
    if (
      known === null || isSpecial(known) ||
      hasChanged(known.fingerprint, fingerprint, policy) ||
      isRacilyClean(known.fingerprint, known.lookedAtMs, policy)
    ) return false;
  }
  return looked.length === records.length;
}

function isSpecial({ missing, outdated, sidecar }: KnownFile): boolean {
  return missing || outdated === true || sidecar !== undefined;
}

/** The records of a directory, each of which is met once. */
class Places {
  #next = 0;
  /** Only where names come in another order than the records. */
  #byName: Map<string, number> | null = null;
  readonly #met: Uint8Array;

  constructor(private readonly records: readonly KnownFile[]) {
    this.#met = new Uint8Array(records.length);
  }

  /** `null` where there is none of that name, or where it was met before. */
  meet(name: string): KnownFile | null {
    const at = this.records[this.#next]?.name === name ? this.#next : this.#find(name);
    if (at === undefined || this.#met[at] === 1) return null;
    this.#met[at] = 1;
    this.#next = at + 1;
    return this.records[at]!;
  }

  #find(name: string): number | undefined {
    this.#byName ??= new Map(this.records.map((record, at) => [record.name, at]));
    return this.#byName.get(name);
  }
}
