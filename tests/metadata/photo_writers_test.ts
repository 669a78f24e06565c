import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { WriteOrder } from "../../lib/core/write_order.ts";
import { extractChildCommand } from "../../lib/metadata/extract_child_command.ts";
import { PhotoWriters } from "../../lib/metadata/photo_writers.ts";

const entry = fileURLToPath(new URL("./hostile_writer.ts", import.meta.url));
const NEVER = new AbortController().signal;

function order(path: string): WriteOrder {
  const temporary = `${path}.temporary`;
  const what = { format: "jpeg", changed: {}, target: "photo" } as const;
  return { path, temporary, sidecar: null, nowMs: 0, ...what };
}

Deno.test("writers: of two photos on their way only the one that ended the child is blamed", async () => {
  const writers = new PhotoWriters({
    command: () => extractChildCommand({ entry, standalone: false, rssLimitMb: 300 }),
    timeLimitMs: 60_000,
    idleLimitMs: 60_000,
  });
  try {
    const reports = await Promise.all(
      ["sudden-exit.jpg", "innocent.jpg", "again-sudden-exit.jpg", "innocent-too.jpg"]
        .map((path) => writers.write("/photos", order(path), NEVER)),
    );
    const failed = { status: "failed", reason: "The writer ended by itself (code 7)" };
    const written = { status: "written" };
    assert.deepEqual(reports, [failed, written, failed, written]);
  } finally {
    await writers.close();
  }
});
