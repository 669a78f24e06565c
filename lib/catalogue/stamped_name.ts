import { exists } from "./exists.ts";

/**
 * A name nothing has yet, from a beginning and a moment: `catalogue.db.before-2-20261123T071500Z`, with
 * `-2` behind it where a program that was killed left one of the same second.
 */
export function stampedName(beginning: string, at: Date): string {
  const name = beginning + at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  for (let number = 1;; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!exists(candidate)) return candidate;
  }
}
