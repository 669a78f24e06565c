/** When a plan looks like an accident rather than like somebody tidying up. */
export interface BreakerLimits {
  /** Share of the root's photos, 0 to 1. */
  readonly shareMax: number;
  /** Fewer than this many are never held, whatever the share. */
  readonly countMin: number;
}

/** More than half of the root, and at least 100. */
const DEFAULT_BREAKER: BreakerLimits = Object.freeze({ shareMax: 0.5, countMin: 100 });

/** What happens to the hiding part of a plan; everything else of the plan is applied anyway. */
export type HidingVerdict = "apply" | "hold";

/**
 * Decides whether records may be hidden.
 *
 * @param toHide photos the plan would hide and that no person has decided about
 * @param present photos the root showed before the plan
 */
export function judgeHiding(
  toHide: number,
  present: number,
  limits: BreakerLimits = DEFAULT_BREAKER,
): HidingVerdict {
  const looksLikeAccident = toHide >= limits.countMin && toHide > present * limits.shareMax;
  return looksLikeAccident ? "hold" : "apply";
}

/**
 * As many photos as have to be counted to judge a plan that hides `toHide` at the most; a root with
 * more is judged like one with so many, and counting a million takes its time.
 */
export function photosToCount(
  toHide: number,
  { shareMax, countMin }: BreakerLimits = DEFAULT_BREAKER,
): number {
  return toHide < countMin ? 0 : Math.ceil(toHide / shareMax);
}

/**
 * Whether a question that was asked still waits for its answer, also when the root has grown so that
 * the plan looks harmless now. When nearly all photos came back, what is left is somebody tidying up.
 *
 * @param asked photos the plan would hide and that a person was asked about
 */
export function isStillAsked(asked: number, limits: BreakerLimits = DEFAULT_BREAKER): boolean {
  return asked >= limits.countMin;
}
