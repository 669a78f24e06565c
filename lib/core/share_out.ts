/**
 * Does the same work for each of several things, so many of them at once, in their order.
 *
 * Rejects with the first error, when nothing is under way any more; nothing new is begun after it.
 */
export async function shareOut<Thing>(
  things: Iterable<Thing>,
  atOnce: number,
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  const queue = Iterator.from(things);
  const errors: unknown[] = [];
  const takeNext = async () => {
    for (const thing of queue) {
      await work(thing);
      if (errors.length > 0) return;
    }
  };
  await Promise.all(
    Array.from({ length: atOnce }, () => takeNext().catch((error) => errors.push(error))),
  );
  if (errors.length > 0) throw errors[0];
}
