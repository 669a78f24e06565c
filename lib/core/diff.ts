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
  /** Missing because a rule hides it, not because it is absent. */
  readonly ignored?: boolean;
  /** A newer reader may say something else of it than what is stored; no by default. */
  readonly outdated?: boolean;
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
  /**
   * Equal fingerprint, but the last look was too close to the last write to prove anything, or an
   * older reader took it.
   */
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
  | { readonly kind: "unseen"; readonly name: string; readonly fileId: number }
  /** In the catalogue as present, on disk too, and hidden now: `reason` is a sentence with the rule. */
  | {
    readonly kind: "ignored";
    readonly name: string;
    readonly fileId: number;
    readonly reason: string;
  }
  /** Was hidden by a rule that is gone, and is proven absent: missing like any other from now on. */
  | { readonly kind: "released"; readonly name: string; readonly fileId: number };

/** What comparing one directory gives. */
export interface DirectoryDiff {
  readonly differences: readonly Difference[];
  readonly unchanged: number;
}

/** How to compare a directory. */
export interface DiffOptions {
  readonly policy: FingerprintPolicy;
  /** Names that are there, or may be, and could not be looked at: nothing is concluded about those. */
  readonly unread?: ReadonlySet<string>;
  /** Names of files that are there and were not looked at, because something hides them. */
  readonly passedOver?: ReadonlySet<string>;
  /** Why a file of that name would be hidden, or `null`. */
  readonly whyHidden?: (name: string) => string | null;
}

/**
 * Compares the files seen in one directory with what the catalogue knows of it.
 *
 * `seen` holds regular files only and is complete but for the names in `unread` and `passedOver`.
 */
export function diffDirectory(
  known: readonly KnownFile[],
  seen: readonly Entry[],
  options: DiffOptions,
): DirectoryDiff {
  const present = new Map<string, KnownFile>();
  const missing = new Map<string, KnownFile>();
  for (const file of known) {
    const of = file.missing ? missing : present;
    const other = of.get(file.name);
    if (other === undefined || isLikelier(file, other)) of.set(file.name, file);
  }
  const differences: Difference[] = goneForGood(known, present, seen, options);
  let unchanged = 0;
  for (const entry of seen) {
    const before = present.get(entry.name);
    const difference = before === undefined
      ? arrival(entry, missing.get(entry.name))
      : compare(before, entry, options.policy);
    present.delete(entry.name);
    missing.delete(entry.name);
    if (difference === null) unchanged++;
    else differences.push(difference);
  }
  for (const file of present.values()) {
    if (!options.unread?.has(file.name)) differences.push(departure(file, options));
  }
  for (const { id, name, ignored } of missing.values()) {
    if (ignored !== true || present.has(name) || options.unread?.has(name)) continue;
    if (options.whyHidden?.(name) == null) {
      differences.push({ kind: "released", name, fileId: id });
    }
  }
  return { differences, unchanged };
}

/** What is missing and still not there: its name is absent, or another record's file has it. */
function goneForGood(
  known: readonly KnownFile[],
  present: ReadonlyMap<string, KnownFile>,
  seen: readonly Entry[],
  { unread, passedOver }: DiffOptions,
): Difference[] {
  const due = known.filter((file) => file.missing && file.awaitsSecondLook === true);
  if (due.length === 0) return [];
  const names = new Set(seen.map(({ name }) => name));
  return due
    .filter(({ name }) => !unread?.has(name) && !passedOver?.has(name))
    .filter(({ name }) => !names.has(name) || present.has(name))
    .map(({ id, name }) => ({ kind: "gone", name, fileId: id }));
}

/** Of several missing records of one name: what was only hidden is back at once, or else the youngest. */
function isLikelier(file: KnownFile, other: KnownFile): boolean {
  const [ours, theirs] = [file.ignored === true, other.ignored === true];
  return ours === theirs ? file.id > other.id : ours;
}

function departure({ id, name }: KnownFile, options: DiffOptions): Difference {
  const reason = options.passedOver?.has(name) ? options.whyHidden?.(name) ?? null : null;
  return reason === null
    ? { kind: "vanished", name, fileId: id }
    : { kind: "ignored", name, fileId: id, reason };
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
  return before.outdated === true || isRacilyClean(before.fingerprint, before.lookedAtMs, policy)
    ? { kind: "racy", name, fileId, fingerprint }
    : null;
}

/** The same comparison where what is not seen may only be out of sight. */
export function withoutVanished(diff: DirectoryDiff): DirectoryDiff {
  const differences = diff.differences
    .filter(({ kind }) => kind !== "gone" && kind !== "released")
    .map((difference) =>
      difference.kind === "vanished" ? { ...difference, kind: "unseen" as const } : difference
    );
  return { ...diff, differences };
}

/** The same comparison where it is not known what rules hide: what is known stays, shown or hidden. */
export function withoutArrivals(diff: DirectoryDiff): DirectoryDiff {
  const left: ReadonlySet<Difference["kind"]> = new Set(["appeared", "returned", "released"]);
  return { ...diff, differences: diff.differences.filter(({ kind }) => !left.has(kind)) };
}
