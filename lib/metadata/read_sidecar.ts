import { createHash } from "node:crypto";
import type { Fingerprint } from "../core/entry.ts";
import { fileErrorKind, messageOf } from "../core/file_error.ts";
import { mayBeUnfinished, stoodStill } from "../core/fingerprint.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import type { SidecarXmp } from "../core/merge_sidecar.ts";
import { PASSING_PROBLEMS } from "../core/passing_problems.ts";
import type { ProblemKind } from "../core/problem_kinds.ts";
import type { SidecarReading } from "../core/reading.ts";
import { emptyProperties, hasRdf, xmpProperties } from "../core/xmp_properties.ts";
import { FileBytes } from "./file_bytes.ts";
import { parsePacket } from "./read_xmp.ts";

/** The largest real ones hold masks and histories of some megabytes. */
const SIDECAR_BYTES_MAX = 16 * 1024 * 1024;

/** What came of reading a sidecar; one that cannot be read is a value. */
export type SidecarOutcome =
  | { readonly status: "read"; readonly reading: SidecarReading; readonly said: SidecarXmp }
  /** Nothing of it counts, and `reading` has the reason. */
  | { readonly status: "unread"; readonly reading: SidecarReading }
  /** It is being written, or went away a moment ago: its photo is looked at again as well. */
  | { readonly status: "unstable" };

/**
 * Reads the sidecar at an absolute path, all of it, between two equal looks.
 *
 * XML that is not well-formed says nothing at all: what is understood of it could be any part, and what
 * is missing would look as if it had been taken back. One that is cut off may still be on its way, for
 * as long as a photo that is cut off may.
 */
export function readSidecar(path: string, now: () => number = Date.now): SidecarOutcome {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const lookedAtMs = now();
  const base = { name, lookedAtMs, hash: null, fields: [] };
  const unread = (kind: ProblemKind, detail: string, fingerprint: Fingerprint | null) => {
    const mayPass = PASSING_PROBLEMS.has(kind) || kind === "still-changing";
    const kept = mayPass ? null : fingerprint;
    const reading = { ...base, fingerprint: kept, problem: { kind, detail } };
    return { status: "unread" as const, reading };
  };
  let fingerprint: Fingerprint | null = null;
  try {
    const before = Deno.lstatSync(path);
    if (!before.isFile) return { status: "unstable" };
    fingerprint = fingerprintOf(before);
    const { size } = fingerprint;
    if (size === 0) return unread("empty", "The sidecar is empty (0 bytes)", fingerprint);
    if (size > SIDECAR_BYTES_MAX) return unread("too-large", tooLarge(size), fingerprint);
    using source = new FileBytes(path, size);
    // Of the file that is open, as its name may have gone to another.
    const looked = source.look();
    const bytes = source.read(0, size);
    const isWhole = bytes.length === size && stoodStill(fingerprint, looked) &&
      stoodStill(looked, source.look()) && stoodStill(looked, lookAt(path));
    if (!isWhole) return { status: "unstable" };
    fingerprint = looked;
    const { said, complaint, isCutOff } = understand(bytes);
    if (said === null) {
      const isComing = isCutOff && mayBeUnfinished(fingerprint, lookedAtMs);
      return isComing
        ? unread("still-changing", `${complaint}; it is read again once it is whole`, fingerprint)
        : unread("damaged", complaint, fingerprint);
    }
    const hash = createHash("sha256").update(bytes).digest("hex");
    return { status: "read", said, reading: { ...base, fingerprint, hash, problem: null } };
  } catch (error) {
    const kind = fileErrorKind(error);
    if (kind === "not-found" || kind === "not-a-directory") return { status: "unstable" };
    return unread(kind, messageOf(error), fingerprint);
  }
}

function lookAt(path: string): Fingerprint {
  return fingerprintOf(Deno.lstatSync(path));
}

interface Understood {
  readonly said: SidecarXmp | null;
  /** Why nothing of it counts. */
  readonly complaint: string;
  readonly isCutOff: boolean;
}

function understand(bytes: Uint8Array): Understood {
  const parsed = parsePacket(bytes);
  const refuse = (reason: string, isCutOff: boolean) => ({
    said: null,
    complaint: `The sidecar cannot be read: ${reason}`,
    isCutOff,
  });
  if (parsed === null) return refuse("it is no XML", false);
  const { root, complaint, isCutOff } = parsed;
  if (complaint !== null || root === null) {
    return refuse(complaint ?? "it holds no element", isCutOff);
  }
  if (!hasRdf(root)) return refuse(`it holds no XMP, but the element '${root.name}'`, false);
  const said = { xmp: xmpProperties(root), empty: emptyProperties(root) };
  return { said, complaint: "", isCutOff: false };
}

function tooLarge(size: number): string {
  const limit = SIDECAR_BYTES_MAX / 1024 / 1024;
  return `The sidecar has ${size} bytes; more than ${limit} MiB are not read`;
}
