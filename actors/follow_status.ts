import { EXIT } from "../lib/core/exit_code.ts";
import { renderScreen, SCREEN } from "../lib/terminal/status_screen.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";

const EVERY_MS = 500;
/** Counting is dear in a large library: it may take this share of the time. */
const SHARE_MAX = 0.2;

/**
 * Shows a text again and again until a signal comes: drawn in its place on a terminal, elsewhere printed
 * whenever it is another one.
 */
export async function followStatus(
  text: () => Promise<string>,
  print: (text: string) => void,
): Promise<number> {
  using stop = stopOnSignals();
  const isTerminal = Deno.stdout.isTerminal();
  let last = "";
  if (isTerminal) write(SCREEN.begin);
  try {
    while (!stop.signal.aborted) {
      const beganMs = performance.now();
      const now = await text();
      const tookMs = performance.now() - beganMs;
      if (isTerminal) write(renderScreen(now, Deno.consoleSize()));
      else if (now !== last) print(now);
      last = now;
      await pause(Math.max(EVERY_MS, tookMs / SHARE_MAX), stop.signal);
    }
  } finally {
    if (isTerminal) write(SCREEN.end);
  }
  return EXIT.done;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}

const encoder = new TextEncoder();

function write(text: string): void {
  Deno.stdout.writeSync(encoder.encode(text));
}
