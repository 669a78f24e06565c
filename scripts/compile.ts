import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";
import { childEnvironment } from "./child_environment.ts";
import { taskFlags } from "./task_flags.ts";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const SCRIPT = "dist/compiled/proofsheet.js";
const OUTPUT = "dist/compiled/proofsheet";

/** A compiled program's children take no flags: main program and readers share this heap limit. */
const HEAP_LIMIT_MB = 512;

/** Compiles the bundle into one executable with a runtime that `deno compile` fetches for it. */
async function main(): Promise<number> {
  Deno.chdir(PROJECT);
  await bundle(SCRIPT);
  const tasks = taskFlags(Deno.readTextFileSync("deno.json"));
  const { success, stderr } = await new Deno.Command("deno", {
    args: [
      "compile",
      "--quiet",
      "--no-config",
      "--no-prompt",
      ...permissions(tasks),
      `--v8-flags=${[`--max-old-space-size=${HEAP_LIMIT_MB}`, ...engineFlags(tasks)].join(",")}`,
      // Workers are started from the file itself, which has to lie inside.
      "--include",
      SCRIPT,
      "--include",
      "dist/compiled/exiftool",
      "--output",
      OUTPUT,
      SCRIPT,
    ],
    stdin: "null",
    ...childEnvironment({ NO_COLOR: "1" }),
  }).output();
  if (success) {
    console.log(`Compiled ${OUTPUT}, ${Math.round(Deno.statSync(OUTPUT).size / 1e6)} MB`);
    return 0;
  }
  console.error(new TextDecoder().decode(stderr).trim());
  console.error(
    "Cannot compile: the runtime for compiled programs comes from a host of Deno's own. If that is out " +
      "of reach, use `deno task package`, which makes one executable from what npm has, or name a " +
      "runtime you have in DENORT_BIN (the file `denort`, never `deno` itself)",
  );
  return 1;
}

type TaskFlags = ReturnType<typeof taskFlags>;

/** What any command may do: a compiled program has one set, and gives up at start what it does not need. */
function permissions(tasks: TaskFlags): readonly string[] {
  const all = [...new Set([...tasks.values()].flat())].filter((flag) =>
    flag.startsWith("--allow-")
  );
  // Its readers are the program itself, whose path is known only when it runs.
  return all.map((flag) => flag === "--allow-run=deno" ? "--allow-run" : flag).sort();
}

/** What the engine is told for a watcher. */
function engineFlags(tasks: TaskFlags): readonly string[] {
  const prefix = "--v8-flags=";
  return (tasks.get("watch") ?? []).filter((flag) => flag.startsWith(prefix))
    .map((flag) => flag.slice(prefix.length));
}

Deno.exit(await main());
