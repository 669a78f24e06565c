import type { RelativePath } from "./entry.ts";
import type { Listing } from "./look_at_names.ts";
import { isSidecarName, sidecarKeys } from "./sidecars.ts";
import type { WalkFileSystem } from "./walk_ports.ts";

/** What has to be looked at together with one path of a scope. */
export interface SidecarGroup {
  /** The part of the listing of its directory that may share a sidecar with it. */
  readonly listing: Listing;
  /** Keys that the names in it have in common, see `sidecarKeys`. */
  readonly keys: ReadonlySet<string>;
  readonly hasSidecars: boolean;
}

/** One directory, listed once for all paths of a scope that lie directly in it. */
interface Listed {
  readonly directory: RelativePath;
  readonly listing: Listing;
  readonly hasSidecars: boolean;
  /** Made when it is asked for: where there are no sidecars it seldom is. */
  byKey: ReadonlyMap<string, Listing> | null;
}

/**
 * Finds what belongs to single paths of a scope: a change of a sidecar concerns its primary, and one
 * of a photo may concern others of its base name, as a RAW beside them takes their sidecar.
 */
export class SidecarGroups {
  #listed: Listed | null = null;

  constructor(private readonly files: WalkFileSystem) {}

  /**
   * `null` where the directory cannot be listed, so that it is not known which sidecars there are.
   *
   * @param hadSidecar whether a file with one of these keys was read with a sidecar: it may have been the
   *   last one of the directory
   */
  of(
    directory: RelativePath,
    name: string,
    hadSidecar: (keys: ReadonlySet<string>) => boolean,
  ): SidecarGroup | null {
    const listed = this.#list(directory);
    if (listed === null) return null;
    const keys = new Set(sidecarKeys(name));
    if (!listed.hasSidecars && !isSidecarName(name) && !hadSidecar(keys)) {
      return { listing: [], keys, hasSidecars: false };
    }
    const byKey = listed.byKey ??= indexed(listed.listing);
    const found = new Set<Listing[number]>();
    // A sidecar leads to all who may own it, and those to all their sidecars. A set grows while it is
    // walked through.
    for (const key of keys) {
      for (const entry of byKey.get(key) ?? []) {
        if (found.has(entry)) continue;
        found.add(entry);
        for (const other of sidecarKeys(entry.name)) keys.add(other);
      }
    }
    const listing = [...found];
    return { listing, keys, hasSidecars: listing.some((entry) => isSidecarName(entry.name)) };
  }

  #list(directory: RelativePath): Listed | null {
    if (this.#listed?.directory === directory) return this.#listed;
    try {
      const listing = this.files.readDirectory(directory);
      const hasSidecars = listing.some((entry) => isSidecarName(entry.name));
      return this.#listed = { directory, listing, hasSidecars, byKey: null };
    } catch {
      return null;
    }
  }
}

function indexed(listing: Listing): Map<string, Listing> {
  const byKey = new Map<string, Listing[number][]>();
  for (const entry of listing) {
    if (entry.kind === "directory") continue;
    for (const key of sidecarKeys(entry.name)) {
      const entries = byKey.get(key);
      if (entries === undefined) byKey.set(key, [entry]);
      else entries.push(entry);
    }
  }
  return byKey;
}
