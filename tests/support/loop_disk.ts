/**
 * Makes a file system in the file `image`, mounts it at `path` and runs `use`; says so and does not
 * where the tools, the right to mount, or the file system in the kernel are wanting.
 *
 * @param make the command that makes it, with its options: `["mkfs.vfat"]`
 */
export async function withLoopDisk(
  { image, path, make }: {
    readonly image: string;
    readonly path: string;
    readonly make: readonly [string, ...string[]];
  },
  use: () => Promise<void>,
): Promise<void> {
  const [command, ...options] = make;
  Deno.writeTextFileSync(image, "");
  Deno.truncateSync(image, SIZE_BYTES);
  const isMounted = await run(command, [...options, image]) &&
    await run("mount", ["-o", "loop", image, path]);
  if (!isMounted) return console.log(`Skipped: no disk made by ${command} can be mounted here`);
  try {
    await use();
  } finally {
    await run("umount", ["-l", path]);
  }
}

const SIZE_BYTES = 40_000_000;

async function run(command: string, args: readonly string[]): Promise<boolean> {
  try {
    const output = await new Deno.Command(command, { args: [...args], stderr: "null" }).output();
    return output.success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
