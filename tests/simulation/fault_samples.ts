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

/** Tests of the scenarios whose names are chosen; files of tests run side by side, the tests of one do not. */
export function testScenarios(isChosen: (scenario: string) => boolean): void {
  for (const [index, scenario] of Object.keys(SCENARIOS).entries()) {
    if (isChosen(scenario)) {
      Deno.test(`${scenario}: nothing is lost, whatever goes wrong once`, () =>
        play(scenario, index));
    }
  }
}

async function play(scenario: string, seed: number): Promise<void> {
  const { complaints } = await runWithFault(scenario, null);
  assert.deepEqual(complaints, [], "when nothing goes wrong");
  for (const planned of sample(await plannedFaults(scenario), seed)) {
    const { complaints } = await runWithFault(scenario, planned);
    const again = `deno task simulate --scenario '${scenario}'`;
    assert.deepEqual(complaints, [], `${planned.fault} at ${planned.at}: ${again}`);
  }
}

/** Scenarios of many photos, which take as long as all the others. */
export function isOfMany(scenario: string): boolean {
  return /^(?:a few|most|a large)/.test(scenario);
}
