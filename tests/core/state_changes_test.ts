import assert from "node:assert/strict";
import { describeEvent, stateChanges, type StateValue } from "../../lib/core/state_changes.ts";

Deno.test("a change of state tells each region that is elsewhere, and no other", () => {
  const cases: readonly [string, StateValue, StateValue, readonly string[]][] = [
    ["the first state", "", { running: { work: { starting: "checking" }, hiding: "allowed" } }, [
      "work:  -> starting.checking",
      "hiding:  -> allowed",
    ]],
    ["one region", { running: { work: "idle", watching: { open: "listening" } } }, {
      running: { work: { debouncing: "quiet" }, watching: { open: "listening" } },
    }, ["work: idle -> debouncing.quiet"]],
    ["the end", { running: { work: "idle", hiding: "held" } }, "stopped", [":  -> stopped"]],
    ["nothing", { running: { work: "idle" } }, { running: { work: "idle" } }, []],
  ];
  for (const [name, before, after, expected] of cases) {
    const told = stateChanges(before, after)
      .map((one) => `${one.region}: ${one.before} -> ${one.after}`);
    assert.deepEqual(told, expected, name);
  }
});

Deno.test("events of the library are told as what they mean", () => {
  const cases: readonly [string, string][] = [
    ["recrawl.due", "recrawl.due"],
    ["xstate.after.debounceWindow.root.running.work.debouncing.quiet", "after debounceWindow"],
    ["xstate.done.actor.0.root.running.work.scanning", "done"],
    ["xstate.error.actor.0.root.running.work.scanning", "failed"],
    ["xstate.init", "started"],
  ];
  for (const [type, expected] of cases) assert.equal(describeEvent(type), expected);
});
