import { statfs } from "node:fs/promises";

/**
 * Bytes that may still be written where a path is.
 *
 * @throws {Error} when the system does not tell
 */
export async function roomAt(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return Number(bavail) * Number(bsize);
}
