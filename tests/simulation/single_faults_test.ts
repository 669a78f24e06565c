import assert from "node:assert/strict";
import { Random } from "../program/random.ts";
import { type Fault, FAULTS, type PlannedFault } from "./faults.ts";
import { SCENARIOS } from "./scenarios.ts";
import { plannedFaults, runWithFault } from "./single_faults.ts";

/** One moment of every kind of fault; `deno task simulate` takes all of them. */
function sample(planned: readonly PlannedFault[], seed: number): PlannedFault[] {
  const random = new Random(seed);
  return (Object.keys(FAULTS) as Fault[]).flatMap((fault) => {
    const moments = planned.filter((one) => one.fault === fault);
    return moments.length === 0 ? [] : [random.pick(moments)];
  });
}

for (const [index, scenario] of Object.keys(SCENARIOS).entries()) {
  Deno.test(`${scenario}: nothing is lost, whatever goes wrong once`, async () => {
    const { complaints } = await runWithFault(scenario, null);
    assert.deepEqual(complaints, [], "when nothing goes wrong");
    for (const planned of sample(await plannedFaults(scenario), index)) {
      const { complaints } = await runWithFault(scenario, planned);
      const again = `deno task simulate --scenario '${scenario}'`;
      assert.deepEqual(complaints, [], `${planned.fault} at ${planned.at}: ${again}`);
    }
  });
}

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
