import type { Fingerprint } from "../core/entry.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import { withinTime } from "./within_time.ts";

/** Fingerprint of what is at the absolute path, links not followed; `null` when it cannot be looked at. */
export async function fingerprintAt(path: string): Promise<Fingerprint | null> {
  return await withinTime(Deno.lstat(path).then(fingerprintOf, () => null), null);
}
