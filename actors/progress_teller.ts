import type { RootProgress } from "../lib/core/root_work.ts";

const TELL_EVERY_MS = 100;

/** Tells of work under way, now and then while there is some: an idle program wakes up for nothing. */
export class ProgressTeller {
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param read what is under way; `null` when nothing is
   * @param tell is told it, and once of the end
   */
  constructor(
    private readonly read: () => RootProgress | null,
    private readonly tell: (progress: RootProgress | null) => void,
  ) {}

  /** Something may be under way. */
  wake(): void {
    this.#timer ??= setInterval(() => this.#look(), TELL_EVERY_MS);
  }

  /** Nothing is to be told any more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.tell(null);
  }

  #look(): void {
    const progress = this.read();
    if (progress === null) this.stop();
    else this.tell(progress);
  }
}
