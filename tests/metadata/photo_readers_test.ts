import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReadRequest } from "../../lib/core/reading.ts";
import { extractChildCommand } from "../../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../../lib/metadata/extract_pool.ts";
import { PhotoReaders } from "../../lib/metadata/photo_readers.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { makeX3f } from "../support/make_raw.ts";
import { withTempDir } from "../support/program.ts";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));

function withReaders(
  name: string,
  slow: { readonly entry?: string; readonly timeLimitMs?: number },
  body: (
    readers: PhotoReaders,
    photos: { readonly jpeg: ReadRequest; readonly sigma: ReadRequest },
    slowStarts: readonly number[],
  ) => Promise<void>,
) {
  Deno.test(name, () =>
    withTempDir(async (directory) => {
      const jpeg = join(directory, "a.jpg");
      const sigma = join(directory, "b.x3f");
      Deno.writeFileSync(jpeg, makeJpeg({ model: "Z 6" }));
      Deno.writeFileSync(sigma, makeX3f({ CAMMODEL: "SIGMA SD9" }));
      const child = { standalone: false, entry: main };
      const starts: number[] = [];
      const role = "slow-extract-child";
      const readers = new PhotoReaders(
        new ExtractPool({ command: extractChildCommand(child), children: 1 }),
        new ExtractPool({
          command: extractChildCommand({
            ...child,
            role,
            entry: slow.entry ?? main,
            rssLimitMb: 800,
          }),
          children: 1,
          timeLimitMs: slow.timeLimitMs ?? 60_000,
          onSpawn: (pid) => starts.push(pid),
        }),
      );
      try {
        await body(readers, { jpeg: { path: jpeg }, sigma: { path: sigma } }, starts);
      } finally {
        await readers.close();
      }
    }));
}

withReaders(
  "the slow reader is started for the first photo that needs it, and reads only those",
  {},
  async (readers, { jpeg, sigma }, slowStarts) => {
    await readers.read([jpeg, jpeg]);
    assert.equal(slowStarts.length, 0);
    const outcomes = await readers.read([jpeg, sigma, jpeg, sigma]);
    const said = outcomes.map((outcome) =>
      outcome.status === "read" ? [outcome.reading.fields.model, outcome.reading.slow] : outcome
    );
    const [fast, slow] = [["Z 6", undefined], ["SIGMA SD9", "used"]];
    assert.deepEqual(said, [fast, slow, fast, slow]);
    assert.equal(slowStarts.length, 1);
  },
);

for (
  const [why, slow] of [
    ["cannot be started", { entry: "/nonexistent/main.ts" }],
    ["takes too long", { timeLimitMs: 1 }],
  ] as const
) {
  withReaders(
    `a photo keeps what is known of it when the slow reader ${why}`,
    slow,
    async (readers, { jpeg, sigma }) => {
      const [first, second] = await readers.read([sigma, jpeg]);
      assert.ok(first?.status === "read" && second?.status === "read");
      assert.equal(first.reading.format, "x3f");
      assert.deepEqual(first.reading.problems.map(({ kind }) => kind), ["read-in-part"]);
      assert.match(first.reading.problems[0]!.detail, /^Not everything was read: /);
      assert.deepEqual(second.reading.problems, []);
    },
  );
}
