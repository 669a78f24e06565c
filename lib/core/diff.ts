import type { Entry, Fingerprint } from "./entry.ts";
import { type FingerprintPolicy, hasChanged, isRacilyClean, isReplaced } from "./fingerprint.ts";

/** What the catalogue holds of one path when a scan begins. */
export interface KnownFile {
  readonly id: number;
  readonly name: string;
  readonly fingerprint: Fingerprint;
  /** When the fingerprint was taken, milliseconds since the epoch. */
  readonly lookedAtMs: number;
  /** Seen before, absent at the last scan, record kept. */
  readonly missing: boolean;
  /** Missing for so long that another look at its absence counts; no by default. */
  readonly awaitsSecondLook?: boolean;
}

/** One path that is not as the catalogue has it. */
export type Difference =
  /** On disk, and the catalogue has nothing under that name. */
  | { readonly kind: "appeared"; readonly name: string; readonly fingerprint: Fingerprint }
  /** The record under that name was missing and its path is there again. */
  | {
    readonly kind: "returned";
    readonly name: string;
    readonly fileId: number;
    readonly fingerprint: Fingerprint;
  }
  /** Another fingerprint; `replaced` when another file may have taken the place. */
  | {
    readonly kind: "changed";
    readonly name: string;
    readonly fileId: number;
    readonly fingerprint: Fingerprint;
    readonly replaced: boolean;
  }
  /** Equal fingerprint, but the last look was too close to the last write to prove anything. */
  | {
    readonly kind: "racy";
    readonly name: string;
    readonly fileId: number;
    readonly fingerprint: Fingerprint;
  }
  /** In the catalogue as present, and proven absent on disk. */
  | { readonly kind: "vanished"; readonly name: string; readonly fileId: number }
  /** Missing since some time, and proven absent again. */
  | { readonly kind: "gone"; readonly name: string; readonly fileId: number }
  /** In the catalogue as present, and out of sight: it may turn up elsewhere, nothing else is known. */
  | { readonly kind: "unseen"; readonly name: string; readonly fileId: number };

/** What comparing one directory gives. */
export interface DirectoryDiff {
  readonly differences: readonly Difference[];
  readonly unchanged: number;
}

/**
 * Compares the files seen in one directory with what the catalogue knows of it.
 *
 * `seen` holds regular files only and is complete but for the names in `unread`: names that are
 * there, or may be, and could not be looked at. Nothing is concluded about those.
 */
export function diffDirectory(
  known: readonly KnownFile[],
  seen: readonly Entry[],
  options: { readonly policy: FingerprintPolicy; readonly unread?: ReadonlySet<string> },
): DirectoryDiff {
  const present = new Map<string, KnownFile>();
  const missing = new Map<string, KnownFile>();
  for (const file of known) {
    // Of several missing records under one name the youngest is the one that may return.
    const of = file.missing ? missing : present;
    const other = of.get(file.name);
    if (other === undefined || other.id < file.id) of.set(file.name, file);
  }
  const differences: Difference[] = goneForGood(known, present, seen, options.unread);
  let unchanged = 0;
  for (const entry of seen) {
    const before = present.get(entry.name);
    const difference = before === undefined
      ? arrival(entry, missing.get(entry.name))
      : compare(before, entry, options.policy);
    present.delete(entry.name);
    if (difference === null) unchanged++;
    else differences.push(difference);
  }
  for (const file of present.values()) {
    if (options.unread?.has(file.name)) continue;
    differences.push({ kind: "vanished", name: file.name, fileId: file.id });
  }
  return { differences, unchanged };
}

/** What is missing and still not there: its name is absent, or another record's file has it. */
function goneForGood(
  known: readonly KnownFile[],
  present: ReadonlyMap<string, KnownFile>,
  seen: readonly Entry[],
  unread: ReadonlySet<string> = new Set(),
): Difference[] {
  const due = known.filter((file) => file.missing && file.awaitsSecondLook === true);
  if (due.length === 0) return [];
  const names = new Set(seen.map(({ name }) => name));
  return due
    .filter(({ name }) => !unread.has(name) && (!names.has(name) || present.has(name)))
    .map(({ id, name }) => ({ kind: "gone", name, fileId: id }));
}

function arrival(entry: Entry, missing: KnownFile | undefined): Difference {
  const { name, fingerprint } = entry;
  return missing === undefined
    ? { kind: "appeared", name, fingerprint }
    : { kind: "returned", name, fileId: missing.id, fingerprint };
}

function compare(before: KnownFile, entry: Entry, policy: FingerprintPolicy): Difference | null {
  const { name, fingerprint } = entry;
  const fileId = before.id;
  if (hasChanged(before.fingerprint, fingerprint, policy)) {
    const replaced = isReplaced(before.fingerprint, fingerprint, policy);
    return { kind: "changed", name, fileId, fingerprint, replaced };
  }
  return isRacilyClean(before.fingerprint, before.lookedAtMs, policy)
    ? { kind: "racy", name, fileId, fingerprint }
    : null;
}

/** The same comparison where what is not seen may only be out of sight. */
export function withoutVanished(diff: DirectoryDiff): DirectoryDiff {
  const differences = diff.differences
    .filter(({ kind }) => kind !== "gone")
    .map((difference) =>
      difference.kind === "vanished" ? { ...difference, kind: "unseen" as const } : difference
    );
  return { ...diff, differences };
}
