import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import type { PhotoHistories } from "./photo_histories.ts";
import { isDeadly } from "./simulated_reader.ts";
import type { Simulation } from "./simulation.ts";

/** A photo the catalogue shows, and what is at its path in truth. */
export interface ShownPhoto {
  readonly id: number;
  readonly root: string;
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  /** Whether its disk tells files by their inodes. */
  readonly hasInodes: boolean;
}

/** Photos that are shown and are there, by their absolute paths. */
export function shownPhotos({ catalogue, disk, roots }: Simulation): Map<string, ShownPhoto> {
  const ids = new Map(
    catalogue.ask("SELECT id, root || '/' || path AS path FROM photos")
      .map(({ id, path }) => [String(path), Number(id)]),
  );
  const shown = roots.flatMap(({ path: root }) =>
    [...disk.files(root)].flatMap(([below, { content, volume }]): [string, ShownPhoto][] => {
      const path = `${root}/${below}`;
      const id = ids.get(path);
      const hasInodes = fileSystemOfName(volume.type).inodesAreStable;
      return id === undefined ? [] : [[path, { id, root, path, content, hasInodes }]];
    })
  );
  return new Map(shown);
}

/**
 * Photos that have another record than they must have: one that stayed where it was keeps its own
 * whatever was written to it, and one that went elsewhere takes it along (DESIGN, "Moves keep the
 * record").
 */
export function lostRecords(
  before: ReadonlyMap<string, ShownPhoto>,
  now: ReadonlyMap<string, ShownPhoto>,
  histories: PhotoHistories,
): string[] {
  const stayed = [...before.values()].flatMap(({ id, path }) => {
    const there = now.get(path);
    if (there === undefined || there.id === id || !histories.isSettled(path)) return [];
    return [`'${path}' stayed where it was: its record was ${id} and is ${there.id}`];
  });
  const went = [...before.values()].flatMap(({ id, root, path, content, hasInodes }) => {
    const places = [...now.values()].filter((one) => one.content === content);
    const [there] = places;
    // What no reader survives may be a new version of the photo in whose place it is, also where that one
    // was moved to: the record waits there for better.
    const isWaiting = [...now.values()].some((one) => one.id === id && isDeadly(one.content));
    if (isWaiting) return [];
    if (there === undefined || places.length > 1 || there.id === id) return [];
    // In another root, and where inodes are made up, a photo is known by its bytes alone.
    const isInode = hasInodes && there.root === root;
    const isFollowed = histories.isFollowed(content, path, isInode);
    return isFollowed ? [`'${path}' is '${there.path}': its record was ${id}, is ${there.id}`] : [];
  });
  return [...stayed, ...went];
}
