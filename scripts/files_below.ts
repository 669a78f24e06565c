import { join } from "node:path";

/** Absolute paths of all files below a directory. */
export function filesBelow(directory: string): string[] {
  return [...Deno.readDirSync(directory)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(directory, name)) : [join(directory, name)]
  );
}
