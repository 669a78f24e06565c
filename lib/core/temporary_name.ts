import type { Fingerprint } from "./entry.ts";

/**
 * Names of the files that the program makes beside a photo while it writes it. Scans and other programs
 * pass over names that begin with a dot and end like this.
 *
 * @param token 16 hexadecimal digits that nobody else has
 */
export function temporaryName(token: string): string {
  return `.proofsheet-${token}.tmp`;
}

/** What of a file tells whether somebody wrote to it while it changed its names. */
export type KeptLook = Pick<Fingerprint, "size" | "mtimeMs">;

/**
 * The second name that a file has while it is replaced, so that what somebody else writes to it in the
 * last moment is not lost. The name says what the file was: as long as it is that, nobody wrote to it,
 * and the name may go.
 */
export function keptName(token: string, { size, mtimeMs }: KeptLook): string {
  return `.proofsheet-${token}-${size}-${Math.round(mtimeMs)}.old.tmp`;
}

/** What became of a write is known by the names it leaves. */
export type LeftName =
  /** A file that was being made. */
  | { readonly kind: "made" }
  /** One that was being replaced, and what it was. */
  | { readonly kind: "kept"; readonly was: KeptLook };

/** What a name was given for; `null` for one that is not of these, and never to be touched. */
export function leftName(name: string): LeftName | null {
  // Asked of every file of every walk.
  if (!name.startsWith(".proofsheet-")) return null;
  if (/^\.proofsheet-[0-9a-f]{16}\.tmp$/.test(name)) return { kind: "made" };
  const kept = /^\.proofsheet-[0-9a-f]{16}-(\d+)-(-?\d+)\.old\.tmp$/.exec(name);
  if (kept === null) return null;
  return { kind: "kept", was: { size: Number(kept[1]), mtimeMs: Number(kept[2]) } };
}

/** A file of such a name, as it was found. */
export interface LeftLook {
  readonly fingerprint: KeptLook;
  /** Names that the file has. */
  readonly links: number | null;
}

/** Whether a file of such a name holds nothing that is not elsewhere, too. */
export function isLeftover(name: string, { fingerprint, links }: LeftLook): boolean {
  const left = leftName(name);
  if (left === null) return false;
  return left.kind === "made" || (links ?? 1) > 1 || !hasOtherContent(left.was, fingerprint);
}

/** Longer than anything is on its way to its name, so that whoever made it has been killed. */
export const ABANDONED_AFTER_MS = 600_000;

/** Whether somebody wrote to a file; a change of its names is none. */
export function hasOtherContent(was: KeptLook, seen: KeptLook): boolean {
  return was.size !== seen.size || Math.round(was.mtimeMs) !== Math.round(seen.mtimeMs);
}
