import type { RawBlock } from "./metadata_values.ts";
import type { ContainerFacts } from "./photo_parts.ts";

/** Everything the decoders found in one file, before any choice is made between the standards. */
export interface RawMetadata {
  /** EXIF directories by tag number. */
  readonly ifd0: RawBlock;
  readonly exif: RawBlock;
  readonly gps: RawBlock;
  /** XMP properties by the short name of their namespace, see `xmpNamespace`. */
  readonly xmp: Readonly<Record<string, RawBlock>>;
  /** Values of IPTC record 2 by data set number. */
  readonly iptc: ReadonlyMap<number, readonly string[]>;
  /** Whether IPTC was changed by a tool that does not know XMP. */
  readonly iptcChangedAfterXmp: boolean;
  /** Pixels, from the image itself. */
  readonly width: number | null;
  readonly height: number | null;
  /** Whether the EXIF block is little-endian; Unicode comments follow it. */
  readonly littleEndian: boolean;
  /** What the container says in words of its own. */
  readonly facts: ContainerFacts;
}
