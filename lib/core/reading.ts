import type { ProblemKind } from "./problem_kinds.ts";
import type { Fingerprint } from "./entry.ts";

/** Where a photo's `taken_at` came from; the order of trust is METADATA's. */
export type TakenSource =
  | "exif"
  | "xmp"
  | "iptc"
  | "quicktime"
  | "png"
  | "filename"
  | "mtime";

/**
 * What a file says of itself, in the units of the public `photos` view.
 * `null` means the file does not say; nothing is invented.
 */
export interface PhotoFields {
  /** Pixels as stored, before orientation is applied. */
  readonly width: number | null;
  readonly height: number | null;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number | null;
  /** Seconds. */
  readonly duration: number | null;
  /** Local time as the camera wrote it, `2024-05-01T12:30:00.123`, with the precision the file has. */
  readonly takenAt: string | null;
  /** `+02:00`. */
  readonly takenOffset: string | null;
  readonly takenSource: TakenSource | null;
  readonly title: string | null;
  readonly description: string | null;
  /** -1 (rejected) to 5. */
  readonly rating: number | null;
  readonly label: string | null;
  /** Signed degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Metres above sea level. */
  readonly altitude: number | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly countryCode: string | null;
  /** Several joined by `; `. */
  readonly creator: string | null;
  readonly rights: string | null;
  readonly make: string | null;
  readonly model: string | null;
  readonly lens: string | null;
  readonly serial: string | null;
  readonly iso: number | null;
  readonly fNumber: number | null;
  /** Seconds. */
  readonly exposureTime: number | null;
  /** Millimetres. */
  readonly focalLength: number | null;
  readonly focalLength35mm: number | null;
  /** Raw number of EXIF tag 0x9209. */
  readonly flash: number | null;
  readonly software: string | null;
}

/** A named region of a picture; sides are shares of it, 0 to 1, x and y are the centre. */
export interface Face {
  readonly name: string | null;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A value as a file has it. */
export type RawTagValue =
  | string
  | number
  | readonly RawTagValue[]
  | { readonly [field: string]: RawTagValue };

/** Values as a file has them, by `Group:Tag`. */
export type RawTags = Readonly<Record<string, RawTagValue>>;

/** Why a file, or a part of it, could not be read. */
export interface ReadingProblem {
  /** Short, stable, lower case with dashes: `damaged`, `unknown-format`, `too-slow`, … */
  readonly kind: ProblemKind;
  /** One sentence for a person, naming what was found. */
  readonly detail: string;
}

/** What a sidecar may decide of a photo: a field, or one of the lists beside them. */
export type SidecarField =
  | keyof PhotoFields
  | "keywords"
  | "keywordPaths"
  | "faces";

/** The sidecar that a photo was read together with. */
export interface SidecarReading {
  /** In the directory of its photo. */
  readonly name: string;
  /** `null` where it could not be read for a reason that may pass: it is asked again. */
  readonly fingerprint: Fingerprint | null;
  /** When the look was made, milliseconds since the epoch. */
  readonly lookedAtMs: number;
  /** sha256 of all its bytes, hex; `null` where nothing of it counts. */
  readonly hash: string | null;
  /** Fields of the reading that it decided. */
  readonly fields: readonly SidecarField[];
  /** Why nothing of it counts: then what was read of it before stays. */
  readonly problem: ReadingProblem | null;
}

/** A photo to be read, and its sidecar where it has one; absolute paths. */
export interface ReadRequest {
  readonly path: string;
  readonly sidecar?: string;
  /** What the file is known by, where it is to be that one and no other. */
  readonly sampleHash?: string;
}

/** One photo, read completely between two equal fingerprints. */
export interface PhotoReading {
  /** Equal before the file was opened and after it was read. */
  readonly fingerprint: Fingerprint;
  /** When the first of the two looks was made, milliseconds since the epoch. */
  readonly lookedAtMs: number;
  /** ExifTool's FileType in lower case; `null` where no known signature was found: no row then. */
  readonly format: string | null;
  readonly mime: string | null;
  /** sha256, hex, of the size, the first 128 KiB and the last 64 KiB; all bytes of a smaller file. */
  readonly sampleHash: string | null;
  /** sha256, hex, of a sample of the picture without its metadata; `null` where nobody can tell it. */
  readonly mediaHash: string | null;
  readonly fields: PhotoFields;
  readonly keywords: readonly string[];
  /** The keyword tree, `|` between the levels. */
  readonly keywordPaths: readonly string[];
  readonly faces: readonly Face[];
  readonly problems: readonly ReadingProblem[];
  /** Bytes read from the file, for the efficiency figures. */
  readonly bytesRead: number;
  /** `wanted` where a slower reader may know more of such a file, `used` where it has said this. */
  readonly slow?: "wanted" | "used";
  /** Where they were asked for: all that the fields were chosen from. */
  readonly tags?: RawTags;
  /** The same of its sidecar, where that could be read. */
  readonly sidecarTags?: RawTags;
  /** What it was read together with; `null` where there is none, absent where nobody asked. */
  readonly sidecar?: SidecarReading | null;
}

/** The result of asking for one file; one unreadable file is a value, not an exception. */
export type ReadOutcome =
  | { readonly status: "read"; readonly reading: PhotoReading }
  /** The file is being written: nothing of it may be kept, look again later. */
  | {
    readonly status: "unstable";
    /** What it looked like, as a sentence, where that is known. */
    readonly detail?: string;
  }
  /** The path is not there any more. */
  | { readonly status: "vanished" }
  /** Permission, I/O error, or a parser that had to be killed. */
  | {
    readonly status: "failed";
    readonly problem: ReadingProblem;
    /** `null` where not even `lstat` answered. */
    readonly fingerprint: Fingerprint | null;
    readonly lookedAtMs: number;
    /** As in a reading. */
    readonly sidecar?: SidecarReading | null;
  };

/** How a file, and its sidecar, looked that could not be read. */
export interface FailedLook {
  readonly fingerprint: Fingerprint;
  readonly lookedAtMs: number;
  readonly sidecar?: SidecarReading | null | undefined;
}

/** Fields of a file that says nothing. */
const NO_FIELDS: PhotoFields = Object.freeze({
  width: null,
  height: null,
  orientation: null,
  duration: null,
  takenAt: null,
  takenOffset: null,
  takenSource: null,
  title: null,
  description: null,
  rating: null,
  label: null,
  latitude: null,
  longitude: null,
  altitude: null,
  city: null,
  state: null,
  country: null,
  countryCode: null,
  creator: null,
  rights: null,
  make: null,
  model: null,
  lens: null,
  serial: null,
  iso: null,
  fNumber: null,
  exposureTime: null,
  focalLength: null,
  focalLength35mm: null,
  flash: null,
  software: null,
});

/** What is said of a file that is no photo, or whose content nobody read. */
export const NOTHING_READ: Omit<PhotoReading, "fingerprint" | "lookedAtMs"> = Object.freeze({
  format: null,
  mime: null,
  sampleHash: null,
  mediaHash: null,
  fields: NO_FIELDS,
  keywords: [],
  keywordPaths: [],
  faces: [],
  problems: [],
  bytesRead: 0,
});
