/** A mount that is dead does not fail, it never answers. */
export const ANSWER_LIMIT_MS = 10_000;

/** What `work` gives, or `otherwise` when the file system does not answer within so many milliseconds. */
export async function withinTime<Result>(
  work: Promise<Result>,
  otherwise: Result,
  limitMs: number = ANSWER_LIMIT_MS,
): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const timer = setTimeout(() => resolve(otherwise), limitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
