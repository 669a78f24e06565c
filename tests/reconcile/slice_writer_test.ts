import assert from "node:assert/strict";
import { SliceWriter } from "../../lib/reconcile/slice_writer.ts";

/** A catalogue and a clock: each item that is written takes so long, and again at the end of all. */
function desk(itemMs: number, endMsPerItem = 0) {
  let nowMs = 0;
  const log: string[] = [];
  const ports = {
    catalogue: {
      transact<Result>(work: () => Result): Result {
        log.push("begin");
        const before = log.length;
        const result = work();
        nowMs += endMsPerItem * (log.length - before);
        log.push("commit");
        return result;
      },
    },
    elapsedMs: () => nowMs,
    breathe: () => {
      log.push("breathe");
      return Promise.resolve();
    },
  };
  const write = (item: string) => {
    nowMs += itemMs;
    log.push(item);
  };
  return { ports, write, log };
}

const signal = new AbortController().signal;

Deno.test("photos that are stored quickly are one transaction", async () => {
  const { ports, write, log } = desk(1);
  await new SliceWriter(ports, signal).write(["a", "b", "c"], write);
  assert.equal(log.join(" "), "begin a b c commit breathe");
});

Deno.test("photos that are stored slowly are several transactions, and others are served in between", async () => {
  const { ports, write, log } = desk(6);
  await new SliceWriter(ports, signal).write(["a", "b", "c", "d", "e"], write);
  assert.equal(
    log.join(" "),
    "begin a b commit breathe begin c d commit breathe begin e commit breathe",
  );
});

Deno.test("what the end of a transaction takes counts as a part of it, once that is known", async () => {
  const { ports, write, log } = desk(1, 1);
  const writer = new SliceWriter(ports, signal);
  const items = Array.from({ length: 60 }, () => "a");
  await writer.write(items, write);
  const sizes = log.join(" ").split("commit").map((slice) => slice.match(/a(?= )/g)?.length ?? 0);
  assert.equal(sizes[0], 10);
  // Ten milliseconds, half of which are the end.
  assert.equal(sizes.at(-3), 6);
});

Deno.test("an end that takes longer than everything is not paid for with every photo", async () => {
  const { ports, write, log } = desk(1, 50);
  const items = Array.from({ length: 60 }, () => "a");
  await new SliceWriter(ports, signal).write(items, write);
  const sizes = log.join(" ").split("commit").map((slice) => slice.match(/a(?= )/g)?.length ?? 0);
  assert.equal(Math.min(...sizes.slice(0, -2)), 4);
});

Deno.test("batches that are ready at once are stored one after the other, also when one fails", async () => {
  const { ports, write, log } = desk(6);
  const writer = new SliceWriter(ports, signal);
  const failing = writer.write(["x"], () => {
    throw new Error("no room");
  });
  const others = [["a", "b", "c"], ["d"]].map((items) => writer.write(items, write));
  await assert.rejects(failing, /no room/);
  await Promise.all(others);
  assert.equal(
    log.join(" "),
    "begin begin a b commit breathe begin c commit breathe begin d commit breathe",
  );
});

Deno.test("who stops the work waits for one transaction, and what was stored stays", async () => {
  const { ports, write, log } = desk(20);
  const stop = new AbortController();
  const written = new SliceWriter(ports, stop.signal).write(["a", "b"], (item) => {
    write(item);
    stop.abort(new Error("stopped"));
  });
  await assert.rejects(written, /stopped/);
  assert.equal(log.join(" "), "begin a commit breathe");
});
