/**
 * What became of one promise at one place: `limited` is kept in a lesser way that the program knows and
 * allows for, `broken` needs a person, `untried` is not known.
 */
export type FindingState = "ok" | "limited" | "broken" | "untried";

/** One thing that was looked at, in words for a person. */
export interface Finding {
  /** Short, stable, lower case: `watching`, `time stamps`. */
  readonly check: string;
  readonly state: FindingState;
  /** One sentence, what was seen. */
  readonly seen: string;
  /** One sentence, what that means for a promise; `null` where nothing is to be said. */
  readonly meaning: string | null;
  /** What a person can do; `null` where nothing needs doing. */
  readonly cure: string | null;
}

/** What came of measuring something that may fail, hang, or not be possible at all. */
export type Measured<Value> =
  | { readonly status: "measured"; readonly value: Value }
  | { readonly status: "failed"; readonly reason: string }
  /** No answer within the limit: a dead mount does not fail, it is silent. */
  | { readonly status: "silent"; readonly limitMs: number }
  | { readonly status: "untried"; readonly reason: string };

/** How a check is judged: its name, and what its failure means. */
export interface Check<Value> {
  readonly check: string;
  /** Meaning and cure when it could not be measured because something is wrong. */
  readonly meaning: string;
  readonly cure: string;
  /** The finding of what was measured, but for its name. */
  readonly judge: (value: Value) => Omit<Finding, "check">;
}

/** The finding of a measurement, whatever came of it. */
export function findingOf<Value>(
  measured: Measured<Value>,
  { check, meaning, cure, judge }: Check<Value>,
): Finding {
  switch (measured.status) {
    case "measured":
      return { check, ...judge(measured.value) };
    case "failed":
      return { check, state: "broken", seen: measured.reason, meaning, cure };
    case "silent":
      return {
        check,
        state: "broken",
        seen: `No answer within ${measured.limitMs / 1_000} s`,
        meaning: "Whatever is behind this place hangs: nothing is concluded about what lies there",
        cure: "See whether the disk or the server behind it is there, and mount it anew",
      };
    case "untried":
      return { check, state: "untried", seen: measured.reason, meaning: null, cure: null };
  }
}

/** A measurement of something else than was asked for, told in place of it. */
export function isMeasured<Value>(
  measured: Measured<Value>,
): measured is { readonly status: "measured"; readonly value: Value } {
  return measured.status === "measured";
}

/** How many findings there are of each kind. */
export function countFindings(findings: readonly Finding[]): Record<FindingState, number> {
  const counts = { ok: 0, limited: 0, broken: 0, untried: 0 };
  for (const { state } of findings) counts[state]++;
  return counts;
}
