import type { RootProgress } from "../core/root_work.ts";
import { renderProgress } from "./progress_line.ts";

const REDRAW_EVERY_MS = 100;
/** Where there is no terminal, one plain line now and then is enough. */
const PLAIN_EVERY_MS = 10_000;
const CLEAR_LINE = "\r\u001b[2K";

/** Shows progress on standard error: a live line on a terminal, plain lines elsewhere. */
export class ProgressDisplay {
  readonly #isTerminal = Deno.stderr.isTerminal();
  readonly #encoder = new TextEncoder();
  #phase: RootProgress["phase"] | null = null;
  #phaseBeganMs = 0;
  #shownAtMs = performance.now();
  #isDrawn = false;

  /**
   * Takes what is under way right now; `null` when nothing is.
   *
   * @param isLogged what happens is logged anyway: no plain lines between the log's
   */
  show(progress: RootProgress | null, isLogged = false): void {
    if (isLogged && !this.#isTerminal) return;
    if (progress === null) return this.clear();
    const nowMs = performance.now();
    if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      this.#phaseBeganMs = nowMs;
    }
    if (nowMs - this.#shownAtMs < (this.#isTerminal ? REDRAW_EVERY_MS : PLAIN_EVERY_MS)) return;
    this.#shownAtMs = nowMs;
    const columns = this.#isTerminal ? Deno.consoleSize().columns : 200;
    const line = renderProgress({ progress, elapsedMs: nowMs - this.#phaseBeganMs, columns });
    this.#write(this.#isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`);
    this.#isDrawn = this.#isTerminal;
  }

  /** Takes the live line away, so that something else can be printed. */
  clear(): void {
    if (this.#isDrawn) this.#write(CLEAR_LINE);
    this.#isDrawn = false;
  }

  /** `print` with the live line taken away first. */
  clearedFor(print: (text: string) => void): (text: string) => void {
    return (text) => {
      this.clear();
      print(text);
    };
  }

  #write(text: string): void {
    try {
      Deno.stderr.writeSync(this.#encoder.encode(text));
    } catch (error) {
      // Nobody watches any more; the work goes on.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}
