import type { ByteSource } from "./byte_source.ts";

/** Which directory stands first in a TIFF structure: a CR3 keeps each in a structure of its own. */
export type ExifRoot = "ifd0" | "exif" | "gps";

/** A TIFF structure with EXIF directories. */
export interface ExifPart {
  readonly root: ExifRoot;
  readonly source: ByteSource;
}

/** What a container says in words of its own, outside EXIF, XMP and IPTC. */
export interface ContainerFacts {
  /** Seconds, of a film or an animation. */
  readonly duration?: number | null;
  /** As EXIF counts, 1 to 8; from `irot`, `imir` or the matrix of a film's track. */
  readonly orientation?: number | null;
  /** ISO 8601, with its zone where the film says one: a date in words of its header. */
  readonly createdText?: string | null;
  /** Seconds since 1970 of a film's header; local time or UTC, cameras differ. */
  readonly createdSeconds?: number | null;
  /** ISO 6709: `+27.1281+100.2508+000.000/`. */
  readonly place?: string | null;
  readonly make?: string | null;
  readonly model?: string | null;
  readonly lens?: string | null;
  /** Text of PNG's `Creation Time`. */
  readonly pngDate?: string | null;
}

/** Consecutive bytes of a file. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** The picture of a file, apart from everything that is said of it. */
export interface PicturePart {
  /** What is needed to decode it, in the order of the file. */
  readonly tables: readonly Uint8Array[];
  /** Where the encoded picture is, in its order; a broken file may name bytes it does not have. */
  readonly extents: readonly Extent[];
  /** Where the first of its two samples begins; the other one is its end. */
  readonly sampledFrom: "start" | "middle";
}

/** The encoded parts of one photo or video that say something, as its walker found them. */
export interface PhotoParts {
  /** Pixels as stored, from the image itself; `null` where only EXIF may know. */
  readonly width: number | null;
  readonly height: number | null;
  /** In the order of trust. */
  readonly exif: readonly ExifPart[];
  /** XMP packets; a later one replaces what an earlier one says. */
  readonly xmp: readonly Uint8Array[];
  /** Photoshop image resources. */
  readonly photoshop: Uint8Array | null;
  /** An IPTC block outside of Photoshop image resources. */
  readonly iptc: Uint8Array | null;
  /**
   * Set where IPTC is stored against the Metadata Working Group, which knows it in JPEG, TIFF and PSD
   * only: its digest decides nothing there (MWG Guidelines 2.0 §3.3).
   */
  readonly ignoresIptcDigest?: true;
  readonly facts: ContainerFacts;
  /** Where its walker can tell the picture from the metadata, whole as it is. */
  readonly picture?: PicturePart | null;
  /** A sentence for a person for everything that is broken. */
  readonly damage: readonly string[];
}

/** A file in which nothing was found. */
export const NO_PARTS: PhotoParts = Object.freeze({
  width: null,
  height: null,
  exif: [],
  xmp: [],
  photoshop: null,
  iptc: null,
  facts: {},
  damage: [],
});

/** Bytes of one metadata block; a larger one is damage or no metadata. */
export const BLOCK_BYTES_MAX = 16 * 1024 * 1024;
