import { isRaw } from "./formats.ts";

/** Which sidecars belong to which files of one directory. */
export interface SidecarPairs {
  /** Name of the sidecar by the name of its primary. */
  readonly of: ReadonlyMap<string, string>;
  /** Sidecars that are not read, as one with a longer or more exact name stands beside them. */
  readonly passedOver: readonly PassedOver[];
  /** Sidecars beside which no file of their name stands. */
  readonly lone: readonly string[];
}

/** A sidecar that is not read, and why. */
export interface PassedOver {
  readonly sidecar: string;
  readonly primary: string;
  /** The sidecar of the primary. */
  readonly read: string;
}

/** What stands in one directory, as far as sidecars are concerned. */
export interface SidecarNames {
  /** Every file that is no sidecar, whether it is a photo or not. */
  readonly files: Iterable<string>;
  readonly sidecars: readonly string[];
  /** Whether a file is a photo or video that is shown: only those are primaries. */
  readonly isPrimary: (name: string) => boolean;
}

const EXTENSION = ".xmp";
/** darktable's further developments of one photo: `IMG_1_01.CR2.xmp`. */
const DUPLICATE = /^(.+)_\d\d(\.[^.]+)$/s;

/** Whether a name is that of a sidecar: it ends in `.xmp`, in any case, behind something. */
export function isSidecarName(name: string): boolean {
  const { length } = name;
  // Asked for every file that is no photo, so it looks at the last letter before all.
  return length > 4 && (name.charCodeAt(length - 1) | 0x20) === 0x70 &&
    name.slice(-4).toLowerCase() === EXTENSION;
}

/**
 * Pairs the sidecars of one directory with their primaries.
 *
 * - `name.ext.xmp` is the sidecar of `name.ext` alone, and comes before `name.xmp`.
 * - `name.xmp` is the sidecar of every photo and video of that base name; where RAW photos are among
 *   them it is theirs, as those are the ones that cannot hold what is said of them.
 * - The extension `.xmp` may be in any case. The rest of a name counts as it is spelled; only where no
 *   file is spelled so the case of letters is passed over, as on the systems such names come from.
 * - `name_01.ext.xmp` beside `name.ext` is one of darktable's duplicates: left where it is, not read.
 * - A sidecar of a name that no file bears is alone.
 */
export function pairSidecars({ files, sidecars, isPrimary }: SidecarNames): SidecarPairs {
  const names = new NameIndex(files);
  const claims = new Map<string, string[]>();
  const lone: string[] = [];
  // Spelled the usual way first, then by code unit: the same from every listing.
  for (const sidecar of sidecars.toSorted(byPrecedence)) {
    const owner = sidecar.slice(0, -EXTENSION.length);
    const whole = names.called(owner);
    const owners = whole.length > 0 ? whole : names.based(owner);
    if (owners.length === 0) {
      if (!isDuplicate(owner, names)) lone.push(sidecar);
      continue;
    }
    const primaries = owners.filter(isPrimary);
    const raws = whole.length > 0 ? [] : primaries.filter(isRaw);
    for (const primary of raws.length > 0 ? raws : primaries) {
      claims.set(primary, [...claims.get(primary) ?? [], sidecar]);
    }
  }
  return { ...settle(claims), lone };
}

/** The longest of a primary's sidecars is read; of those that nobody reads it is said why. */
function settle(claims: ReadonlyMap<string, readonly string[]>): Omit<SidecarPairs, "lone"> {
  const of = new Map<string, string>();
  for (const [primary, sidecars] of claims) {
    const longest = Math.max(...sidecars.map(({ length }) => length));
    of.set(primary, sidecars.find(({ length }) => length === longest)!);
  }
  const read = new Set(of.values());
  const passedOver = new Map<string, PassedOver>();
  for (const [primary, sidecars] of claims) {
    for (const sidecar of sidecars) {
      if (read.has(sidecar) || passedOver.has(sidecar)) continue;
      passedOver.set(sidecar, { sidecar, primary, read: of.get(primary)! });
    }
  }
  return { of, passedOver: [...passedOver.values()] };
}

function isDuplicate(owner: string, names: NameIndex): boolean {
  const match = DUPLICATE.exec(owner);
  return match !== null && names.called(`${match[1]}${match[2]}`).length > 0;
}

/**
 * Keys of the files a name may share a sidecar with: names with a key in common have to be looked at
 * together, and no others.
 */
export function sidecarKeys(name: string): readonly string[] {
  if (!isSidecarName(name)) return [baseOf(name).toLowerCase()];
  const owner = name.slice(0, -EXTENSION.length).toLowerCase();
  const match = DUPLICATE.exec(owner);
  const keys = [owner, baseOf(owner), ...match === null ? [] : [match[1]!]];
  return [...new Set(keys)];
}

/** `name` up to its last dot; all of it where nothing stands before that dot. */
function baseOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? name : name.slice(0, dot);
}

function byPrecedence(one: string, other: string): number {
  const isUsual = (name: string) => name.endsWith(EXTENSION);
  if (isUsual(one) !== isUsual(other)) return isUsual(one) ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Files by their name and by their base name, as they are spelled or in lower case. */
class NameIndex {
  readonly #called = new Map<string, string[]>();
  readonly #based = new Map<string, string[]>();

  constructor(files: Iterable<string>) {
    for (const file of files) {
      add(this.#called, file.toLowerCase(), file);
      add(this.#based, baseOf(file).toLowerCase(), file);
    }
  }

  /** Files of that name; as it is spelled where there is one, otherwise in any case. */
  called(name: string): readonly string[] {
    return spelled(this.#called.get(name.toLowerCase()) ?? [], (file) => file === name);
  }

  /** The same for a name without its extension. */
  based(base: string): readonly string[] {
    return spelled(this.#based.get(base.toLowerCase()) ?? [], (file) => baseOf(file) === base);
  }
}

function spelled(files: readonly string[], isSo: (file: string) => boolean): readonly string[] {
  const exact = files.filter(isSo);
  return exact.length > 0 ? exact : files;
}

function add(index: Map<string, string[]>, key: string, file: string): void {
  const files = index.get(key);
  if (files === undefined) index.set(key, [file]);
  else files.push(file);
}
