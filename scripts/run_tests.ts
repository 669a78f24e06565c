import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child_environment.ts";
import { addTotals, formatTotals, readTotals } from "./test_totals.ts";
import type { TestTotals } from "./test_totals.ts";

/** Tests that run with no permission at all: what they test decides over values alone. */
const PURE = ["tests/core", "tests/machines"];

/** Driving a browser looks at places of the system that Deno opens to nothing but all permissions. */
const BROWSER = ["tests/browser"];

const LEAK_CHECKS = ["--sanitize-ops", "--sanitize-resources"];

const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run",
  "--allow-sys",
  "--allow-net",
];

const PROJECT = fileURLToPath(new URL("../", import.meta.url));

/** Options and paths as given to the task: `deno task test --filter moved tests/core`. */
async function main(args: readonly string[]): Promise<number> {
  const options = args.filter((arg) => arg.startsWith("-"));
  const paths = args.filter((arg) => !arg.startsWith("-"));
  const isIn = (folders: readonly string[]) => (path: string) =>
    folders.some((folder) => `${path}/`.startsWith(`${folder}/`));
  const apart = [...PURE, ...BROWSER];
  const pure = paths.length === 0 ? PURE : paths.filter(isIn(PURE));
  const browser = paths.length === 0 ? BROWSER : paths.filter(isIn(BROWSER));
  const others = paths.length === 0 ? ["tests"] : paths.filter((path) => !isIn(apart)(path));

  const results: StepResult[] = [];
  if (pure.length > 0) {
    console.log("Decisions and statecharts, without any permission:");
    results.push(await runStep(["--parallel", ...options, ...pure], writeOut));
  }
  // A browser mostly waits, so it has its turn beside the others; what it said is told after them.
  const said: Uint8Array[] = [];
  const beside = browser.length === 0
    ? null
    : runStep(["--allow-all", ...options, ...browser], (bytes) => void said.push(bytes));
  if (others.length > 0) {
    console.log("Everything else:");
    // Most of them wait for a program, a watcher or a clock: one file more at once than there are cores.
    const flags = [...PERMISSIONS, "--parallel", `--ignore=${apart.join(",")}`];
    results.push(await runStep([...flags, ...options, ...others], writeOut));
  }
  if (beside !== null) {
    const result = await beside;
    console.log("The page in a real browser:");
    said.forEach(writeOut);
    results.push(result);
  }
  console.log(formatTotals(results.map(({ totals }) => totals).reduce(addTotals)));
  return results.every(({ isSuccess }) => isSuccess) ? 0 : 1;
}

interface StepResult {
  readonly isSuccess: boolean;
  readonly totals: TestTotals;
}

async function runStep(
  args: readonly string[],
  tell: (bytes: Uint8Array) => void,
): Promise<StepResult> {
  const hasColours = Deno.stdout.isTerminal() && !Deno.env.has("NO_COLOR");
  const child = new Deno.Command("deno", {
    // Types are checked once, by `deno task check`.
    args: ["test", "--no-prompt", "--no-check", ...LEAK_CHECKS, ...args],
    cwd: PROJECT,
    // A pipe has no colours of its own accord.
    ...childEnvironment({
      DENO_JOBS: Deno.env.get("DENO_JOBS") ?? String(navigator.hardwareConcurrency + 1),
      ...(hasColours ? { FORCE_COLOR: "1" } : {}),
    }),
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const output = await passOn(child.stdout, tell);
  const { success: isSuccess } = await child.status;
  return { isSuccess, totals: readTotals(output, isSuccess) };
}

/** Passes output on as it comes and returns all of it. */
async function passOn(
  stream: ReadableStream<Uint8Array>,
  tell: (bytes: Uint8Array) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let output = "";
  for await (const bytes of stream) {
    tell(bytes);
    output += decoder.decode(bytes, { stream: true });
  }
  return output;
}

function writeOut(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += Deno.stdout.writeSync(bytes.subarray(written));
  }
}

Deno.exit(await main(Deno.args));
