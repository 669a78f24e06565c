/** What `work` gives, `null` when that takes longer. */
export async function within<Result>(
  limitMs: number,
  work: Promise<Result>,
): Promise<Result | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), limitMs);
  return await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
