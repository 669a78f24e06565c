import { createHash } from "node:crypto";
import type { Fingerprint } from "../core/entry.ts";
import { fileErrorKind, messageOf } from "../core/file_error.ts";
import { isRacilyClean, racyWindowMs, stoodStill } from "../core/fingerprint.ts";
import { fingerprintOf } from "../core/fingerprint_of.ts";
import { restMs } from "../core/hash_pace.ts";
import type { HashOutcome, HashRequest } from "../core/hashing.ts";
import { FileBytes } from "./file_bytes.ts";
import { sampleHash } from "./sample_hash.ts";

const BLOCK_BYTES = 1024 * 1024;

/** Rests shorter than this are saved up: a timer is not exact enough for them, milliseconds. */
const REST_MIN_MS = 5;

const REST_AT_ONCE_MS = 1_000;

/** Without a pace messages are heard this often, milliseconds. */
const LISTEN_EVERY_MS = 50;

/** One buffer for all files: they are read one after the other. */
const block = new Uint8Array(BLOCK_BYTES);

let listenedAtMs = performance.now();

/**
 * Reads all bytes of one file that stands still, at a pace. Whatever the file is like,
 * the answer is a value.
 *
 * @param onBytes called after every block with what was read of the file so far
 */
export async function contentHash(
  request: HashRequest,
  onBytes: (bytes: number) => void,
): Promise<HashOutcome> {
  const { path } = request;
  try {
    const before = await settledLook(request, onBytes);
    if (before === null) {
      const problem = { kind: "not-a-file" as const, detail: `Not a regular file: ${path}` };
      return { status: "failed", problem };
    }
    const hashed = await hashBlocks(request, before.size, onBytes);
    const sample = request.isSampled && before.size > 0 ? sampleOf(path, before.size) : null;
    const after = look(path);
    const isSame = after !== null && stoodStill(before, after);
    if (!isSame || hashed.bytes !== before.size) return { status: "unstable" };
    const { digest } = hashed;
    return { status: "hashed", fingerprint: before, contentHash: digest, sampleHash: sample };
  } catch (error) {
    const kind = fileErrorKind(error);
    if (kind === "not-found" || kind === "not-a-directory") return { status: "vanished" };
    return { status: "failed", problem: { kind, detail: messageOf(error) } };
  }
}

/** Read after the whole file, so that it comes from memory. */
function sampleOf(path: string, size: number): string | null {
  using source = new FileBytes(path, size);
  return sampleHash(source);
}

/** Opening a pipe or a device can block for ever, and a link may lead out of the root: `null`. */
function look(path: string): Fingerprint | null {
  const info = Deno.lstatSync(path);
  return info.isFile ? fingerprintOf(info) : null;
}

/** A look right after a write proves nothing, as a second write may leave the same fingerprint. */
async function settledLook(
  { path, policy }: HashRequest,
  onBytes: (bytes: number) => void,
): Promise<Fingerprint | null> {
  const first = look(path);
  if (first === null || !isRacilyClean(first, Date.now(), policy)) return first;
  await rest(racyWindowMs(policy), () => onBytes(0));
  return look(path);
}

/** Reads at most a block more than is expected: a file that grows may never end. */
async function hashBlocks(
  { path, pace }: HashRequest,
  size: number,
  onBytes: (bytes: number) => void,
): Promise<{ readonly digest: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  using file = Deno.openSync(path);
  let bytes = 0;
  let owedMs = 0;
  while (bytes <= size) {
    const startedMs = performance.now();
    const count = file.readSync(block) ?? 0;
    if (count === 0) break;
    hash.update(block.subarray(0, count));
    bytes += count;
    const nowMs = performance.now();
    if (pace !== null) owedMs += restMs(pace, count, nowMs - startedMs);
    onBytes(bytes);
    // Whoever wants this stopped has to be heard, too.
    if (owedMs < REST_MIN_MS && nowMs - listenedAtMs < LISTEN_EVERY_MS) continue;
    await rest(owedMs, () => onBytes(bytes));
    owedMs = 0;
  }
  // Small files are paced as well as large ones.
  if (owedMs > 0) await rest(owedMs, () => onBytes(bytes));
  return { digest: hash.digest("hex"), bytes };
}

/** Whoever rests for long still gives a sign of life now and then. */
async function rest(pauseMs: number, onAlive: () => void): Promise<void> {
  for (let leftMs = pauseMs; leftMs > REST_AT_ONCE_MS; leftMs -= REST_AT_ONCE_MS) {
    await sleep(REST_AT_ONCE_MS);
    onAlive();
  }
  await sleep(pauseMs % REST_AT_ONCE_MS);
}

async function sleep(pauseMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  listenedAtMs = performance.now();
}
