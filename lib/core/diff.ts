import type { Entry, Fingerprint, SeenSidecar } from "./entry.ts";
import { type FingerprintPolicy, hasChanged, isRacilyClean, isReplaced } from "./fingerprint.ts";

/** What the catalogue holds of the sidecar that was read for a photo. */
export interface KnownSidecar {
  readonly name: string;
  /** `null` where it could not be read for a reason that may pass: it is asked again. */
  readonly fingerprint: Fingerprint | null;
  /** When the fingerprint was taken, milliseconds since the epoch. */
  readonly lookedAtMs: number;
}

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
  /** Absent where it was read without one. */
  readonly sidecar?: KnownSidecar;
}

/** One path that is not as the catalogue has it. */
export type Difference =
  /** On disk, and the catalogue has nothing under that name. */
  | {
    readonly kind: "appeared";
    readonly name: string;
    readonly fingerprint: Fingerprint;
    readonly sidecar?: SeenSidecar;
  }
  /** The record under that name was missing and its path is there again. */
  | {
    readonly kind: "returned";
    readonly name: string;
    readonly fileId: number;
    readonly fingerprint: Fingerprint;
    readonly sidecar?: SeenSidecar;
  }
  /** Another fingerprint, its own or its sidecar's; `replaced` when another file may have its place. */
  | {
    readonly kind: "changed";
    readonly name: string;
    readonly fileId: number;
    readonly fingerprint: Fingerprint;
    readonly replaced: boolean;
    readonly sidecar?: SeenSidecar;
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
    readonly sidecar?: SeenSidecar;
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
  /** Which sidecars there are is not known: those that were read stay, none is new; no by default. */
  readonly keepsSidecars?: boolean;
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
  const { present, missing } = byName(known);
  const differences = missing.size === 0 ? [] : goneForGood(known, present, seen, options);
  const met = new Uint8Array(known.length);
  const arrived = new Set<string>();
  let unchanged = 0;
  for (const entry of seen) {
    const at = present.get(entry.name);
    // A listing may name a file twice that was renamed meanwhile.
    if (at === undefined ? arrived.has(entry.name) : met[at] === 1) continue;
    if (at === undefined) {
      arrived.add(entry.name);
      differences.push(arrival(entry, missing.get(entry.name)));
      continue;
    }
    met[at] = 1;
    const difference = compare(known[at]!, entry, options);
    if (difference === null) unchanged++;
    else differences.push(difference);
  }
  for (const at of present.values()) {
    const file = known[at]!;
    if (met[at] === 0 && !options.unread?.has(file.name)) {
      differences.push(departure(file, options));
    }
  }
  for (const { id, name, ignored } of missing.values()) {
    if (ignored !== true || present.has(name) || arrived.has(name)) continue;
    if (!options.unread?.has(name) && options.whyHidden?.(name) == null) {
      differences.push({ kind: "released", name, fileId: id });
    }
  }
  return { differences, unchanged };
}

/**
 * What is known as present, by its place in the list, and as missing, the likeliest of several. Places
 * instead of records let the comparison mark what it met without asking for a name twice.
 */
function byName(known: readonly KnownFile[]) {
  const present = new Map<string, number>();
  const missing = new Map<string, KnownFile>();
  for (let at = 0; at < known.length; at++) {
    const file = known[at]!;
    if (!file.missing) present.set(file.name, at);
    else if (isLikelier(file, missing.get(file.name))) missing.set(file.name, file);
  }
  return { present, missing };
}

/** What is missing and still not there: its name is absent, or another record's file has it. */
function goneForGood(
  known: readonly KnownFile[],
  present: ReadonlyMap<string, number>,
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
function isLikelier(file: KnownFile, other: KnownFile | undefined): boolean {
  if (other === undefined) return true;
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
  const seen = { name, fingerprint, ...withSidecar(entry.sidecar) };
  return missing === undefined
    ? { kind: "appeared", ...seen }
    : { kind: "returned", fileId: missing.id, ...seen };
}

function compare(before: KnownFile, entry: Entry, options: DiffOptions): Difference | null {
  const { policy } = options;
  const { name, fingerprint } = entry;
  const found = entry.sidecar === undefined && before.sidecar === undefined
    ? NO_SIDECAR
    : judgeSidecar(before.sidecar, entry.sidecar, options);
  const isOther = hasChanged(before.fingerprint, fingerprint, policy);
  if (isOther || found.verdict === "changed") {
    const replaced = isOther && isReplaced(before.fingerprint, fingerprint, policy);
    const seen = { name, fileId: before.id, fingerprint, ...withSidecar(found.sidecar) };
    return { kind: "changed", ...seen, replaced };
  }
  return before.outdated === true || found.verdict === "racy" ||
      isRacilyClean(before.fingerprint, before.lookedAtMs, policy)
    ? { kind: "racy", name, fileId: before.id, fingerprint, ...withSidecar(found.sidecar) }
    : null;
}

/** What became of a photo's sidecar, and the one to read with it. */
interface SidecarVerdict {
  readonly verdict: "equal" | "racy" | "changed";
  readonly sidecar: SeenSidecar | undefined;
}

const NO_SIDECAR: SidecarVerdict = { verdict: "equal", sidecar: undefined };

function judgeSidecar(
  known: KnownSidecar | undefined,
  seen: SeenSidecar | undefined,
  { policy, keepsSidecars = false }: DiffOptions,
): SidecarVerdict {
  const kept = known === undefined ? undefined : { name: known.name, fingerprint: null };
  if (seen?.name !== known?.name) {
    if (keepsSidecars) return { verdict: "equal", sidecar: kept };
    return { verdict: "changed", sidecar: seen };
  }
  if (seen === undefined || known === undefined) return NO_SIDECAR;
  // It is there, and the walk has said why it cannot be looked at.
  if (seen.fingerprint === null) return { verdict: "equal", sidecar: seen };
  if (known.fingerprint !== null && hasChanged(known.fingerprint, seen.fingerprint, policy)) {
    return { verdict: "changed", sidecar: seen };
  }
  const isRacy = known.fingerprint === null ||
    isRacilyClean(known.fingerprint, known.lookedAtMs, policy);
  return { verdict: isRacy ? "racy" : "equal", sidecar: seen };
}

function withSidecar(sidecar: SeenSidecar | undefined): { readonly sidecar?: SeenSidecar } {
  return sidecar === undefined ? {} : { sidecar };
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
