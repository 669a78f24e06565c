/** A mount that is dead does not fail, it never answers. */
export const ANSWER_LIMIT_MS = 10_000;

/** What `work` gives, or `otherwise` when the file system does not answer. */
export async function withinTime<Result>(
  work: Promise<Result>,
  otherwise: Result,
): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const timer = setTimeout(() => resolve(otherwise), ANSWER_LIMIT_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
