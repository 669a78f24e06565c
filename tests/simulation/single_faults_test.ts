import assert from "node:assert/strict";
import { isOfMany, testScenarios } from "./fault_samples.ts";
import { plannedFaults, runWithFault } from "./single_faults.ts";

testScenarios((scenario) => !isOfMany(scenario));

Deno.test("C-043 two photos swap their names and the disk goes away in between: nothing is hidden", async () => {
  for (let at = 4; at <= 8; at++) {
    const planned = { fault: "disk unmounted", at } as const;
    const { complaints } = await runWithFault("two photos swap their names", planned);
    assert.deepEqual(complaints, [], `at question ${at}`);
  }
});

Deno.test("the catalogue's disk is full while the first folder is noted: the next start does it", async () => {
  const planned = { fault: "catalogue's disk full", at: 1 } as const;
  const { complaints } = await runWithFault("a folder is watched for the first time", planned);
  assert.deepEqual(complaints, []);
});

Deno.test("C-042 the reader dies of a photo that was restored: it has its record once it can be read", async () => {
  const scenario = "a photo is restored from a backup, and touched later";
  const planned = (await plannedFaults(scenario)).filter(({ fault }) => fault === "reader crashed");
  for (const one of planned) {
    const { complaints } = await runWithFault(scenario, one);
    assert.deepEqual(complaints, [], `at reading ${one.at}`);
  }
});
