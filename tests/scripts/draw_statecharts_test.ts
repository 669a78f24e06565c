import assert from "node:assert/strict";
import { fromPromise, not, setup } from "xstate";
import { replaceMarked } from "../../scripts/marked_text.ts";
import { drawStatechart } from "../../scripts/statechart.ts";

const nothing = fromPromise(() => Promise.resolve());

const lamp = setup({
  actors: { warmUp: nothing },
  guards: { isDark: () => true },
  delays: { patience: 1000 },
}).createMachine({
  id: "lamp",
  initial: "off",
  states: {
    off: { on: { "switch.pressed": [{ guard: "isDark", target: "warming" }, { target: "on" }] } },
    warming: { invoke: { src: "warmUp", onDone: "on", onError: "broken" } },
    on: { after: { patience: "off" }, on: { "switch.pressed": "off" } },
    broken: { type: "final" },
  },
});

const root = setup({
  actors: { watchRoot: nothing },
  actions: { notePending: () => {} },
  guards: { hasPending: () => true },
  delays: { debounceWindow: 20_000, debounceLimit: 60_000 },
}).createMachine({
  id: "root",
  type: "parallel",
  invoke: { src: "watchRoot" },
  on: { "root.stop": ".cycle.stopped", "watch.changed": { actions: "notePending" } },
  states: {
    cycle: {
      initial: "idle",
      states: {
        idle: { always: { guard: "hasPending", target: "debouncing" } },
        debouncing: {
          initial: "quiet",
          after: { debounceLimit: "scanning" },
          states: {
            quiet: {
              after: { debounceWindow: "#root.cycle.scanning" },
              on: { "watch.changed": { target: "quiet", reenter: true } },
            },
          },
        },
        scanning: { on: { "scan.done": { guard: not("hasPending"), target: "idle" } } },
        stopped: { type: "final" },
      },
    },
    hiding: { initial: "allowed", states: { allowed: {}, held: {} } },
  },
});

Deno.test("statechart: events, guards, delays by name, invoked actors and ends are drawn", () => {
  assert.equal(
    drawStatechart(lamp),
    `stateDiagram-v2
  [*] --> off
  off
  state "warming" as warming
  warming : invokes warmUp
  on
  broken
  off --> warming : switch.pressed [isDark]
  off --> on : switch.pressed
  warming --> on : warmUp done
  warming --> broken : warmUp failed
  on --> off : switch.pressed, after patience
  broken --> [*]`,
  );
});

Deno.test("statechart: regions, nested states and what holds anywhere are drawn", () => {
  assert.equal(
    drawStatechart(root),
    `stateDiagram-v2
  state "root, invokes watchRoot" as root {
    state cycle {
      [*] --> idle
      idle
      state debouncing {
        [*] --> quiet
        quiet
        quiet --> quiet : watch.changed
      }
      scanning
      stopped
      state "anywhere in root" as any_root_cycle
      any_root_cycle --> stopped : root.stop
      idle --> debouncing : always [hasPending]
      debouncing --> scanning : after debounceLimit, after debounceWindow (from quiet)
      scanning --> idle : scan.done [not hasPending]
      stopped --> [*]
    }
    --
    state hiding {
      [*] --> allowed
      allowed
      held
    }
    --
    state "anywhere in root" as any_root
    any_root : watch.changed / notePending
  }`,
  );
});

Deno.test("statechart: only what lies between the markers is replaced", () => {
  const text = "# A\n<!-- statechart:x -->\nold\n<!-- /statechart:x -->\nrest\n";
  const drawn = "# A\n<!-- statechart:x -->\nnew\n<!-- /statechart:x -->\nrest\n";
  assert.equal(replaceMarked(text, "statechart:x", "new\n"), drawn);
  assert.throws(() => replaceMarked("# A\n", "statechart:x", "new"), /Cannot find the lines/);
});
