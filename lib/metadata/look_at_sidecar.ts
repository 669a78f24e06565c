import { fingerprintOf } from "../core/fingerprint_of.ts";
import type { SidecarReading } from "../core/reading.ts";

/** Remembers how the sidecar of a file looks that is no photo, so that nothing has to open it. */
export function lookAtSidecar(path: string, now: () => number = Date.now): SidecarReading | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const lookedAtMs = now();
  try {
    const fingerprint = fingerprintOf(Deno.lstatSync(path));
    return { name, fingerprint, lookedAtMs, hash: null, fields: [], problem: null };
  } catch {
    return null;
  }
}
