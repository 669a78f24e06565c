import type { Step, WalkEnd } from "./random_walk.ts";

/**
 * Leaves out steps of a walk that fails as long as it fails without them, large parts first, so that a
 * person has little to read.
 *
 * @param walk performs steps and tells how it ended
 * @param triesMax after so many walks what is left is good enough
 */
export async function shrink(
  failed: WalkEnd,
  walk: (steps: readonly Step[]) => Promise<WalkEnd>,
  triesMax = 200,
): Promise<WalkEnd> {
  let shortest = failed;
  let tries = 0;
  for (let size = Math.ceil(failed.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < shortest.steps.length && tries < triesMax;) {
      const steps = shortest.steps.filter((_, index) => index < from || index >= from + size);
      tries++;
      const end = await walk(steps);
      if (end.complaints.length > 0) shortest = end;
      else from += size;
    }
  }
  return shortest;
}
