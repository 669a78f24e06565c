import { getLogger } from "@logtape/logtape";

/**
 * Logs what work on a root waits for from now on, at level debug: where it stands still, this is the last
 * line about it.
 */
export function logWait(path: string, work: "scan" | "reconcile", what: string): void {
  getLogger(["proofsheet", "root"]).debug("{path}: {work} waits for {what}", { path, work, what });
}
