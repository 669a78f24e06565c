import type { DatabaseSync } from "node:sqlite";
import { PhotoReader } from "../lib/catalogue/photo_reader.ts";
import type { EditablePhoto } from "../lib/commands/edit.ts";
import { unknownRoot } from "../lib/commands/unknown_root.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { writtenTo } from "../lib/core/write_target.ts";
import type { WritingPolicy } from "../lib/core/writing_policy.ts";
import { type Invocation, placing } from "./invocation.ts";

/** How edits of the root at a path are written. */
export type PolicyOf = (path: string) => WritingPolicy;

/**
 * Finds the photos at or below a path, which throws where there is none. It is asked for every line of a
 * long input, so what can be prepared is prepared once.
 */
export function findEditedPhotos(
  database: DatabaseSync,
  invocation: Invocation,
  policyOf: PolicyOf,
): (path: string) => EditablePhoto[] {
  const placed = placing(database, invocation);
  const readers = new Map<number, PhotoReader>();
  const readerOf = (rootId: number) => {
    const reader = readers.get(rootId) ?? new PhotoReader(database, rootId);
    readers.set(rootId, reader);
    return reader;
  };
  return (path) => {
    const photos = placed([path]).flatMap(({ rootId, path: root, scope }) => {
      if (rootId === null) throw unknownRoot("edit", root);
      return [...readerOf(rootId).pages(scope)].flat().map((photo) => ({
        id: photo.id,
        rootId,
        root,
        path: photo.path,
        target: writtenTo(photo, policyOf(root)),
      }));
    });
    if (photos.length > 0) return photos;
    throw new CommandError(
      `Cannot edit '${path}' as the catalogue knows no photo there: run sync first, or see show`,
      EXIT.failed,
    );
  };
}
