import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child_environment.ts";
import { commitOf } from "./commit_of.ts";
import { copyExifTool } from "./copy_exif_tool.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));

/**
 * Bundles the program and its packages into one JavaScript file, and puts the directory `exiftool`
 * beside it, which the reader of rare formats needs.
 *
 * @param output Path of the file, relative to the project or absolute.
 * @throws {Error} If Deno cannot bundle it, with Deno's reason.
 */
export async function bundle(output: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("deno", {
    args: ["bundle", "--quiet", "--platform", "deno", "main.ts", "-o", output],
    cwd: PROJECT,
    stdin: "null",
    ...childEnvironment({ NO_COLOR: "1" }),
  }).output();
  if (!success) {
    throw new Error(`Cannot bundle 'main.ts': ${new TextDecoder().decode(stderr).trim()}`);
  }
  const path = isAbsolute(output) ? output : join(PROJECT, output);
  await writeCommit(path);
  await copyExifTool(join(dirname(path), "exiftool"));
}

/** The bundle tells with `--version` what it was made of. */
async function writeCommit(path: string): Promise<void> {
  const parts = Deno.readTextFileSync(path).split('"from source"');
  if (parts.length !== 2) throw new Error(`Cannot write the commit into '${path}': no one place`);
  Deno.writeTextFileSync(path, parts.join(JSON.stringify(await commitOf(PROJECT))));
}

if (import.meta.main) {
  await bundle("dist/proofsheet.js");
  const { size } = Deno.statSync(new URL("../dist/proofsheet.js", import.meta.url));
  console.log(`Bundled dist/proofsheet.js, ${Math.round(size / 1024)} KiB, and dist/exiftool`);
}
