import { createHash } from "node:crypto";
import type { Fingerprint } from "../../lib/core/entry.ts";
import { stoodStill } from "../../lib/core/fingerprint.ts";
import { fileErrorKind, messageOf } from "../../lib/core/file_error.ts";
import type { HashOutcome } from "../../lib/core/hashing.ts";
import {
  NOTHING_READ,
  type PhotoReading,
  type ReadOutcome,
  type ReadRequest,
  type SidecarReading,
} from "../../lib/core/reading.ts";
import type { DiskNode, FileNode } from "./disk_nodes.ts";

/** What a reader can ask of a disk; each may throw, and time may pass before each. */
export interface ReaderPorts {
  look(path: string): Promise<DiskNode>;
  /** The same, only to see whether something is being written: not which file it is. */
  lookAgain(path: string): Promise<DiskNode>;
  /** The file whose bytes are read, as it is at that moment. */
  read(path: string): Promise<FileNode>;
  now(): number;
}

/** A file whose content begins like this is a photo. */
const PHOTO = "photo";

/** Whether a file of this content has a row in the view of photos. */
export function isPhoto(content: string): boolean {
  return content.startsWith(PHOTO);
}

/** A sidecar whose content begins like this can be read; all of it is the title. */
const SIDECAR = "xmp";

/** What a sidecar of this content says, `null` for nothing. */
export function titleIn(content: string): string | null {
  return content.startsWith(SIDECAR) ? content : null;
}

/** The sample hash of a file in memory. */
export function sampleHashOf(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The hash of all bytes of a file in memory. */
export function contentHashOf(content: string): string {
  return createHash("sha256").update("all bytes of ").update(content).digest("hex");
}

/** Fingerprint of a node as Deno shows it. */
export function fingerprintOf(node: DiskNode): Fingerprint {
  const { inode } = node;
  if (node.kind === "file") {
    const { content, mtimeMs, ctimeMs } = node;
    return { size: content.length, mtimeMs, ctimeMs, inode, bornMs: node.bornMs };
  }
  return {
    size: 0,
    mtimeMs: 0,
    ctimeMs: node.kind === "directory" ? node.ctimeMs : 0,
    inode,
    bornMs: null,
  };
}

/** Reads one file by the rules of `lib/metadata/read_photo.ts`: two equal looks around the bytes. */
export async function readSimulated(
  { path, sidecar }: ReadRequest,
  ports: ReaderPorts,
): Promise<ReadOutcome> {
  const lookedAtMs = ports.now();
  let fingerprint: Fingerprint | null = null;
  try {
    const before = await ports.look(path);
    fingerprint = fingerprintOf(before);
    if (before.kind !== "file") {
      const problem = { kind: "not-a-file" as const, detail: `Not a regular file: ${path}` };
      return { status: "failed", problem, fingerprint, lookedAtMs };
    }
    const file = fingerprint.size === 0 ? before : await ports.read(path);
    const { content } = file;
    const read = fingerprintOf(file);
    const beside = sidecar === undefined ? null : await readBeside(sidecar, ports);
    const after = fingerprintOf(await ports.lookAgain(path));
    if (!stoodStill(fingerprint, read) || !stoodStill(fingerprint, after)) {
      return { status: "unstable" };
    }
    if (beside === "unstable") return { status: "unstable" };
    const reading = { fingerprint: read, lookedAtMs, ...readingOf(content), sidecar: beside };
    if (reading.format === null || beside?.hash == null) return { status: "read", reading };
    const fields = { ...reading.fields, title: beside.title };
    return { status: "read", reading: { ...reading, fields } };
  } catch (error) {
    return failure(path, error, fingerprint, lookedAtMs);
  }
}

/** A sidecar, with what it says; by the rules of `lib/metadata/read_sidecar.ts`. */
async function readBeside(
  path: string,
  ports: ReaderPorts,
): Promise<SidecarReading & { title: string | null } | "unstable"> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const lookedAtMs = ports.now();
  const nothing = { name, lookedAtMs, hash: null, fields: [], title: null };
  try {
    const node = await ports.look(path);
    if (node.kind !== "file") return "unstable";
    const file = await ports.read(path);
    const fingerprint = fingerprintOf(file);
    const after = fingerprintOf(await ports.lookAgain(path));
    const { content } = file;
    if (!stoodStill(fingerprintOf(node), fingerprint) || !stoodStill(fingerprint, after)) {
      return "unstable";
    }
    const title = titleIn(content);
    if (title === null) {
      const problem = { kind: "damaged" as const, detail: "The sidecar cannot be read" };
      return { ...nothing, fingerprint, problem };
    }
    const hash = sampleHashOf(content);
    return { ...nothing, fingerprint, hash, title, fields: ["title"], problem: null };
  } catch (error) {
    const kind = fileErrorKind(error);
    if (kind === "not-found" || kind === "not-a-directory") return "unstable";
    return { ...nothing, fingerprint: null, problem: { kind, detail: messageOf(error) } };
  }
}

/** Reads all bytes of one file by the rules of `lib/metadata/content_hash.ts`. */
export async function hashSimulated(path: string, ports: ReaderPorts): Promise<HashOutcome> {
  try {
    const fingerprint = fingerprintOf(await ports.look(path));
    const { content } = await ports.read(path);
    const after = fingerprintOf(await ports.lookAgain(path));
    if (content.length !== fingerprint.size || !stoodStill(fingerprint, after)) {
      return { status: "unstable" };
    }
    const [contentHash, sampleHash] = [contentHashOf(content), sampleHashOf(content)];
    return { status: "hashed", fingerprint, contentHash, sampleHash };
  } catch (error) {
    const kind = fileErrorKind(error);
    if (kind === "not-found" || kind === "not-a-directory") return { status: "vanished" };
    return { status: "failed", problem: { kind, detail: messageOf(error) } };
  }
}

function readingOf(content: string): Omit<PhotoReading, "fingerprint" | "lookedAtMs"> {
  if (content === "") {
    return {
      ...NOTHING_READ,
      problems: [{ kind: "empty", detail: "The file is empty (0 bytes)" }],
    };
  }
  const found = { sampleHash: sampleHashOf(content), bytesRead: content.length };
  if (!isPhoto(content)) {
    const problems = [{ kind: "unknown-format" as const, detail: "Not a JPEG" }];
    return { ...NOTHING_READ, ...found, problems };
  }
  const photo = { ...NOTHING_READ, ...found, format: "jpeg", mime: "image/jpeg" };
  const takenAt = takenIn(content);
  if (takenAt === null) return photo;
  const fields = { ...photo.fields, takenAt, takenSource: "exif" as const };
  return { ...photo, mediaHash: sampleHashOf(`picture of ${takenAt}`), fields };
}

/** A file whose content begins like this is the death of every reader. */
const UNREADABLE = "unreadable";

/** Content that no other file has and that no reader survives. */
export function unreadableFile(number: number): string {
  return `${UNREADABLE} ${String(number).padStart(6, "0")}`;
}

/** Whether a reader ends while it reads this. */
export function isDeadly(content: string): boolean {
  return content.startsWith(UNREADABLE);
}

/** Whether two contents are surely those of two photos: other pictures, taken at other times. */
export function isAnotherPhoto(one: string, other: string): boolean {
  const [here, there] = [takenIn(one), takenIn(other)];
  return here !== null && there !== null && here !== there;
}

/** Whether two contents are surely one picture, taken at one time. */
export function isSamePicture(one: string, other: string): boolean {
  const takenAt = takenIn(one);
  return takenAt !== null && takenAt === takenIn(other);
}

/** The same content after an editor saved it: the picture and its time are what they were. */
export function editedPhoto(content: string, edit: string): string {
  const takenAt = takenIn(content);
  return takenAt === null ? edit : `${edit} taken ${takenAt}`;
}

/** The time at which a camera took the photo, where its content says one; each is another picture. */
function takenIn(content: string): string | null {
  return / taken (\S+)$/.exec(content)?.[1] ?? null;
}

function failure(
  path: string,
  error: unknown,
  fingerprint: Fingerprint | null,
  lookedAtMs: number,
): ReadOutcome {
  const kind = fileErrorKind(error);
  if (kind === "not-found" && path.includes("\uFFFD")) {
    const problem = { kind: "unreadable-name" as const, detail: "The name is not valid UTF-8" };
    return { status: "failed", problem, fingerprint, lookedAtMs };
  }
  if (kind === "not-found" || kind === "not-a-directory") return { status: "vanished" };
  return { status: "failed", problem: { kind, detail: messageOf(error) }, fingerprint, lookedAtMs };
}
