import { type FileErrorKind, fileErrorKind } from "../core/file_error.ts";
import type { RelativePath } from "../core/entry.ts";
import { withinTime } from "./within_time.ts";

/**
 * Why no regular file is at a path below a root; `null` when one is. What is only reached through a
 * symbolic link below the root is not at the path: links are not followed. Links above the root
 * are the system's business. While the root itself is away, the answer is `unreachable`.
 */
export async function absence(
  root: string,
  path: RelativePath,
): Promise<FileErrorKind | "not-a-file" | null> {
  return await withinTime(look(root, path), "timed-out" as const);
}

async function look(root: string, path: RelativePath) {
  const found = await lookAt(root, path);
  if (found === null) return null;
  // Asked afterwards: a root that went away in between must not make its files absent.
  return await isDirectory(root) ? found : "unreachable" as const;
}

async function lookAt(root: string, path: RelativePath) {
  try {
    const [realRoot, real] = await Promise.all([
      Deno.realPath(root),
      Deno.realPath(`${root}/${path}`),
    ]);
    if (real !== `${realRoot === "/" ? "" : realRoot}/${path}`) return "not-a-file" as const;
    return (await Deno.lstat(real)).isFile ? null : "not-a-file" as const;
  } catch (error) {
    return fileErrorKind(error);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return await Deno.lstat(path).then((info) => info.isDirectory, () => false);
}
