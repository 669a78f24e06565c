import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child_environment.ts";
import { scriptOptions } from "./script_options.ts";

const HELP = `Usage: deno task properties [--runs N] [--seed S] [--filter NAME]

Tries the properties of the core and the statecharts with many more cases than the tests do.

  --runs N       cases for each property (10000)
  --seed S       of the cases, as a property that failed has named it; by default another one each time
  --filter NAME  only properties whose name holds NAME`;
/** fast-check names seeds of 32 bits, half of them below zero. */
const SEED_MIN = -(2 ** 31);
const PROJECT = fileURLToPath(new URL("../", import.meta.url));

/** Runs the properties of the core and the statecharts with many more cases than the tests do. */
async function main(): Promise<number> {
  const { numbers: { runs, seed }, texts: { filter } } = scriptOptions({
    help: HELP,
    numbers: {
      runs: { standard: 10_000 },
      seed: { standard: Date.now() % 1_000_000, least: SEED_MIN },
    },
    texts: ["filter"],
  });
  console.log(`${runs} cases of each property, seed ${seed}`);
  const { success } = await new Deno.Command("deno", {
    args: [
      ...["test", "--no-prompt", "--parallel"],
      ...(filter === undefined ? [] : ["--filter", filter]),
      ...["tests/core", "tests/machines", "--", `--runs=${runs}`, `--seed=${seed}`],
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

Deno.exit(await main());
