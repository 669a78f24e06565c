import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child_environment.ts";

const RUNS = "10000";
const PROJECT = fileURLToPath(new URL("../", import.meta.url));

/** Runs the properties of the core and the statecharts with many more cases than the tests do. */
async function main(args: readonly string[]): Promise<number> {
  const { values: { runs, seed, filter } } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: RUNS },
      seed: { type: "string" },
      filter: { type: "string" },
    },
  });
  const { success } = await new Deno.Command("deno", {
    args: [
      ...["test", "--no-prompt", "--parallel"],
      ...(filter === undefined ? [] : ["--filter", filter]),
      ...["tests/core", "tests/machines", "--", `--runs=${runs}`],
      ...(seed === undefined ? [] : [`--seed=${seed}`]),
    ],
    cwd: PROJECT,
    ...childEnvironment({}),
    stdin: "null",
  }).spawn().status;
  if (!success) {
    console.log(
      "A failed property names its seed: run it again with\n" +
        `  deno task properties --runs ${runs} --seed SEED --filter "PART OF ITS NAME"`,
    );
  }
  return success ? 0 : 1;
}

Deno.exit(await main(Deno.args));
