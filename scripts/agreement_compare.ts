import type { ExpectedFace } from "./agreement_truth.ts";

/** How a value of ours stands to ExifTool's. */
export type Verdict = "same" | "missing" | "different" | "invented" | "undecodable" | "neither";

/**
 * Compares one value. `missing`: ExifTool has one and we have none; `invented`: the other way round;
 * `undecodable`: ExifTool shows question marks for text whose encoding it was not told.
 */
export function judge(ours: unknown, theirs: unknown): Verdict {
  const [isOurs, isTheirs] = [isPresent(ours), isPresent(theirs)];
  if (!isOurs && !isTheirs) return "neither";
  if (!isOurs) return "missing";
  if (!isTheirs) return "invented";
  if (isSame(ours, theirs)) return "same";
  return isUndecodable(ours, theirs) ? "undecodable" : "different";
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function isSame(ours: unknown, theirs: unknown): boolean {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.length === theirs.length &&
      ours.every((item, index) => isSame(item, theirs[index]));
  }
  if (typeof ours === "object" && ours !== null) {
    return isSameFace(ours as ExpectedFace, theirs as ExpectedFace);
  }
  if (typeof ours === "number" && typeof theirs === "number") return isClose(ours, theirs);
  const [left, right] = [String(ours).trim(), String(theirs).trim()];
  // JSON of ExifTool writes text that looks like a number as one, and loses a zero at its end.
  return left === right ||
    (/^-?[\d.]+(?:e[-+]?\d+)?$/i.test(left) && Number(left) === Number(right));
}

function isSameFace(ours: ExpectedFace, theirs: ExpectedFace): boolean {
  return (ours.name ?? null) === (theirs.name ?? null) &&
    (["x", "y", "w", "h"] as const).every((side) => isClose(ours[side], theirs[side]));
}

/** ExifTool rounds quotients to ten digits and some to fewer. */
function isClose(left: number, right: number): boolean {
  return Math.abs(left - right) <= Math.max(1e-6, Math.abs(right) * 1e-6);
}

function isUndecodable(ours: unknown, theirs: unknown): boolean {
  const [left, right] = [String(ours), String(theirs)];
  if (!/[?\ufffd]/.test(right)) return false;
  // deno-lint-ignore no-control-regex
  const ascii = (value: string) => value.replace(/[^\x00-\x7f]+|\?+/g, "");
  return ascii(left) === ascii(right);
}
