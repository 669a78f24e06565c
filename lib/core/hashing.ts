import type { Fingerprint } from "./entry.ts";
import type { FingerprintPolicy } from "./fingerprint.ts";
import type { HashPace } from "./hash_pace.ts";
import type { ReadingProblem } from "./reading.ts";

/** A file whose bytes are wanted. */
export interface HashRequest {
  /** Absolute. */
  readonly path: string;
  /** `null` reads as fast as the disk gives. */
  readonly pace: HashPace | null;
  /** Whether the sample hash is wanted, too: to see that what is indexed is what is there. */
  readonly isSampled: boolean;
  readonly policy: FingerprintPolicy;
}

/** What reading all bytes of one file gave; one unreadable file is a value, not an exception. */
export type HashOutcome =
  | {
    readonly status: "hashed";
    /** From before the file was opened; it stood still until it was read. */
    readonly fingerprint: Fingerprint;
    /** sha256 of all bytes, hex. */
    readonly contentHash: string;
    /** Of the same bytes; `null` when it was not asked for. */
    readonly sampleHash: string | null;
  }
  /** The file changed while it was read: nothing may be concluded. */
  | { readonly status: "unstable" }
  | { readonly status: "vanished" }
  | { readonly status: "failed"; readonly problem: ReadingProblem };

/** Reads all bytes of files of one root, one file at a time, until it is closed. */
export interface Hasher {
  /**
   * Reads one file; several may be asked for at once, and are read in that order.
   *
   * Rejects with the reason of `signal`, and when the file system does not answer any more.
   *
   * @param onBytes told now and then how much of the file was read
   */
  hash(
    request: HashRequest,
    signal: AbortSignal,
    onBytes?: (bytes: number) => void,
  ): Promise<HashOutcome>;
  close(): void;
}
