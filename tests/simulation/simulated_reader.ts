import { createHash } from "node:crypto";
import type { Fingerprint } from "../../lib/core/entry.ts";
import { stoodStill } from "../../lib/core/fingerprint.ts";
import { fileErrorKind, messageOf } from "../../lib/core/file_error.ts";
import type { HashOutcome } from "../../lib/core/hashing.ts";
import { NOTHING_READ, type PhotoReading, type ReadOutcome } from "../../lib/core/reading.ts";
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
export async function readSimulated(path: string, ports: ReaderPorts): Promise<ReadOutcome> {
  const lookedAtMs = ports.now();
  let fingerprint: Fingerprint | null = null;
  try {
    const before = await ports.look(path);
    fingerprint = fingerprintOf(before);
    if (before.kind !== "file") {
      const problem = { kind: "not-a-file", detail: `Not a regular file: ${path}` };
      return { status: "failed", problem, fingerprint, lookedAtMs };
    }
    const file = fingerprint.size === 0 ? before : await ports.read(path);
    const { content } = file;
    const read = fingerprintOf(file);
    const after = fingerprintOf(await ports.lookAgain(path));
    if (!stoodStill(fingerprint, read) || !stoodStill(fingerprint, after)) {
      return { status: "unstable" };
    }
    return { status: "read", reading: { fingerprint: read, lookedAtMs, ...readingOf(content) } };
  } catch (error) {
    return failure(path, error, fingerprint, lookedAtMs);
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
    const problems = [{ kind: "unknown-format", detail: "Not a JPEG" }];
    return { ...NOTHING_READ, ...found, problems };
  }
  return { ...NOTHING_READ, ...found, format: "jpeg", mime: "image/jpeg" };
}

function failure(
  path: string,
  error: unknown,
  fingerprint: Fingerprint | null,
  lookedAtMs: number,
): ReadOutcome {
  const kind = fileErrorKind(error);
  if (kind === "not-found" && path.includes("\uFFFD")) {
    const problem = { kind: "unreadable-name", detail: "The name is not valid UTF-8" };
    return { status: "failed", problem, fingerprint, lookedAtMs };
  }
  if (kind === "not-found" || kind === "not-a-directory") return { status: "vanished" };
  return { status: "failed", problem: { kind, detail: messageOf(error) }, fingerprint, lookedAtMs };
}
