import { messageOf } from "../core/file_error.ts";

/** What the notifier is made of. */
export interface ServiceNotifierOptions {
  /** Where the service manager listens: `NOTIFY_SOCKET`; nothing is told when there is none. */
  readonly socket: string | undefined;
  readonly searchPath: string;
  /** Told once why the manager cannot be told. */
  readonly onTrouble: (reason: string) => void;
}

/**
 * Tells systemd how the program is doing (sd_notify(3)), by the program `systemd-notify`: the runtime
 * cannot send datagrams without an unstable flag. Where nobody listens, or that program is not there or
 * not allowed, nothing happens.
 */
export class ServiceNotifier {
  #last: Promise<void> = Promise.resolve();
  #isBroken: boolean;

  constructor(private readonly options: ServiceNotifierOptions) {
    this.#isBroken = !options.socket;
  }

  /** Tells `READY=1`, `STATUS=…`, …; one after the other, and without holding anything up. */
  tell(...states: readonly string[]): void {
    if (this.#isBroken) return;
    this.#last = this.#last.then(() => this.#send(states));
  }

  /** Waits until all is told, which takes a moment. */
  async told(): Promise<void> {
    await this.#last;
  }

  async #send(states: readonly string[]): Promise<void> {
    if (this.#isBroken) return;
    const { socket = "", searchPath } = this.options;
    try {
      const { success, code } = await new Deno.Command("systemd-notify", {
        args: [...states],
        clearEnv: true,
        env: { NOTIFY_SOCKET: socket, PATH: searchPath },
        stdin: "null",
        stdout: "null",
        stderr: "null",
        signal: AbortSignal.timeout(TOLD_WITHIN_MS),
      }).output();
      if (!success) this.#give(`systemd-notify ended with ${code}`);
    } catch (error) {
      this.#give(messageOf(error));
    }
  }

  #give(reason: string): void {
    this.#isBroken = true;
    this.options.onTrouble(reason);
  }
}

const TOLD_WITHIN_MS = 5_000;
