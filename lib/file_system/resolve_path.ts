/** The real path of what is at `path` and whether it is a directory; `null` when nothing is there. */
export function resolvePath(path: string): { path: string; isDirectory: boolean } | null {
  try {
    const real = Deno.realPathSync(path);
    return { path: real, isDirectory: Deno.lstatSync(real).isDirectory };
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return null;
    throw error;
  }
}
