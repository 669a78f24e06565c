import type { KnownFile } from "./diff.ts";
import type { RuleSources } from "./directory_rules.ts";
import type { Entry, EntryKind, RelativePath } from "./entry.ts";
import type { FingerprintPolicy } from "./fingerprint.ts";
import type { Share } from "./share.ts";
import type { KnownSighting } from "./sighting.ts";

/** What a walk needs of a file system; both throw what the platform throws. */
export interface WalkFileSystem {
  /** Complete listing of a directory, or an error: never a part of it. */
  readDirectory(path: RelativePath): readonly { readonly name: string; readonly kind: EntryKind }[];
  /** One path, without following a symbolic link. */
  look(path: RelativePath): Entry;
}

/** A directory the catalogue knows. */
export interface KnownDirectory {
  readonly id: number;
  readonly path: RelativePath;
  /** Whether another file system was mounted here. */
  readonly isMount: boolean;
  /** A person said that what is mounted here, or is here without a mount, is to stay; no by default. */
  readonly isAccepted?: boolean;
}

/** What the catalogue held for the scope when the scan began. */
export interface Baseline {
  directory(path: RelativePath): KnownDirectory | null;
  /** Direct children only. */
  subdirectories(directoryId: number): readonly KnownDirectory[];
  /** Present and missing records directly in the directory. */
  files(directoryId: number): readonly KnownFile[];
}

/** What earlier walks saw of directories in which everything was as their records are. */
export interface Sightings {
  /** Asked before the records of the directory are; `null` where none can be kept. */
  of(directoryId: number): KnownSighting | null;
}

/** How to walk. */
export interface WalkOptions {
  readonly policy: FingerprintPolicy;
  readonly isCandidate: (name: string) => boolean;
  /** The ignore rules of a person; without them only `.nomedia` and what is built in hides. */
  readonly rules?: RuleSources;
  /** Spare reading the records of what is as it was seen; whoever proves the catalogue gives none. */
  readonly sightings?: Sightings;
  /** The directories this walk compares; it enters the others only to find its own. All when absent. */
  readonly share?: Share;
  /** Called for every file that is looked at: a sign of life from within a large directory. */
  readonly onLook?: () => void;
}
