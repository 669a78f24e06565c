import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from "xstate";
import { labelTransition, nameInvokes } from "./statechart_labels.ts";

/** An arrow between two boxes of the same composite, or a line inside one box. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Everything gathered before the text is written: what is drawn inside which composite. */
interface Drawing {
  readonly names: ReadonlyMap<AnyStateNode, string>;
  readonly arrows: Map<AnyStateNode, Arrow[]>;
  /** Lines of a leaf, or of the box that stands for "anywhere in this composite". */
  readonly lines: Map<string, string[]>;
  /** Boxes that stand for a whole composite, by the composite they are drawn in. */
  readonly anywheres: Map<AnyStateNode, Map<string, string>>;
}

/**
 * A state machine as a Mermaid `stateDiagram-v2`: nested states, parallel regions, transitions with
 * event, guard and the name of a delay, and what each state invokes. The text follows from the machine
 * alone and keeps its order.
 *
 * Mermaid cannot draw an arrow between insides of two composites: such an arrow runs between the
 * composites and its label says `(from quiet)` or `(to held)`.
 */
export function drawStatechart(machine: AnyStateMachine): string {
  const drawing: Drawing = {
    names: nameNodes(machine.root),
    arrows: new Map(),
    lines: new Map(),
    anywheres: new Map(),
  };
  gather(machine.root, drawing);
  return ["stateDiagram-v2", ...drawNode(machine.root, drawing, 1)].join("\n");
}

/** The shortest end of the path that names one state only: `idle`, or `offline_waiting`. */
function nameNodes(root: AnyStateNode): Map<AnyStateNode, string> {
  const nodes = [...descend(root)];
  const endOfPath = (node: AnyStateNode, length: number) =>
    [root.key, ...node.path].slice(-length).join("_").replaceAll(/\W/g, "_");
  return new Map(nodes.map((node) => {
    let length = 1;
    const isTaken = () =>
      nodes.some((other) => other !== node && endOfPath(other, length) === endOfPath(node, length));
    while (length <= node.path.length && isTaken()) length++;
    return [node, endOfPath(node, length)];
  }));
}

function* descend(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of children(node)) yield* descend(child);
}

function children(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states) as AnyStateNode[];
}

function gather(node: AnyStateNode, drawing: Drawing): void {
  if (isLeaf(node)) {
    const invoked = nameInvokes(node);
    if (invoked !== "") push(drawing.lines, nameOf(node, drawing), `invokes ${invoked}`);
  }
  for (const transition of transitionsOf(node)) gatherTransition(node, transition, drawing);
  for (const child of children(node)) gather(child, drawing);
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
}

function gatherTransition(
  node: AnyStateNode,
  transition: AnyTransitionDefinition,
  drawing: Drawing,
): void {
  const [target] = (transition.target ?? []) as readonly AnyStateNode[];
  if (target === undefined) {
    const box = isLeaf(node) ? nameOf(node, drawing) : anywhereIn(node, node, drawing);
    push(drawing.lines, box, labelTransition(node, transition, { hasActions: true }));
    return;
  }
  const label = labelTransition(node, transition);
  if (target !== node && isInside(target, node)) {
    const parent = target.parent!;
    const from = anywhereIn(node, parent, drawing);
    push(drawing.arrows, parent, { from, to: nameOf(target, drawing), label });
    return;
  }
  const { parent, from, to } = liftToSiblings(node, target);
  const remarks = [
    ...(from === node ? [] : [` (from ${node.key})`]),
    ...(to === target ? [] : [` (to ${target.key})`]),
  ];
  push(drawing.arrows, parent, {
    from: nameOf(from, drawing),
    to: nameOf(to, drawing),
    label: label + remarks.join(""),
  });
}

/** The box inside `place` that stands for every state of `scope`. */
function anywhereIn(scope: AnyStateNode, place: AnyStateNode, drawing: Drawing): string {
  const name = scope === place
    ? `any_${nameOf(scope, drawing)}`
    : `any_${nameOf(scope, drawing)}_${nameOf(place, drawing)}`;
  const boxes = drawing.anywheres.get(place) ?? new Map<string, string>();
  drawing.anywheres.set(place, boxes.set(name, `anywhere in ${scope.key}`));
  return name;
}

/** The two ancestors of an arrow's ends that lie in the same composite. */
function liftToSiblings(source: AnyStateNode, target: AnyStateNode) {
  let parent = target.parent ?? target;
  while (parent.parent !== undefined && !isInside(source, parent)) parent = parent.parent;
  return { parent, from: childTowards(parent, source), to: childTowards(parent, target) };
}

function childTowards(parent: AnyStateNode, node: AnyStateNode): AnyStateNode {
  let child = node;
  while (child.parent !== undefined && child.parent !== parent) child = child.parent;
  return child;
}

function isInside(node: AnyStateNode, ancestor: AnyStateNode): boolean {
  return node === ancestor || (node.parent !== undefined && isInside(node.parent, ancestor));
}

function drawNode(node: AnyStateNode, drawing: Drawing, depth: number): string[] {
  const name = nameOf(node, drawing);
  if (isLeaf(node)) return drawBox(name, node.key, drawing, depth);
  const isPlainTop = node.parent === undefined && node.type !== "parallel";
  if (isPlainTop) return drawInside(node, drawing, depth);
  const invoked = nameInvokes(node);
  const title = invoked === "" ? node.key : `${node.key}, invokes ${invoked}`;
  const head = title === name ? `state ${name} {` : `state "${title}" as ${name} {`;
  return [indent(depth, head), ...drawInside(node, drawing, depth + 1), indent(depth, "}")];
}

function drawInside(node: AnyStateNode, drawing: Drawing, depth: number): string[] {
  const anywheres = [...drawing.anywheres.get(node) ?? []].map(([name, title]) =>
    drawBox(name, title, drawing, depth)
  );
  const insides = children(node).map((child) => drawNode(child, drawing, depth));
  if (node.type === "parallel") {
    const regions = [...insides, ...anywheres].filter((lines) => lines.length > 0);
    return regions.flatMap((lines, index) => index === 0 ? lines : [indent(depth, "--"), ...lines]);
  }
  const [initial] = (node.initial?.target ?? []) as readonly AnyStateNode[];
  const finals = children(node).filter(({ type }) => type === "final");
  return [
    ...(initial === undefined ? [] : [indent(depth, `[*] --> ${nameOf(initial, drawing)}`)]),
    ...insides.flat(),
    ...anywheres.flat(),
    ...drawArrows(drawing.arrows.get(node) ?? [], depth),
    ...finals.map((final) => indent(depth, `${nameOf(final, drawing)} --> [*]`)),
  ];
}

/** A box that says no more than its name has that as its only line. */
function drawBox(name: string, title: string, drawing: Drawing, depth: number): string[] {
  const lines = drawing.lines.get(name) ?? [];
  if (title === name && lines.length === 0) return [indent(depth, name)];
  return [
    indent(depth, `state "${title}" as ${name}`),
    ...[...new Set(lines)].map((line) => indent(depth, `${name} : ${line}`)),
  ];
}

/** Arrows between the same two boxes are one arrow with several labels. */
function drawArrows(arrows: readonly Arrow[], depth: number): string[] {
  const labels = new Map<string, Set<string>>();
  for (const { from, to, label } of arrows) {
    const ends = `${from} --> ${to}`;
    labels.set(ends, (labels.get(ends) ?? new Set()).add(label));
  }
  return [...labels].map(([ends, texts]) => indent(depth, `${ends} : ${[...texts].join(", ")}`));
}

function isLeaf(node: AnyStateNode): boolean {
  return children(node).length === 0;
}

function nameOf(node: AnyStateNode, { names }: Drawing): string {
  return names.get(node) ?? node.key;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function indent(depth: number, text: string): string {
  return "  ".repeat(depth) + text;
}
