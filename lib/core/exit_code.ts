/** Exit codes scripts can rely on. */
export const EXIT = Object.freeze({
  done: 0,
  failed: 1,
  usage: 2,
  problems: 3,
  offline: 4,
  held: 5,
  differences: 6,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
});

const WORST_FIRST: readonly number[] = [
  EXIT.failed,
  EXIT.held,
  EXIT.offline,
  EXIT.differences,
  EXIT.problems,
];

/** The one code for several outcomes: the worst wins. */
export function worstExitCode(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.done;
}
