import assert from "node:assert/strict";
import { FairTurns } from "../../actors/fair_turns.ts";

const NEVER = new AbortController().signal;
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Work of several roots that ends when the test says so. */
class Works {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<void>>();

  constructor(private readonly turns: FairTurns) {}

  start(name: string, signal = NEVER): Promise<void> {
    const end = Promise.withResolvers<void>();
    this.#ends.set(name, end);
    return this.turns.run(() => {
      this.begun.push(name);
      return end.promise;
    }, signal);
  }

  async end(name: string, error?: Error): Promise<void> {
    const end = this.#ends.get(name);
    if (error === undefined) end?.resolve();
    else end?.reject(error);
    await settle();
  }
}

Deno.test("two of four roots scan at a time, the others in the order they asked, also when one fails", async () => {
  const works = new Works(new FairTurns(2));
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => works.start(name));
  await settle();
  assert.deepEqual(works.begun, ["a", "b"]);
  const failed = assert.rejects(b!, /Cannot read/);
  await works.end("b", new Error("Cannot read"));
  await failed;
  assert.deepEqual(works.begun, ["a", "b", "c"]);
  await works.end("a");
  assert.deepEqual(works.begun, ["a", "b", "c", "d"]);
  await works.end("c");
  await works.end("d");
  await Promise.all([a, c, d]);
});

Deno.test("a root that is stopped while it waits leaves at once, and takes nobody's turn", async () => {
  const works = new Works(new FairTurns(1));
  const first = works.start("first");
  const stop = new AbortController();
  const second = works.start("second", stop.signal);
  const third = works.start("third");
  const left = assert.rejects(second, /stopped/);
  stop.abort(new Error("stopped"));
  await left;
  await assert.rejects(works.start("late", stop.signal), /stopped/);
  await works.end("first");
  assert.deepEqual(works.begun, ["first", "third"]);
  await works.end("third");
  await Promise.all([first, third]);
});

Deno.test("when more roots may scan at a time, those that wait begin at once", async () => {
  const turns = new FairTurns(1);
  const works = new Works(turns);
  const all = ["a", "b", "c"].map((name) => works.start(name));
  await settle();
  turns.allow(3);
  await settle();
  assert.deepEqual(works.begun, ["a", "b", "c"]);
  for (const name of works.begun) await works.end(name);
  await Promise.all(all);
});
