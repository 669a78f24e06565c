import assert from "node:assert/strict";
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { rootMachine } from "../../machines/root_machine.ts";
import { supervisorMachine } from "../../machines/supervisor_machine.ts";

const MACHINES: readonly (readonly [string, AnyStateMachine])[] = [
  ["root", rootMachine],
  ["supervisor", supervisorMachine],
];

function* nodesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* nodesOf(child);
}

/** The name of an action or a guard as the chart writes it. */
function nameOf(named: unknown): string {
  if (typeof named === "string") return named;
  const isThing = typeof named === "object" || typeof named === "function";
  if (isThing && named !== null && "type" in named) return String(named.type);
  return `inline function ${String(named)}`;
}

function transitionsOf(node: AnyStateNode) {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

/** Delays of `after`, as they are named: `xstate.after.debounceWindow.root.running.…`. */
function delaysOf(node: AnyStateNode): string[] {
  return Object.keys(node.config.after ?? {});
}

for (const [name, machine] of MACHINES) {
  const nodes = [...nodesOf(machine.root)];

  Deno.test(`${name} chart: everything that is invoked has a way for its errors`, () => {
    for (const node of nodes) {
      for (const { id } of node.invoke) {
        const ways = node.transitions.get(`xstate.error.actor.${id}`) ?? [];
        assert.ok(ways.length > 0, `${node.id} has no way for an error of what it invokes`);
        const isLastUnguarded = ways.at(-1)?.guard === undefined;
        assert.ok(isLastUnguarded, `${node.id} has no way for every error`);
      }
    }
  });

  Deno.test(`${name} chart: every source, action, guard and delay it names exists`, () => {
    const { actors, actions, guards, delays } = machine.implementations;
    for (const node of nodes) {
      const transitions = transitionsOf(node);
      const named = [...node.entry, ...node.exit, ...transitions.flatMap(({ actions }) => actions)];
      for (const action of named) {
        // Timers of `after` are actions of XState's own.
        if (/^xstate\./.test(nameOf(action))) continue;
        assert.ok(nameOf(action) in actions, `${node.id}: action ${nameOf(action)}`);
      }
      for (const { guard } of transitions) {
        if (guard !== undefined) assert.ok(nameOf(guard) in guards, `${node.id}: ${nameOf(guard)}`);
      }
      for (const { src } of node.invoke) {
        assert.ok(String(src) in actors, `${node.id}: source ${String(src)}`);
      }
      for (const delay of delaysOf(node)) {
        assert.ok(delay in delays || /^\d+$/.test(delay), `${node.id}: delay ${delay}`);
      }
    }
  });

  Deno.test(`${name} chart: every state but the first of its region can be entered`, () => {
    const targets = new Set<string>();
    for (const node of nodes) {
      for (const { target } of transitionsOf(node)) {
        for (const one of target ?? []) targets.add(one.id);
      }
      for (const { target } of node.initial === undefined ? [] : [node.initial]) {
        for (const one of target ?? []) targets.add(one.id);
      }
      if (node.type === "parallel") Object.values(node.states).forEach(({ id }) => targets.add(id));
    }
    const isEntered = (node: AnyStateNode): boolean =>
      targets.has(node.id) || Object.values(node.states).some(isEntered);
    const dead = nodes.filter((node) => node.parent !== undefined && !isEntered(node));
    assert.deepEqual(dead.map(({ id }) => id), []);
  });
}

Deno.test("root chart: the states are those of the design", () => {
  const work = rootMachine.root.states.running?.states["work"];
  assert.deepEqual(Object.keys(work?.states ?? {}).sort(), [
    "debouncing",
    "delivering",
    "idle",
    "offline",
    "reconciling",
    "retrying",
    "scanning",
    "settling",
    "starting",
  ]);
  const sources = [...nodesOf(rootMachine.root)].flatMap((node) => node.invoke)
    .map(({ src }) => String(src));
  assert.deepEqual(sources.sort(), [
    "checkRoot",
    "checkRoot",
    "hashRoot",
    "keepHours",
    "probeRoot",
    "reconcileRoot",
    "scanRoot",
    "watchRoot",
    "writeBack",
    "writeBack",
  ]);
});
