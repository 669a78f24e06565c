/** What a statechart's state is: a name, or the states of its regions by name. */
export type StateValue = string | { readonly [region: string]: StateValue | undefined };

/** A region that is in another state now. */
export interface StateChange {
  /** `work`, `watching`, …; empty for the chart as a whole. */
  readonly region: string;
  /** `starting.checking`; empty before the first. */
  readonly before: string;
  readonly after: string;
}

/** The regions of a chart that differ, in the order of their names there. */
export function stateChanges(before: StateValue, after: StateValue): readonly StateChange[] {
  const [old, now] = [regionsOf(before), regionsOf(after)];
  return [...now].flatMap(([region, state]) => {
    const was = old.get(region) ?? "";
    return was === state ? [] : [{ region, before: was, after: state }];
  });
}

/**
 * A chart's event as a person may read it: `recrawl.due` is one already, those of the library are
 * `after debounceWindow`, `done` and `failed`.
 */
export function describeEvent(type: string): string {
  const after = /^xstate\.after\.([^.]+)\./.exec(type);
  if (after !== null) return `after ${after[1]}`;
  if (type.startsWith("xstate.done.")) return "done";
  if (type.startsWith("xstate.error.")) return "failed";
  return type === "xstate.init" ? "started" : type;
}

/** `{ running: { work: "idle" } }` is the region `work` in the state `idle`. */
function regionsOf(value: StateValue): ReadonlyMap<string, string> {
  if (typeof value === "string") return new Map(value === "" ? [] : [["", value]]);
  const [inner] = Object.values(value);
  if (typeof inner === "string" || inner === undefined) return new Map([["", nameOf(value)]]);
  return new Map(Object.entries(inner).map(([region, state]) => [region, nameOf(state ?? "")]));
}

/** `{ starting: "checking" }` is `starting.checking`. */
function nameOf(value: StateValue): string {
  if (typeof value === "string") return value;
  const [entry] = Object.entries(value);
  return entry === undefined ? "" : `${entry[0]}.${nameOf(entry[1] ?? "")}`;
}
