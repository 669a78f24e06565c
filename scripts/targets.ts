import { runTool } from "./run_tool.ts";

/** A kind of machine the program is packed for. */
export interface Target {
  /** What `uname -m` says there. */
  readonly machine: string;
  /** What Debian calls it. */
  readonly debian: string;
  /** Package with the runtime for it. */
  readonly runtime: string;
  readonly output: string;
}

const TARGETS: readonly Target[] = [
  {
    machine: "x86_64",
    debian: "amd64",
    runtime: "@deno/linux-x64-glibc",
    output: "dist/proofsheet",
  },
  {
    machine: "aarch64",
    debian: "arm64",
    runtime: "@deno/linux-arm64-glibc",
    output: "dist/proofsheet-arm64",
  },
];

/**
 * The targets that were named by their machines, or all.
 *
 * @throws {Error} when none of them is known
 */
export function targetsOf(machines: readonly string[]): readonly Target[] {
  const wanted = TARGETS.filter(({ machine }) =>
    machines.length === 0 || machines.includes(machine)
  );
  if (wanted.length > 0) return wanted;
  const known = TARGETS.map(({ machine }) => machine).join(", ");
  throw new Error(`Cannot package for '${machines.join(" ")}': the machines are ${known}`);
}

/** Puts the runtime of a target, `deno`, and its licence into a folder. */
export async function fetchRuntime({ runtime }: Target, folder: string): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  const archive = await download(`${runtime}@${Deno.version.deno}`, folder).catch((error) => {
    // A mirror may have a version for one kind of machine and not yet for the other.
    console.warn(`${error.message}; taking the newest patch of the same version`);
    return download(`${runtime}@~${Deno.version.deno.replace(/\.\d+$/, ".0")}`, folder);
  });
  await unpack(archive, folder);
  Deno.chmodSync(`${folder}/deno`, 0o755);
  // The package for a kind of machine holds the program alone.
  await unpack(await download(`deno@${Deno.version.deno}`, folder), folder, ["package/LICENSE"]);
}

/** Unpacks what was downloaded, or `only` some of it, and removes it. */
async function unpack(told: string, folder: string, only: readonly string[] = []): Promise<void> {
  const file = `${folder}/${told.split("\n").at(-1) ?? ""}`;
  await runTool("tar", ["-xzf", file, "-C", folder, "--strip-components=1", ...only]);
  Deno.removeSync(file);
}

async function download(name: string, folder: string): Promise<string> {
  return (await runTool("npm", ["pack", "--silent", "--pack-destination", folder, name])).trim();
}
