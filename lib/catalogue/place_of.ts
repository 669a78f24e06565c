import { statfsSync } from "node:fs";
import { judgePlace } from "../core/catalogue_place.ts";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { type FileSystem, fileSystemOfName, fileSystemOfType } from "../core/file_systems.ts";
import { exists } from "./exists.ts";

/**
 * How a catalogue can be kept at a path. Where the system does not tell it is taken for a local disk.
 *
 * @throws {CommandError} when it lies on a network share
 */
export function placeOf(
  path: string,
): { readonly fileSystem: FileSystem; readonly hasWriteAheadLog: boolean } {
  const fileSystem = fileSystemAt(path);
  const place = judgePlace(fileSystem);
  if (place.isPossible) return { fileSystem, hasWriteAheadLog: place.hasWriteAheadLog };
  throw new CommandError(
    `Cannot keep the catalogue at '${path}' as that is a network share (${fileSystem.name}), where ` +
      "it would be damaged sooner or later: name a place on a local disk with --db FILE; " +
      "the photos may stay on the share",
    EXIT.failed,
  );
}

function fileSystemAt(path: string): FileSystem {
  try {
    return fileSystemOfType(Number(statfsSync(nearest(path)).type));
  } catch {
    // No permission for it, or a place of which Deno asks for all permissions, as /dev/shm.
    return fileSystemOfName(null);
  }
}

/** What is there of a path: the folder of a catalogue may still have to be made. */
function nearest(path: string): string {
  if (exists(path)) return path;
  return nearest(path.slice(0, path.lastIndexOf("/")) || "/");
}
