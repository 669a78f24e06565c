import type { ReadOutcome, ReadRequest } from "../../lib/core/reading.ts";
import { runExtractChild } from "../../lib/metadata/extract_child.ts";
import { readPhoto } from "../../lib/metadata/read_photo.ts";

/** A child whose parser does what a hostile file can make a real one do, told by the file's name. */
if (import.meta.main) await runExtractChild({ read: readHostile });

function readHostile({ path: photo, sidecar }: ReadRequest): Promise<ReadOutcome> {
  const path = `${photo}${sidecar ?? ""}`;
  if (path.includes("endless-loop")) loop();
  if (path.includes("endless-heap")) fillHeap();
  if (path.includes("endless-buffers")) fillBuffers();
  if (path.includes("sudden-exit")) Deno.exit(7);
  if (path.includes("nonsense")) console.log("nonsense");
  return readPhoto(photo, { sidecar });
}

function loop(): never {
  while (true);
}

function fillHeap(): never {
  const kept: unknown[] = [];
  while (true) kept.push({ number: kept.length, text: `${kept.length}` });
}

/** At a pace at which the machine survives; a real parser copies no faster. */
function fillBuffers(): never {
  const kept: Uint8Array[] = [];
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (true) {
    if (kept.length < 1_000) kept.push(new Uint8Array(4 * 1024 * 1024).fill(1));
    Atomics.wait(pause, 0, 0, 5);
  }
}
