import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

const MODULE = new URL("../../lib/terminal/stop_on_signals.ts", import.meta.url).href;
/** A program that says when it is to stop, and then does not. */
const STUCK = `
  import { stopOnSignals } from "${MODULE}";
  using stop = stopOnSignals();
  stop.signal.addEventListener("abort", () => console.log("stopping"));
  console.log("ready");
  await new Promise((resolve) => setTimeout(resolve, 30_000));
`;

Deno.test("a Ctrl-C that arrives twice stops in order, another one a second later ends at once", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", STUCK],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const said = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let hasEnded = false;
  const status = child.status.then((ended) => {
    hasEnded = true;
    return ended;
  });
  assert.match((await said.read()).value ?? "", /ready/);
  child.kill("SIGINT");
  child.kill("SIGINT");
  assert.match((await said.read()).value ?? "", /stopping/);
  await sleep(1_100);
  assert.equal(hasEnded, false, "the second one belonged to the first");
  child.kill("SIGINT");
  assert.equal((await status).code, 130);
  await said.cancel();
});
