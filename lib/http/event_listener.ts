import { CommandError } from "../core/command_error.ts";
import type { ToldPage } from "./event_pages.ts";
import type { ToldStates } from "./event_states.ts";
import { eventBytes, eventText } from "./event_text.ts";

/** Who does not read for so long is let go. */
const STUCK_MS = 60_000;
const HEARTBEAT = eventBytes(": still here\n\n");

/** Pieces of a stream. */
type Pieces = readonly Uint8Array[];

/** What a listener is told of; all of it is the same for all listeners, down to the bytes. */
export interface ListenerPorts {
  /**
   * Changes after a cursor.
   *
   * @throws {CommandError} when the cursor never was one
   */
  changes(since: string): Promise<ToldPage>;
  states(): Promise<ToldStates>;
  onEnd(): void;
}

/** One stream: it is asked for the next piece when the one before was taken, and only then made. */
export class EventListener {
  readonly stream: ReadableStream<Uint8Array>;
  #told: ToldStates = new Map();
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #hasNews = true;
  #isBeat = false;
  #wake: (() => void) | null = null;
  #takenAtMs = performance.now();
  #isWaiting = false;
  #hasEnded = false;
  #cursor: string | null = null;

  constructor(private readonly lastEventId: string | null, private readonly ports: ListenerPorts) {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#pull(),
      cancel: () => this.#end(),
    }, { highWaterMark: 0 });
  }

  news(): void {
    this.#hasNews = true;
    this.#wake?.();
  }

  /** Says that the stream lives; ends it where nobody takes what was said long ago. */
  beat(): void {
    if (!this.#isWaiting && performance.now() - this.#takenAtMs > STUCK_MS) return this.close();
    this.#isBeat = true;
    this.#wake?.();
  }

  close(): void {
    if (this.#hasEnded) return;
    this.#end();
    try {
      this.#controller.close();
    } catch {
      // It has been cancelled already.
    }
  }

  async #pull(): Promise<void> {
    this.#isWaiting = true;
    try {
      for (let isTold = false; !isTold && !this.#hasEnded;) {
        for (const piece of await this.#next()) isTold = this.#tell(piece) || isTold;
      }
    } catch {
      // The catalogue could not be read: whoever listens comes again, with the cursor it has.
      this.close();
    } finally {
      this.#isWaiting = false;
      this.#takenAtMs = performance.now();
    }
  }

  #tell(piece: Uint8Array): boolean {
    if (piece.length === 0 || this.#hasEnded) return false;
    this.#controller.enqueue(piece);
    return true;
  }

  /** What comes next, or nothing after a sleep. */
  async #next(): Promise<Pieces> {
    if (this.#cursor === null) return await this.#begin(this.lastEventId ?? "now");
    if (this.#hasNews) {
      this.#hasNews = false;
      const { restart, reason, bytes, more, next } = await this.ports.changes(this.#cursor);
      this.#cursor = next;
      if (restart) return [eventBytes(eventText("restart", { reason }, next))];
      // What waits behind a full page is asked for before all else.
      this.#hasNews ||= more;
      return more ? [bytes] : [bytes, ...await this.#states()];
    }
    if (this.#isBeat) {
      this.#isBeat = false;
      return [HEARTBEAT];
    }
    await new Promise<void>((resolve) => this.#wake = resolve);
    this.#wake = null;
    return [];
  }

  async #begin(since: string): Promise<Pieces> {
    const begun = await this.ports.changes(since).catch((error) => this.#anew(error));
    this.#cursor = begun.next;
    if (begun.restart) {
      return [eventBytes(eventText("restart", { reason: begun.reason }, begun.next))];
    }
    const cursor = since === "now" ? begun.next : since;
    return [eventBytes(eventText("hello", { cursor }, cursor)), begun.bytes];
  }

  /** Who comes with what never was a cursor would come back with it for ever, were it not told another. */
  async #anew(error: unknown): Promise<ToldPage> {
    if (!(error instanceof CommandError)) throw error;
    return { ...await this.ports.changes("now"), restart: true, reason: error.message };
  }

  /** Those that are others than were told before. */
  async #states(): Promise<Pieces> {
    const states = await this.ports.states();
    const told = this.#told;
    this.#told = states;
    return [...states].filter(([key, state]) => told.get(key) !== state)
      .map(([, { bytes }]) => bytes);
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake?.();
    this.ports.onEnd();
  }
}
