import assert from "node:assert/strict";
import { AnswerAsker, NoAnswerError } from "../../actors/ask_answers.ts";
import { until } from "../support/until.ts";

/** Enough for a worker to start while others are at work. */
const ANSWER_WITHIN_MS = 2_500;

/** The first worker of all has its program to compile. */
const FIRST_ANSWER_WITHIN_MS = 60_000;

type Ask = (query: string) => Promise<unknown>;

async function withAsker(run: (ask: Ask) => Promise<void>) {
  await askWithin(FIRST_ANSWER_WITHIN_MS, async (ask) => void await ask("0"));
  await askWithin(ANSWER_WITHIN_MS, run);
}

async function askWithin(answerWithinMs: number, run: (ask: Ask) => Promise<void>) {
  const asker = new AnswerAsker({
    programUrl: new URL("slow_answers.ts", import.meta.url).href,
    databasePath: "/nowhere",
    answerWithinMs,
  });
  try {
    await run((query) => asker.ask("search", { query, sort: "added", limit: 1, after: null }));
  } finally {
    asker.close();
  }
}

Deno.test("answers: one that does not come is given up, and what waits behind it is answered by another worker", () =>
  withAsker(async (ask) => {
    assert.equal(await ask("0"), "0");
    const never = ask("never").catch((error) => error);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS / 2));
    const behind = [ask("1"), ask("2")];
    const given = await never;
    assert.ok(given instanceof NoAnswerError);
    assert.match(given.message, /no answer in time/);
    assert.deepEqual(await Promise.all(behind), ["1", "2"]);
    assert.equal(await ask("0"), "0");
  }));

Deno.test("answers: of workers that do not return no more than two are made", () =>
  withAsker(async (ask) => {
    for (let times = 0; times < 2; times++) await assert.rejects(ask("never"), NoAnswerError);
    const begunMs = performance.now();
    await assert.rejects(ask("0"), /does not answer: its disk may have trouble/);
    assert.ok(performance.now() - begunMs < ANSWER_WITHIN_MS / 2, "it is refused at once");
  }));

Deno.test("answers: a worker that returns late makes room again", () =>
  withAsker(async (ask) => {
    const late = String(ANSWER_WITHIN_MS * 3);
    for (let times = 0; times < 2; times++) await assert.rejects(ask(late), NoAnswerError);
    await assert.rejects(ask("0"), NoAnswerError);
    await until(() => ask("0").then((value) => value === "0", () => false), {
      what: "an answer once the late ones have come",
      timeoutMs: 20_000,
    });
  }));
