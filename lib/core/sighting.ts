import type { Entry } from "./entry.ts";
import { type FingerprintPolicy, racyWindowMs } from "./fingerprint.ts";
import { READER_VERSION } from "./reader_version.ts";

/** To be raised with every change to what makes a directory one in which nothing has changed. */
const SIGHTING_VERSION = 1;

/** Size, mtime, ctime, inode. */
const NUMBERS_A_FILE = 4;
/** For what is not known, or not to be believed: no file has it. */
const NO_NUMBER = -Infinity;
/** Files in the largest directory of which a sighting is kept: it is written in one piece. */
export const SIGHTED_FILES_MAX = 50_000;

/**
 * What a walk saw of a directory, exactly: everything of the disk that the comparison with its records
 * depends on, and by which rules it is made. The bytes are of one machine and never leave it: another
 * one sees other bytes, and compares.
 */
export type Sighting = Uint8Array<ArrayBuffer>;

/** The sighting of a directory that the catalogue holds. */
export interface KnownSighting {
  /** Of the time in which no record of the directory was changed: the next one has another. */
  readonly id: number;
  /** Of a walk that found every record as it is now; `null` when there was none since the last change. */
  readonly seen: Sighting | null;
}

/** A sighting that is to be kept, if nothing was changed meanwhile. */
export interface NewSighting {
  /** `KnownSighting.id` from before the records were read. */
  readonly id: number;
  readonly seen: Sighting;
}

/** The sighting of a directory by all of its files that count, in the order of their listing. */
export function sightingOf(files: readonly Entry[], policy: FingerprintPolicy): Sighting {
  const { ctimesAreStable, inodesAreStable } = policy;
  const numbers = new Float64Array(1 + NUMBERS_A_FILE * files.length);
  numbers[0] = files.length;
  let at = 1;
  let text = rulesOf(policy);
  for (const { name, fingerprint } of files) {
    numbers[at++] = fingerprint.size;
    numbers[at++] = fingerprint.mtimeMs;
    numbers[at++] = ctimesAreStable ? fingerprint.ctimeMs ?? NO_NUMBER : NO_NUMBER;
    numbers[at++] = inodesAreStable ? fingerprint.inode ?? NO_NUMBER : NO_NUMBER;
    // No name on any file system has a NUL.
    text += "\0" + name;
  }
  const names = new TextEncoder().encode(text);
  const sighting = new Uint8Array(numbers.byteLength + names.byteLength);
  sighting.set(new Uint8Array(numbers.buffer));
  sighting.set(names, numbers.byteLength);
  return sighting;
}

/** By what files are compared with their records: another answer to that is another sighting. */
function rulesOf(policy: FingerprintPolicy): string {
  const { ctimesAreStable, inodesAreStable } = policy;
  const versions = [SIGHTING_VERSION, READER_VERSION, racyWindowMs(policy)];
  return [...versions, ctimesAreStable, inodesAreStable].join(" ");
}

/** Whether two walks saw the same, byte for byte. */
export function isSameSighting(one: Sighting, other: Sighting): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}
