/**
 * Loaded before the program (`deno run --preload`), it watches how long the main loop is kept from a
 * timer, and writes the delays, in ms and one a line, to the file of `PROOFSHEET_LOOP_DELAYS` at the end.
 */
const INTERVAL_MS = 5;
const delays: number[] = [];
let lastMs = performance.now();

const timer = setInterval(() => {
  const nowMs = performance.now();
  delays.push(Math.max(0, nowMs - lastMs - INTERVAL_MS));
  lastMs = nowMs;
}, INTERVAL_MS);
Deno.unrefTimer(timer);

globalThis.addEventListener("unload", () => {
  const file = Deno.env.get("PROOFSHEET_LOOP_DELAYS");
  if (file !== undefined) Deno.writeTextFileSync(file, delays.join("\n"));
});
