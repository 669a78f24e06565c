/** A program to spawn. */
export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** How the program starts itself again. */
export interface ChildCommandOptions {
  /** The program's main module: a path, or a `file:` URL. */
  readonly entry: string;
  /** The executable of a compiled program, which is its own runtime and takes no flags of it. */
  readonly standalone: string | null;
  /** The runtime; `deno` when absent: the permission to run names it so. */
  readonly program?: string | undefined;
  /** Arguments of the child: the first says its part. */
  readonly words: readonly string[];
  /** Paths the child may read; everything when absent. */
  readonly readPaths?: readonly string[] | undefined;
  /** Paths the child may write to; none when absent. A compiled program's child is not held to it. */
  readonly writePaths?: readonly string[] | undefined;
  /** Further rights and settings of the runtime. */
  readonly flags?: readonly string[];
  /** Limit of V8's heap. A compiled program has the one it was compiled with. */
  readonly heapLimitMb: number;
  /** Where the variables below are taken from. */
  readonly env: { get(name: string): string | undefined };
}

/** What the runtime needs to find itself, its cache and nothing else. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME"];

/** Somebody waits for a child: it reads the modules of its own part, not those of the whole program. */
const LAZY = "--unstable-lazy-dynamic-imports";

/** The command that starts a child from the same file as the program itself, with no right but to read unless it says so. */
export function childCommand(options: ChildCommandOptions): ChildCommand {
  const { entry, standalone, words, readPaths, writePaths, flags = [], heapLimitMb, env } = options;
  const read = readPaths === undefined ? "--allow-read" : `--allow-read=${readPaths.join(",")}`;
  const heap = `--v8-flags=--max-old-space-size=${heapLimitMb}`;
  const write = writePaths === undefined
    ? []
    : [`--allow-write=${writePaths.map(escaped).join(",")}`];
  // What is read late has to be readable, what is read at once has not.
  const lazy = readPaths === undefined ? [LAZY] : [];
  const rights = [...lazy, read, ...write, ...flags];
  const runtime = ["run", "--quiet", "--no-prompt", ...rights, heap, entry];
  return {
    program: options.program ?? standalone ?? "deno",
    args: standalone === null ? [...runtime, ...words] : words,
    env: inheritedEnv(env),
  };
}

/** A comma divides paths, and two are one that belongs to a name. */
function escaped(path: string): string {
  return path.replaceAll(",", ",,");
}

/** `LD_LIBRARY_PATH` in the environment would make the spawn refused, so only these are passed on. */
function inheritedEnv(from: ChildCommandOptions["env"]): Record<string, string> {
  const env: Record<string, string> = { NO_COLOR: "1" };
  for (const name of INHERITED) {
    const value = from.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}
