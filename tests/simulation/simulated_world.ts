import type { DatabaseSync } from "node:sqlite";
import type { World } from "../../actors/world.ts";
import { fileErrorKind, messageOf } from "../../lib/core/file_error.ts";
import type { ReadOutcome } from "../../lib/core/reading.ts";
import type { RootEvidence } from "../../lib/core/root_identity.ts";
import type { RootKnowledge } from "../../lib/file_system/observe_root.ts";
import type { WatchedPlace } from "../../lib/core/watched_place.ts";
import type { DisplacedSearch, DisplacedSight } from "../../lib/core/displaced.ts";
import { parentPath } from "../../lib/core/entry.ts";
import { isInScope } from "../../lib/core/scope.ts";
import type { Absence } from "../../lib/reconcile/ports.ts";
import type { DiskNode, FileNode } from "./disk_nodes.ts";
import type { Faults } from "./faults.ts";
import type { Oracle } from "./oracle.ts";
import { BROKEN_BYTE, type SimulatedDisk } from "./simulated_disk.ts";
import {
  fingerprintOf,
  hashSimulated,
  isDeadly,
  type ReaderPorts,
  readSimulated,
} from "./simulated_reader.ts";
import { SimulatedWatcher, type WatcherPorts } from "./simulated_watcher.ts";
import { simulateWalk } from "./simulated_walk.ts";
import type { Turns } from "./turns.ts";

/** What a simulated world is made of. */
export interface SimulatedWorldOptions extends WatcherPorts {
  readonly database: DatabaseSync;
  readonly disk: SimulatedDisk;
  readonly turns: Turns;
  readonly faults: Faults;
  readonly oracle: Oracle;
  /** Milliseconds since the epoch; a person may have set the clock. */
  now(): number;
  /** Milliseconds that have passed, whatever the clock says. */
  passedMs(): number;
  /** Directories that are walked before what was found is stored. */
  batch(): number;
  /** Whether walks may rely on what was seen before. */
  readonly areSightingsUsed: boolean;
  /** Told whenever a walk reads the records of a directory. */
  onRecords(): void;
  /** Told of every question to the world, before it is answered; what it throws is the answer. */
  onCall(question: string): void;
}

/** The world of one process: the disk in memory, where every question is counted and can fail. */
export function simulatedWorld(options: SimulatedWorldOptions): World {
  const { disk, turns, faults, oracle } = options;

  function call(what: string, path: string): void {
    options.onCall(`${what} ${path}`);
    faults.meetCall(path);
  }
  async function later<Answer>(what: string, path: string, answer: () => Answer): Promise<Answer> {
    await turns.wait(`${what} ${path}`);
    call(what, path);
    return answer();
  }
  function seen(path: string): DiskNode {
    const node = disk.look(path);
    oracle.noteSeen(path, node);
    return node;
  }
  const reader: ReaderPorts = {
    look: (path) => later("look", path, () => seen(path)),
    lookAgain: (path) => later("look", path, () => disk.look(path)),
    read: (path) => later("read", path, () => disk.open(path)),
    now: options.now,
  };

  return {
    now: options.now,
    elapsedMs: options.passedMs,
    breathe: () => turns.wait("breathe"),
    observeRoot: (path, known) => observe(path, known, disk, later),
    walk: (request) => {
      const usesSightings = request.order.usesSightings && options.areSightingsUsed;
      return simulateWalk({ ...request, order: { ...request.order, usesSightings } }, {
        database: options.database,
        onRecords: options.onRecords,
        look: (path) => {
          call("look", path);
          return seen(path);
        },
        list: (path) => {
          call("list", path);
          return disk.list(path);
        },
        read: (path) => {
          call("read", path);
          return disk.read(path);
        },
        turn: () => turns.wait(`walk ${request.order.rootPath}`),
        batch: options.batch,
      });
    },
    read: (requests, signal) =>
      Promise.all(requests.map((request): Promise<ReadOutcome> => {
        signal.throwIfAborted();
        if (faults.meetRead() || isDeadlyAt(disk, request.path)) {
          return crashed(request.path, options);
        }
        return readSimulated(request, reader);
      })),
    // Nobody edits in these histories, so every write would be a mistake.
    editing: {
      steps: neverWritten(),
      write: () => Promise.reject(new Error("Nothing is edited here")),
    },
    openHasher: () => ({
      hash: async ({ path }, signal) => {
        const outcome = await hashSimulated(path, reader);
        signal.throwIfAborted();
        return outcome;
      },
      close: () => {},
    }),
    absence: (root, path) =>
      later("absence", `${root}/${path}`, () => absence(disk, root, path)).catch(fileErrorKind),
    fingerprintAt: (path) =>
      later("fingerprint", path, () => fingerprintOf(disk.look(path))).catch(() => null),
    findDisplaced: (search) =>
      later("search", search.rootPath, () => findDisplaced(disk, search)).catch(() => []),
    watch: ({ rootPath }, tell) => {
      let watcher: SimulatedWatcher | null = null;
      let isClosed = false;
      later("watch", rootPath, () => {
        if (!isClosed) watcher = new SimulatedWatcher(rootPath, tell, options);
      }).catch((error) => tell({ type: "failed", reason: messageOf(error) }));
      return () => {
        isClosed = true;
        watcher?.close();
      };
    },
    // Asked so often that it is neither a moment at which something can fail nor a turn.
    lookAtPlace: (rootPath, mounts) => Promise.resolve(lookAtPlace(disk, rootPath, mounts)),
  };
}

/** As `lib/file_system/observe_root.ts`, with a turn before each question. */
async function observe(
  path: string,
  known: RootKnowledge,
  disk: SimulatedDisk,
  later: <Answer>(what: string, path: string, answer: () => Answer) => Promise<Answer>,
): Promise<RootEvidence> {
  const { names, ...remembered } = known;
  const evidence: RootEvidence = {
    ...remembered,
    inode: null,
    device: null,
    bornMs: null,
    fileSystem: null,
    isDirectory: false,
    error: null,
    hasEntries: false,
    sampleKnown: names.length,
    samplePresent: 0,
  };
  try {
    const node = await later("root", path, () => disk.look(path));
    const { inode, volume } = node;
    if (node.kind === "symlink") return { ...evidence, error: "a symbolic link is in its place" };
    if (node.kind !== "directory") return { ...evidence, inode };
    const hasEntries = await later("list", path, () => disk.list(path).length > 0);
    return {
      ...evidence,
      inode,
      device: volume.device,
      bornMs: node.bornMs,
      fileSystem: volume.type,
      isDirectory: true,
      hasEntries,
      samplePresent: names.filter((name) => disk.has(`${path}/${name}`)).length,
    };
  } catch (error) {
    return { ...evidence, error: messageOf(error) };
  }
}

/** As `lib/file_system/look_at_place.ts`. */
function lookAtPlace(
  disk: SimulatedDisk,
  rootPath: string,
  mounts: readonly string[],
): WatchedPlace | null {
  const root = disk.has(rootPath) ? disk.look(rootPath) : null;
  if (root?.kind !== "directory") return null;
  const deviceAt = (path: string) => disk.has(path) ? disk.look(path).volume.device : null;
  return {
    inode: root.inode,
    device: root.volume.device,
    bornMs: root.bornMs,
    mounts: new Map(mounts.map((path) => [path, deviceAt(`${rootPath}/${path}`)])),
  };
}

/** As `lib/file_system/absence.ts`. */
function absence(disk: SimulatedDisk, root: string, path: string): Absence | null {
  try {
    const real = disk.realPath(`${root}/${path}`);
    if (real !== `${disk.realPath(root)}/${path}`) return "not-a-file";
    return disk.look(real).kind === "file" ? null : "not-a-file";
  } catch (error) {
    return fileErrorKind(error);
  }
}

/** As `lib/file_system/find_displaced.ts`, in all directories: none is so large that it would matter. */
function findDisplaced(
  disk: SimulatedDisk,
  { rootPath, scope, sinceMs, displaced }: DisplacedSearch,
): readonly DisplacedSight[] {
  const parents = scope.map(parentPath);
  const directories = disk.directories(rootPath);
  // Whoever moves a file, or the directory that holds it, changes the status of the one or the other; what
  // is longer where it is was seen by the scan, if it looks there at all.
  const hasChanged = (path: string, { ctimeMs }: FileNode) =>
    Math.max(ctimeMs, directories.get(parentPath(path))?.ctimeMs ?? 0) >= sinceMs;
  // A name that is not UTF-8 is listed, and nobody can look at it.
  const places = [...disk.files(rootPath)].filter(([path, node]) =>
    !path.includes(BROKEN_BYTE) && hasChanged(path, node) &&
    (isInScope(path, scope) || parents.includes(parentPath(path)))
  );
  return displaced.flatMap(({ inode, size, mtimeMs }) =>
    places.flatMap(([path, node]) => {
      const seen = fingerprintOf(node);
      const isIt = seen.inode === inode && seen.size === size && seen.mtimeMs === mtimeMs;
      return isIt ? [{ inode, path }] : [];
    })
  );
}

function isDeadlyAt(disk: SimulatedDisk, path: string): boolean {
  const node = disk.has(path) ? disk.look(path) : null;
  return node?.kind === "file" && node.isReadable && isDeadly(node.content);
}

/** The child that reads dies of a file; the file is looked at by whoever started it. */
async function crashed(
  path: string,
  { disk, turns, now, onCall }: SimulatedWorldOptions,
): Promise<ReadOutcome> {
  await turns.wait(`crash ${path}`);
  onCall(`crash ${path}`);
  const problem = {
    kind: "reader-crashed" as const,
    detail: "The reader ended while it read this file",
  };
  const fingerprint = disk.has(path) ? fingerprintOf(disk.look(path)) : null;
  return { status: "failed", problem, fingerprint, lookedAtMs: now() };
}

/** Steps of replacing a file, each of which would change what nobody asked to be changed. */
function neverWritten(): World["editing"]["steps"] {
  const never = () => Promise.reject(new Error("Nothing is written here"));
  return {
    ...{
      look: never,
      create: never,
      cloneTraits: never,
      adoptTraits: never,
      setTime: never,
      flush: never,
    },
    ...{ renameOver: never, renameNew: never, linkAs: never, remove: never },
  };
}
