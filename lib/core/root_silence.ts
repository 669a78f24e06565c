/** How the reason begins for which a root is offline that answers no question: a dead server, a hung disk. */
export const NO_ANSWER = "it did not answer";

/** The same, found out by a walk that never came back. */
export const HANGING = "an earlier walk still hangs in it";

/**
 * Whether a root was silent when it was looked at last. Who asks it anything in the main thread may wait
 * for ever, and a whole daemon with it.
 */
export function isSilence(offlineReason: string): boolean {
  return [NO_ANSWER, HANGING].some((beginning) => offlineReason.startsWith(beginning));
}
