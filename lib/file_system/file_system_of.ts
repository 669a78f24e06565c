import { statfs } from "node:fs/promises";
import { type FileSystem, fileSystemOfType } from "../core/file_systems.ts";
import { withinTime } from "./within_time.ts";

/**
 * The file system that holds the path; `null` where the system does not tell: no permission for
 * `statfs`, a place of which Deno asks for all permissions (`/dev/shm`), nothing there, or no answer.
 */
export async function fileSystemOf(path: string): Promise<FileSystem | null> {
  return await withinTime(
    statfs(path).then(({ type }) => fileSystemOfType(Number(type)), () => null),
    null,
  );
}
