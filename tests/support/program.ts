import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild } from "./running_program.ts";
import type { ProgramResult, RunningProgram } from "./running_program.ts";

/** Environment and place of a started program. */
export interface ProgramOptions {
  /** Added to a bare environment of PATH, HOME and private XDG directories. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the user stands: relative paths are resolved against it. */
  readonly cwd?: string;
  /** The program: `main.ts` from source by default, or the path of a bundle. */
  readonly script?: string;
  /** The program as a command of its own, as the package is one; Deno and `script` are not used. */
  readonly program?: string;
  /** Flags of `deno run` beside those of its task: `["--preload=probe.ts"]`. */
  readonly flags?: readonly string[];
  /** A command that starts the program in place of itself: `["nice", "-n", "19"]`. */
  readonly through?: readonly string[];
  /** Programs it may run beside those of its task. */
  readonly allowRun?: readonly string[];
  /** Standard input; empty by default. */
  readonly input?: string;
}

/** The same, and how long the program may take. */
export interface RunProgramOptions extends ProgramOptions {
  /** Milliseconds until the program is killed and the test fails; 60 seconds by default. */
  readonly timeoutMs?: number;
}

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

/** A new directory, removed with all it holds when the test file is done. */
let privateHome: string | null = null;

/**
 * Runs Proofsheet with the permissions of its tasks and waits for its end.
 *
 * @param args `["sync", "--folder", directory, "--db", catalogue]`
 * @throws {Error} After `timeoutMs`, with what the program had printed until then; it is killed.
 */
export async function runProgram(
  args: readonly string[],
  { timeoutMs = 60_000, ...options }: RunProgramOptions = {},
): Promise<ProgramResult> {
  await using program = startProgram(args, options);
  return await program.waitForEnd(timeoutMs);
}

/**
 * Starts Proofsheet and returns while it runs. Bind it with `await using`: whatever the test does,
 * the program is killed at its end.
 */
export function startProgram(
  args: readonly string[],
  options: ProgramOptions = {},
): RunningProgram {
  const { env = {}, cwd, program, through = [], input = "" } = options;
  const place = cwd ?? Deno.cwd();
  const start = program === undefined ? denoWords(options) : [program];
  const [command = "deno", ...commandArgs] = [...through, ...start, ...args];
  return startChild({
    command,
    args: commandArgs,
    env: { ...bareEnvironment(), INIT_CWD: place, ...env },
    cwd: place,
    input,
    title: `proofsheet ${args.join(" ")}`,
  });
}

/** Runs `use` with a new directory and removes that afterwards, however it ends. */
export async function withTempDir<Result>(
  use: (directory: string) => Promise<Result> | Result,
): Promise<Result> {
  const directory = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "proofsheet-test-" }));
  try {
    return await use(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** Deno with the flags of the task, up to the arguments of the program. */
function denoWords({ script, flags = [], allowRun = [] }: ProgramOptions): string[] {
  const main = script ?? join(PROJECT, "main.ts");
  const allowed = allowRun.map((program) => `--allow-run=${program}`);
  const config = main.startsWith(PROJECT) ? ["--config", join(PROJECT, "deno.json")] : [];
  // Started by name: under npx the path of the running binary is not the one in PATH.
  return ["deno", "run", ...config, ...taskPermissions(), ...allowed, ...flags, main];
}

/** The flags between `deno run` and `main.ts` of the task `sync`: they are written in one place. */
function taskPermissions(): string[] {
  const config = JSON.parse(Deno.readTextFileSync(join(PROJECT, "deno.json")));
  const words = String(config.tasks.sync).split(/\s+/);
  return words.slice(words.indexOf("run") + 1, words.indexOf("main.ts"));
}

function bareEnvironment(): Record<string, string> {
  const home = Deno.env.get("HOME") ?? "/";
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? join(home, ".cache");
  const privateDirectory = openPrivateHome();
  return {
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
    HOME: privateDirectory,
    // Kept from the real home: it holds the packages.
    DENO_DIR: Deno.env.get("DENO_DIR") ?? join(cache, "deno"),
    XDG_DATA_HOME: join(privateDirectory, "data"),
    XDG_CACHE_HOME: join(privateDirectory, "cache"),
    XDG_CONFIG_HOME: join(privateDirectory, "config"),
    XDG_RUNTIME_DIR: join(privateDirectory, "run"),
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
  };
}

function openPrivateHome(): string {
  if (privateHome !== null) return privateHome;
  const directory = Deno.makeTempDirSync({ prefix: "proofsheet-home-" });
  privateHome = directory;
  globalThis.addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));
  return directory;
}
