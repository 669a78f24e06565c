import assert from "node:assert/strict";
import { taskFlags } from "../../scripts/task_flags.ts";

Deno.test("permissions: every command that is a task is packed with the flags of its task", () => {
  const tasks = {
    sync:
      "deno run --no-prompt --v8-flags=--stack-size=900 --allow-read --allow-run=deno main.ts sync",
    status: "deno run --no-prompt --allow-read main.ts status",
    test: "deno run --allow-all scripts/run_tests.ts",
    check: "deno fmt --check && deno run --allow-read scripts/check.ts",
  };
  assert.deepEqual([...taskFlags(JSON.stringify({ tasks }))], [
    ["sync", ["--v8-flags=--stack-size=900", "--allow-read", "--allow-run=deno"]],
    ["status", ["--allow-read"]],
  ]);
});

Deno.test("permissions: a list of tasks without the program is refused", () => {
  const text = JSON.stringify({ tasks: { test: "deno test" } });
  assert.throws(() => taskFlags(text), /Cannot find a task/);
});
