import type { ByteSource } from "../core/byte_source.ts";
import type { Fingerprint } from "../core/entry.ts";
import { looksIncomplete } from "../core/completeness.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import { fileErrorKind, messageOf } from "../core/file_error.ts";
import { mayBeUnfinished, stoodStill } from "../core/fingerprint.ts";
import { detectFormat, expectedFamily, type Format, isExtensionMismatch } from "../core/formats.ts";
import { mergeSidecar } from "../core/merge_sidecar.ts";
import type { PicturePart } from "../core/photo_parts.ts";
import type { RawMetadata } from "../core/raw_metadata.ts";
import { rawTags } from "../core/raw_tags.ts";
import {
  NOTHING_READ,
  type PhotoReading,
  type ReadingProblem,
  type ReadOutcome,
} from "../core/reading.ts";
import { statementOf } from "../core/statement.ts";
import { withTakenGuess } from "../core/taken_guess.ts";
import { decodeMetadata } from "./decode_metadata.ts";
import { FileBytes } from "./file_bytes.ts";
import { mediaHash } from "./media_hash.ts";
import { readParts } from "./read_parts.ts";
import { lookAtSidecar } from "./look_at_sidecar.ts";
import { readSidecar, type SidecarOutcome } from "./read_sidecar.ts";
import { sampleHash } from "./sample_hash.ts";

/**
 * Reads all of a file that no walker knows, or whose structure is broken; `extension` is that of its
 * name, without the dot.
 */
export type SlowReader = (source: ByteSource, extension: string) => Promise<RawMetadata>;

/** What reading needs from outside. */
export interface ReadPhotoOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Where there is none, such files are only told to be wanted. */
  readonly slowReader?: SlowReader | undefined;
  /** Whether the values that the fields are chosen from are told too. */
  readonly withTags?: boolean | undefined;
  /** Absolute path of the sidecar that is to be read with it. */
  readonly sidecar?: string | undefined;
}

type Content = Omit<PhotoReading, "fingerprint" | "lookedAtMs">;

/** What a file says, and which file it was: that which was open, as its name may have gone to another. */
type ContentOfFile = Content & Pick<PhotoReading, "fingerprint">;

/** What a file says, and a sentence for everything in it that is broken. */
type Said =
  & Pick<
    PhotoReading,
    | "fields"
    | "keywords"
    | "keywordPaths"
    | "faces"
    | "slow"
    | "tags"
    | "sidecarTags"
    | "sidecar"
    | "mediaHash"
  >
  & {
    readonly damage: readonly string[];
    /** Why the slow reader could not be used. */
    readonly failure?: string;
  };

const { fields, keywords, keywordPaths: paths, faces } = NOTHING_READ;
const NOTHING_SAID = { fields, keywords, keywordPaths: paths, faces };
/** Of a file that only a slower reader can read. */
const NOTHING_FOUND: RawMetadata = {
  ...{ ifd0: {}, exif: {}, gps: {}, xmp: {}, iptc: new Map(), iptcChangedAfterXmp: false },
  ...{ width: null, height: null, littleEndian: true, facts: {} },
};

/**
 * Reads one photo or video: what it is, its hashes and what it says of itself; at most 192 KiB of it,
 * and 32 KiB where its picture is, unless its metadata or the tables of its parts lie further in.
 *
 * Whatever the file is like, the answer is a value: nothing is thrown for a file that is damaged,
 * away, refused or being written. Two equal fingerprints stand around every reading, and it bears that of
 * the file that was open: a name may go to another file while it is read.
 */
export async function readPhoto(
  path: string,
  options: ReadPhotoOptions = {},
): Promise<ReadOutcome> {
  const lookedAtMs = (options.now ?? Date.now)();
  let fingerprint: Fingerprint | null = null;
  try {
    const before = Deno.lstatSync(path);
    fingerprint = fingerprintOf(before);
    // Opening a pipe or a device can block for ever, and a link may lead out of the root.
    if (!before.isFile) {
      const problem = { kind: "not-a-file" as const, detail: `Not a regular file: ${path}` };
      return { status: "failed", problem, fingerprint, lookedAtMs };
    }
    const content = fingerprint.size === 0
      ? { ...EMPTY, fingerprint }
      : await readContent(path, fingerprint, lookedAtMs, options);
    const after = fingerprintOf(Deno.lstatSync(path));
    if (content === null || !stoodStill(fingerprint, after)) return { status: "unstable" };
    if ("unfinished" in content) return { status: "unstable", detail: content.unfinished };
    if (content.format === null) {
      const sidecar = options.sidecar === undefined ? null : lookAtSidecar(options.sidecar);
      return { status: "read", reading: { lookedAtMs, ...content, sidecar } };
    }
    const fields = withTakenGuess(content.fields, nameOf(path), fingerprint.mtimeMs);
    return { status: "read", reading: { lookedAtMs, ...content, fields } };
  } catch (error) {
    return failure(path, error, fingerprint, lookedAtMs);
  }
}

const EMPTY: Content = unknownContent({ kind: "empty", detail: "The file is empty (0 bytes)" });

/** Why nothing of a file is taken yet: it looks as if the rest of it was still to come. */
interface Unfinished {
  readonly unfinished: string;
}

/** `null` when the file is not the one it was a moment ago, or is written to meanwhile. */
async function readContent(
  path: string,
  seen: Fingerprint,
  lookedAtMs: number,
  options: ReadPhotoOptions,
): Promise<ContentOfFile | Unfinished | null> {
  using source = new FileBytes(path, seen.size);
  const fingerprint = source.look();
  const mayGrow = mayBeUnfinished(fingerprint, lookedAtMs);
  const content = await contentOf(path, source, mayGrow, options);
  const stands = stoodStill(seen, fingerprint) && stoodStill(fingerprint, source.look());
  if (content === null || !stands) return null;
  return "unfinished" in content ? content : { ...content, fingerprint };
}

/** `null` when the file is shorter than it was a moment ago. */
async function contentOf(
  path: string,
  source: FileBytes,
  mayGrow: boolean,
  options: ReadPhotoOptions,
): Promise<Content | Unfinished | null> {
  const { slowReader, sidecar, now, withTags = false } = options;
  const hash = sampleHash(source);
  if (hash === null) return null;
  const name = nameOf(path);
  const format = detectFormat(source.head, name);
  const incomplete = looksIncomplete(format?.format ?? null, source);
  if (incomplete !== null && mayGrow) return { unfinished: incomplete.reason };
  if (format === null) {
    const content = unknownContent({ kind: "unknown-format", detail: describe(name, source.head) });
    return { ...content, sampleHash: hash, bytesRead: source.bytesRead };
  }
  const beside = sidecar === undefined ? null : readSidecar(sidecar, now);
  if (beside?.status === "unstable") return null;
  const read = (source: ByteSource) => slowReader?.(source, name.slice(name.lastIndexOf(".") + 1));
  const { damage, failure, ...said } = await readMetadata(format.format, source, read, {
    beside,
    withTags,
  });
  // One sentence is enough: what stops before its picture has no end either.
  const cutOff = incomplete?.isDamage === true && damage.length === 0 ? [incomplete.reason] : [];
  const problems = [...damage, ...cutOff]
    .map((detail): ReadingProblem => ({ kind: "damaged", detail }));
  if (failure !== undefined) problems.push({ kind: "read-in-part", detail: inPart(failure) });
  if (isExtensionMismatch(name, format.format)) problems.push(mismatch(name, format));
  const { bytesRead } = source;
  return { ...format, sampleHash: hash, ...said, problems, bytesRead };
}

async function readMetadata(
  format: string,
  source: FileBytes,
  readSlowly: (source: ByteSource) => Promise<RawMetadata> | undefined,
  { beside, withTags }: { beside: KnownSidecarOutcome | null; withTags: boolean },
): Promise<Said> {
  const parts = readParts(format, source);
  const hash = hashOfPicture(source, parts?.picture ?? null);
  const say = (raw: RawMetadata | null) => ({
    ...sayWith(raw, beside, format, withTags),
    mediaHash: hash,
  });
  const { raw, damage } = parts === null ? { raw: null, damage: [] } : await decodeMetadata(parts);
  const known = say(raw);
  if (raw !== null && (damage.length === 0 || !isSilent(raw))) return { ...known, damage };
  try {
    const found = await readSlowly(source);
    if (found !== undefined) return { ...say(joined(raw, found)), damage, slow: "used" };
    return { ...known, damage, slow: "wanted" };
  } catch (error) {
    return { ...known, damage, slow: "wanted", failure: messageOf(error) };
  }
}

/** None where the disk cannot read the picture: metadata are not lost for that. */
function hashOfPicture(source: ByteSource, picture: PicturePart | null): string | null {
  try {
    return picture === null ? null : mediaHash(source, picture);
  } catch {
    return null;
  }
}

/** What the walker has found of the picture itself stays where the slow reader does not know it. */
function joined(raw: RawMetadata | null, found: RawMetadata): RawMetadata {
  if (raw === null) return found;
  const [width, height] = found.width === null || found.height === null
    ? [raw.width, raw.height]
    : [found.width, found.height];
  return { ...found, width, height, facts: raw.facts };
}

/** Whether no block of metadata was found at all. */
function isSilent({ ifd0, exif, gps, xmp, iptc }: RawMetadata): boolean {
  return iptc.size === 0 &&
    [ifd0, exif, gps, xmp].every((block) => Object.keys(block).length === 0);
}

type KnownSidecarOutcome = Exclude<SidecarOutcome, { readonly status: "unstable" }>;

/** What a file says, merged with what its sidecar says where that could be read. */
function sayWith(
  raw: RawMetadata | null,
  sidecar: KnownSidecarOutcome | null,
  format: string,
  withTags: boolean,
): Omit<Said, "damage" | "mediaHash"> {
  const tags = withTags && raw !== null ? { tags: rawTags(raw) } : {};
  if (sidecar?.status !== "read") {
    const said = raw === null ? NOTHING_SAID : statementOf(raw);
    return { ...tags, ...said, sidecar: sidecar?.reading ?? null };
  }
  const { decided, ...said } = mergeSidecar(raw ?? NOTHING_FOUND, sidecar.said, format);
  const beside = withTags
    ? { sidecarTags: rawTags({ ...NOTHING_FOUND, xmp: sidecar.said.xmp }) }
    : {};
  return { ...tags, ...beside, ...said, sidecar: { ...sidecar.reading, fields: decided } };
}

function inPart(reason: string): string {
  return `Not everything was read: ${reason}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function unknownContent(problem: ReadingProblem): Content {
  return { ...NOTHING_READ, problems: [problem] };
}

function mismatch(name: string, format: Format): ReadingProblem {
  const detail = `The name says ${expectedFamily(name)}, the content is ${format.mime}`;
  return { kind: "extension-mismatch", detail };
}

/** "Not a JPEG: …", with what is there instead. */
function describe(name: string, head: Uint8Array): string {
  const start = head.subarray(0, 16);
  const expected = `Not a ${expectedFamily(name)}: the file begins with`;
  if (start.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d)) {
    return `${expected} the text ${JSON.stringify(String.fromCharCode(...start))}`;
  }
  const bytes = Array.from(start, (byte) => byte.toString(16).padStart(2, "0"));
  return `${expected} the bytes ${bytes.join(" ")}`;
}

function failure(
  path: string,
  error: unknown,
  fingerprint: Fingerprint | null,
  lookedAtMs: number,
): ReadOutcome {
  const kind = fileErrorKind(error);
  if (kind === "not-found" && path.includes("\uFFFD")) {
    // Deno decodes names that are not UTF-8 to U+FFFD and cannot open them again.
    const detail = `The name is not valid UTF-8, so the file cannot be opened; rename it: ${path}`;
    return {
      status: "failed",
      problem: { kind: "unreadable-name", detail },
      fingerprint,
      lookedAtMs,
    };
  }
  if (kind === "not-found" || kind === "not-a-directory") return { status: "vanished" };
  return { status: "failed", problem: { kind, detail: messageOf(error) }, fingerprint, lookedAtMs };
}
