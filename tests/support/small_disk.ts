/** A small file system of its own, which can be filled, and made read-only. */
export interface SmallDisk {
  /** Changes its size or whether it can be written: `size=20m`, `ro`, `rw`. */
  remount(options: string): Promise<void>;
}

/**
 * Mounts a small disk at `path` and runs `use` with it; says so and does not where that is not
 * allowed, as it is for everybody but root.
 *
 * @param size as the mount option takes it: `600k`
 */
export async function withSmallDisk(
  path: string,
  size: string,
  use: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  if (!await run("mount", ["-t", "tmpfs", "-o", `size=${size},mode=700`, "tmpfs", path])) {
    console.log("Skipped: only root can mount a small disk here");
    return;
  }
  try {
    await use({
      remount: async (options) => {
        if (!await run("mount", ["-o", `remount,${options}`, path])) {
          throw new Error(`Cannot remount '${path}' with '${options}'`);
        }
      },
    });
  } finally {
    await run("umount", ["-l", path]);
  }
}

async function run(command: string, args: readonly string[]): Promise<boolean> {
  try {
    const output = await new Deno.Command(command, { args: [...args], stderr: "null" }).output();
    return output.success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
