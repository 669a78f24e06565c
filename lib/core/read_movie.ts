import { type ByteSource, bytesSource, viewOf } from "./byte_source.ts";
import { boxBytes, findBoxes, type MediaBox, mediaBoxes } from "./media_boxes.ts";
import { type MovieMetadata, readKeys, readUserData } from "./movie_metadata.ts";
import { extentOf, pictureAt } from "./picture_at.ts";
import {
  BLOCK_BYTES_MAX,
  type ContainerFacts,
  type ExifPart,
  type ExifRoot,
  type Extent,
  NO_PARTS,
  type PhotoParts,
} from "./photo_parts.ts";

/** Adobe's XMP (XMP specification part 3 §1.2.4, §1.3.8). */
const XMP_UUID = "be7acfcb97a942e89c71999491e3afac";
/** Canon's metadata in a CR3. */
const CANON_UUID = "85c0b687820f11e08111f4ce462b6a48";
const CANON_ROOTS: Readonly<Record<string, ExifRoot>> = { CMT1: "ifd0", CMT2: "exif", CMT4: "gps" };
/** From 1904 to 1970. */
const EPOCH_OFFSET_SECONDS = 2_082_844_800;
const TRACKS_MAX = 100;
/** Fragments of a film whose list is surely whole, as not all boxes of a longer one are walked. */
const FRAGMENTS_MAX = 4_000;

/**
 * MP4, MOV, M4V, 3GP (ISO/IEC 14496-12 §4.2, §8.2 to §8.5; QuickTime File Format; 3GPP TS 26.244):
 * only `moov` and XMP beside it are looked into, seeking from box to box.
 */
export function readMovie(source: ByteSource): PhotoParts {
  return new Movie(source).run();
}

/** CR3 is a film of stills: its times are none, Canon's boxes hold the EXIF directories. */
export function readCr3(source: ByteSource): PhotoParts {
  return { ...readMovie(source), facts: {} };
}

interface Track {
  readonly isVideo: boolean;
  readonly width: number | null;
  readonly height: number | null;
  readonly orientation: number | null;
}

interface Header {
  readonly createdSeconds: number | null;
  readonly duration: number | null;
}

class Movie {
  readonly #tracks: Track[] = [];
  readonly #metadata: MovieMetadata[] = [];
  readonly #exif: ExifPart[] = [];
  readonly #xmp: Uint8Array[] = [];
  readonly #damage: string[] = [];
  readonly #media: Extent[] = [];
  #isMediaCut = false;
  #header: Header = { createdSeconds: null, duration: null };

  constructor(private readonly source: ByteSource) {}

  run(): PhotoParts {
    let hasMovie = false;
    for (const box of mediaBoxes(this.source)) {
      if (box.type === "moov") {
        hasMovie = true;
        if (box.isCut) this.#damage.push("The file ends inside its header");
        this.#movie(box);
      } else if (box.type === "mdat") {
        this.#media.push(extentOf(box));
        this.#isMediaCut ||= box.isCut;
      } else if (box.uuid === XMP_UUID) this.#keepXmp(box);
      else if (box.type === "meta") this.#metadata.push(readKeys(this.source, box));
    }
    if (!hasMovie) this.#damage.push("The file has no header (moov): it is not complete");
    const hasSize = (track: Track) => track.width !== null && track.height !== null;
    const track = this.#tracks.find((one) => one.isVideo && hasSize(one)) ??
      this.#tracks.find(hasSize);
    return {
      ...NO_PARTS,
      width: track?.width ?? null,
      height: track?.height ?? null,
      exif: this.#exif,
      xmp: this.#xmp,
      facts: this.#facts(track?.orientation ?? null),
      // Metadata stand beside the data of a film, never in them.
      picture: hasMovie && !this.#isMediaCut && this.#media.length <= FRAGMENTS_MAX
        ? pictureAt(this.#media)
        : null,
      damage: this.#damage,
    };
  }

  #facts(orientation: number | null): ContainerFacts {
    const first = (name: Exclude<keyof MovieMetadata, "xmp">) =>
      this.#metadata.map((found) => found[name]).find((value) => value != null) ?? null;
    return {
      ...this.#header,
      orientation,
      createdText: first("createdText"),
      place: first("place"),
      make: first("make"),
      model: first("model"),
      lens: first("lens"),
    };
  }

  #movie(moov: MediaBox): void {
    for (const box of mediaBoxes(this.source, moov.start, moov.end)) {
      if (box.type === "mvhd") this.#header = readHeader(boxBytes(this.source, box, 32));
      else if (box.type === "trak" && this.#tracks.length < TRACKS_MAX) this.#track(box);
      else if (box.type === "meta") this.#metadata.unshift(readKeys(this.source, box));
      else if (box.type === "udta") {
        const found = readUserData(this.source, box);
        this.#metadata.push(found);
        if (found.xmp !== undefined) this.#xmp.push(found.xmp);
      } else if (box.uuid === XMP_UUID) this.#keepXmp(box);
      else if (box.uuid === CANON_UUID) this.#canon(box);
    }
  }

  #track(trak: MediaBox): void {
    const { tkhd, mdia, meta } = findBoxes(this.source, trak, ["tkhd", "mdia", "meta"]);
    if (meta !== undefined) this.#metadata.push(readKeys(this.source, meta));
    if (tkhd === undefined) return;
    const hdlr = mdia === undefined ? undefined : findBoxes(this.source, mdia, ["hdlr"]).hdlr;
    const handler = hdlr === undefined ? "" : kindOf(boxBytes(this.source, hdlr, 12));
    const shape = readTrackHeader(boxBytes(this.source, tkhd, 96));
    const picture = mdia === undefined || shape.width !== null ? null : this.#sampleSize(mdia);
    this.#tracks.push({ isVideo: handler === "vide", ...shape, ...picture });
  }

  /** Pixels of the first sample description, where the track says none. */
  #sampleSize(mdia: MediaBox) {
    let within: MediaBox | undefined = mdia;
    for (const type of ["minf", "stbl", "stsd"] as const) {
      within = within && findBoxes(this.source, within, [type])[type];
    }
    const bytes = within === undefined ? new Uint8Array(0) : boxBytes(this.source, within, 44);
    if (bytes.length < 44) return null;
    const view = viewOf(bytes);
    return { width: view.getUint16(40) || null, height: view.getUint16(42) || null };
  }

  #canon(box: MediaBox): void {
    for (const inner of mediaBoxes(this.source, box.start, box.end)) {
      const root = CANON_ROOTS[inner.type];
      if (root === undefined) continue;
      const bytes = boxBytes(this.source, inner, BLOCK_BYTES_MAX);
      this.#exif.push({ root, source: bytesSource(bytes) });
    }
  }

  #keepXmp(box: MediaBox): void {
    if (!box.isCut) this.#xmp.push(boxBytes(this.source, box, BLOCK_BYTES_MAX));
  }
}

/** `mvhd` (ISO/IEC 14496-12 §8.2.2), versions 0 and 1. */
function readHeader(bytes: Uint8Array): Header {
  const isLong = bytes[0] === 1;
  if (bytes.length < (isLong ? 32 : 20)) return { createdSeconds: null, duration: null };
  const view = viewOf(bytes);
  const created = isLong ? Number(view.getBigUint64(4)) : view.getUint32(4);
  const timescale = view.getUint32(isLong ? 20 : 12);
  const length = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  // Some writers count from 1970, against the standard.
  const seconds = created >= EPOCH_OFFSET_SECONDS ? created - EPOCH_OFFSET_SECONDS : created;
  const isUnknown = timescale === 0 || length === 0xffff_ffff;
  return {
    // Zero by either count is what writers without a clock leave.
    createdSeconds: seconds === 0 ? null : seconds,
    duration: isUnknown ? null : length / timescale,
  };
}

/** `tkhd` (ISO/IEC 14496-12 §8.3.2): the matrix, and pixels as numbers of 16.16 bits. */
function readTrackHeader(bytes: Uint8Array) {
  const at = bytes[0] === 1 ? 52 : 40;
  if (bytes.length < at + 44) return { width: null, height: null, orientation: null };
  const view = viewOf(bytes);
  const pixels = (offset: number) => Math.floor(view.getUint32(offset) / 65536) || null;
  return {
    width: pixels(at + 36),
    height: pixels(at + 40),
    orientation: orientationOf(view.getInt32(at), view.getInt32(at + 4)),
  };
}

/** The first row of the matrix is the direction the width of the picture takes on the screen. */
function orientationOf(a: number, b: number): number | null {
  if (a === 0 && b === 0) return null;
  const quarters = Math.round(Math.atan2(b, a) / (Math.PI / 2)) & 3;
  return [null, 6, 3, 8][quarters]!;
}

function kindOf(hdlr: Uint8Array): string {
  return String.fromCharCode(...hdlr.subarray(8, 12));
}
