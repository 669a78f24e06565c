import { makeTree } from "../tests/support/make_tree.ts";

/** Makes a folder of photos to try the program on: `deno run -A scripts/make_photos.ts DIR N`. */
function main([directory, count, ...rest]: readonly string[]): number {
  const files = Number(count);
  if (directory === undefined || !Number.isSafeInteger(files) || files < 1 || rest.length > 0) {
    console.error("Usage: deno run --allow-read --allow-write scripts/make_photos.ts DIR N");
    return 2;
  }
  makeTree(directory, { files });
  console.log(`Made ${files} photos below ${directory}`);
  return 0;
}

Deno.exit(main(Deno.args));
