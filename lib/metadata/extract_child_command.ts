import { RSS_LIMIT_FLAG } from "./extract_child.ts";

/** A program to spawn. */
export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** What the command depends on. */
export interface ExtractChildCommandOptions {
  /** First argument, by which the program knows its part; `extract-child` when absent. */
  readonly role?: "extract-child" | "slow-extract-child";
  /** The program's main module: a path, or a `file:` URL. */
  readonly entry: string;
  /** `Deno.build.standalone`: a compiled program is its own runtime and takes no flags of it. */
  readonly standalone: boolean;
  /** The runtime; by name unless the program is packaged with one of its own. */
  readonly program?: string;
  /** Paths the child may read; everything when absent. */
  readonly readPaths?: readonly string[];
  /** Limit of V8's heap. A compiled program has the one it was compiled with. */
  readonly heapLimitMb?: number;
  /** Limit of all its memory, told by the child to the pool, which kills it. */
  readonly rssLimitMb?: number;
  /** Where the variables below are taken from. */
  readonly env?: { get(name: string): string | undefined };
}

/** What the runtime needs to find itself, its cache and nothing else. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME"];

/**
 * The command that starts an extraction child from the same file as the program itself, with no
 * right but to read.
 */
export function extractChildCommand(options: ExtractChildCommandOptions): ChildCommand {
  const { entry, standalone, readPaths, heapLimitMb = 256, rssLimitMb = 400 } = options;
  const own = [options.role ?? "extract-child", `${RSS_LIMIT_FLAG}${rssLimitMb}`];
  const read = readPaths === undefined ? "--allow-read" : `--allow-read=${readPaths.join(",")}`;
  const runtime = ["run", "--quiet", "--no-prompt", read];
  const heap = `--v8-flags=--max-old-space-size=${heapLimitMb}`;
  // The permission to run names `deno`; under npx the path of the executable would be refused.
  const program = options.program ?? (standalone ? Deno.execPath() : "deno");
  const args = standalone ? own : [...runtime, heap, entry, ...own];
  return { program, args, env: inheritedEnv(options.env ?? Deno.env) };
}

/** `LD_LIBRARY_PATH` in the environment would make the spawn refused, so only these are passed on. */
function inheritedEnv(from: { get(name: string): string | undefined }): Record<string, string> {
  const env: Record<string, string> = { NO_COLOR: "1" };
  for (const name of INHERITED) {
    const value = from.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}
