/**
 * Where something at an absolute path is or would be, without links: of what is not there yet, the
 * folder above it decides. `null` where nobody can tell.
 */
export function realPlace(path: string): string | null {
  for (let above = path, rest = "";;) {
    try {
      return `${Deno.realPathSync(above || "/").replace(/^\/$/, "")}${rest}` || "/";
    } catch (error) {
      if (above === "" || !(error instanceof Deno.errors.NotFound)) return null;
      const slash = above.lastIndexOf("/");
      rest = `${above.slice(slash)}${rest}`;
      above = above.slice(0, slash);
    }
  }
}
