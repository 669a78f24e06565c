import { EXIT } from "../core/exit_code.ts";

/** Two signals closer than this are one Ctrl-C that arrived twice, as it does through a task runner. */
const SECOND_SIGNAL_AFTER_MS = 1_000;

/** Turns the signals that end a program into an abort, so that the batch in hand is finished first. */
export interface SignalStop extends Disposable {
  readonly signal: AbortSignal;
  /** 130, 143 or 129 once a signal has come, `null` before. */
  exitCode(): number | null;
}

/** Which signals stop. */
export interface SignalOptions {
  /** A HUP means something else, and stops nothing. */
  readonly isHangUpOther?: boolean;
}

/** Listens for INT, TERM and HUP, which a terminal that was closed sends; a second one, a second later or more, ends the program at once. */
export function stopOnSignals({ isHangUpOther = false }: SignalOptions = {}): SignalStop {
  const controller = new AbortController();
  let exitCode: number | null = null;
  let firstAtMs = 0;
  const take = (code: number) => () => {
    if (exitCode === null) {
      exitCode = code;
      firstAtMs = performance.now();
      controller.abort(new DOMException("Stopped by a signal", "AbortError"));
    } else if (performance.now() - firstAtMs >= SECOND_SIGNAL_AFTER_MS) {
      Deno.exit(code);
    }
  };
  const listeners = [
    ["SIGINT", take(EXIT.interrupted)],
    ["SIGTERM", take(EXIT.terminated)],
    ...isHangUpOther ? [] : [["SIGHUP", take(EXIT.hungUp)] as const],
  ] as const;
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    [Symbol.dispose]: () => {
      for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}
