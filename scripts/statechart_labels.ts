import type { AnyStateNode, AnyTransitionDefinition } from "xstate";

/** What a label says beside event and guard. */
export interface LabelOptions {
  /** Whether the names of the actions follow; they are the point of a transition without target. */
  readonly hasActions?: boolean;
}

/** A guard or an action in a machine: a name, a name with parameters, or a combination of guards. */
type Named = string | NamedObject | null | undefined;

interface NamedObject {
  readonly type?: string;
  readonly name?: string;
  /** What `and`, `or` and `not` combine. */
  readonly guards?: readonly Named[];
}

/** `after debounceWindow [hasPending]`, `scanRoot done`, `watch.changed / notePending`. */
export function labelTransition(
  node: AnyStateNode,
  transition: AnyTransitionDefinition,
  { hasActions = false }: LabelOptions = {},
): string {
  const event = labelEvent(node, transition);
  const guard = nameGuard(transition.guard as Named);
  const actions = hasActions ? transition.actions.map((action) => nameOf(action as Named)) : [];
  return [
    event,
    ...(guard === "" ? [] : [`[${guard}]`]),
    ...(actions.length === 0 ? [] : [`/ ${actions.join(", ")}`]),
  ].join(" ");
}

/** Sources of the actors that run while the machine is in this state: `scanRoot, probeRoot`. */
export function nameInvokes(node: AnyStateNode): string {
  return node.invoke.map(({ src }) => nameOf(src as Named)).join(", ");
}

function labelEvent(node: AnyStateNode, { eventType, delay }: TransitionWithDelay): string {
  if (delay !== undefined) return `after ${typeof delay === "number" ? `${delay} ms` : delay}`;
  if (eventType === "") return "always";
  if (eventType === "*") return "any event";
  const [, what, kind, id] = /^xstate\.(done|error|snapshot)(?:\.(actor|state))?\.(.*)$/
    .exec(eventType) ?? [];
  if (what === undefined || id === undefined) return eventType;
  const outcome = { done: "done", error: "failed", snapshot: "changed" }[what];
  return `${kind === "state" ? node.key : nameActor(node, id)} ${outcome}`;
}

/** A delayed transition carries its delay beside the event that XState makes of it. */
type TransitionWithDelay = AnyTransitionDefinition & { readonly delay?: unknown };

function nameActor(node: AnyStateNode, id: string): string {
  if (id === "*") return "any actor";
  const invoked = node.invoke.find((definition) => definition.id === id);
  return invoked === undefined ? id : nameOf(invoked.src as Named);
}

function nameGuard(guard: Named): string {
  if (guard === null || guard === undefined) return "";
  if (typeof guard === "string" || guard.guards === undefined) return nameOf(guard);
  const parts = guard.guards.map(nameGuard);
  return guard.name === "not" ? `not ${parts[0]}` : parts.join(` ${guard.name} `);
}

function nameOf(named: Named): string {
  if (typeof named === "string") return named;
  return named?.type ?? named?.name ?? "unnamed";
}
