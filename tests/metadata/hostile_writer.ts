import { runWriteChild } from "../../lib/metadata/write_child.ts";

/** A child that ends in the midst of a photo where the name of the photo says so. */
if (import.meta.main) {
  await runWriteChild(({ path }) => {
    if (path.includes("sudden-exit")) Deno.exit(7);
    return Promise.resolve({ status: "written" });
  });
}
