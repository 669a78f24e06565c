import { type FileErrorKind, fileErrorKind } from "../core/file_error.ts";

/**
 * Why no regular file is at the absolute, real path; `null` when one is. What is only reached
 * through a symbolic link is not at the path: links are not followed.
 */
export async function absence(path: string): Promise<FileErrorKind | "not-a-file" | null> {
  try {
    if (await Deno.realPath(path) !== path) return "not-a-file";
    return (await Deno.lstat(path)).isFile ? null : "not-a-file";
  } catch (error) {
    return fileErrorKind(error);
  }
}
