import type { KnownFile } from "./diff.ts";
import { type Entry, joinPath, type RelativePath } from "./entry.ts";
import { hasChanged, isRacilyClean } from "./fingerprint.ts";
import { isNoiseFile } from "./ignore.ts";
import type { Listing } from "./look_at_names.ts";
import { isSidecarName } from "./sidecars.ts";
import type { WalkFileSystem, WalkOptions } from "./walk_ports.ts";

/** How far a comparison in step came. */
export interface InStep {
  /** Every record is a file that is as it was, and there is nothing else to tell of the directory. */
  readonly isUnchanged: boolean;
  /** The files that were looked at. */
  readonly looked: readonly Entry[];
}

/**
 * Compares a directory in which, as nearly always, nothing has changed: goes through its listing and
 * its records together, which mostly are in the same order, and stops at the first thing that is
 * unusual, a difference or whatever needs more thought (sidecars, names that are not UTF-8, errors).
 * Then the whole comparison has to be made; what was looked at need not be looked at again.
 *
 * Only for a directory that no rule of a person concerns.
 */
export function compareInStep(
  files: Pick<WalkFileSystem, "look">,
  directory: RelativePath,
  { listing, records }: { readonly listing: Listing; readonly records: readonly KnownFile[] },
  { policy, isCandidate, onLook }: WalkOptions,
): InStep {
  const looked: Entry[] = [];
  const unusual: InStep = { isUnchanged: false, looked };
  const places = new Places(records);
  for (const { name, kind } of listing) {
    if (kind === "directory" && name.includes("\uFFFD")) return unusual;
    if (kind !== "file") continue;
    if (isNoiseFile(name) || !isCandidate(name)) {
      if (isSidecarName(name)) return unusual;
      continue;
    }
    const known = places.meet(name);
    if (known === null || isSpecial(known) || name.includes("\uFFFD")) return unusual;
    const entry = lookOrNull(files, joinPath(directory, name), onLook);
    if (entry === null) return unusual;
    looked.push(entry);
    const { fingerprint, lookedAtMs } = known;
    if (
      entry.kind !== "file" || hasChanged(fingerprint, entry.fingerprint, policy) ||
      isRacilyClean(fingerprint, lookedAtMs, policy)
    ) return unusual;
  }
  return { isUnchanged: looked.length === records.length, looked };
}

function isSpecial({ missing, outdated, sidecar }: KnownFile): boolean {
  return missing || outdated === true || sidecar !== undefined;
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
