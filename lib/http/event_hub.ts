import { EventListener } from "./event_listener.ts";
import { type AskChanges, EventPages } from "./event_pages.ts";
import { EventStates, type StatePorts } from "./event_states.ts";
import { eventBytes } from "./event_text.ts";

/** What the stream of events is made of. */
export interface EventPorts extends StatePorts {
  /**
   * Changes after a cursor; `now` gives none, and where to begin.
   *
   * @throws {CommandError} when the cursor never was one
   */
  readonly changes: AskChanges;
}

/** Between two looks at what happened: progress is told four times a second at most. */
const TELL_EVERY_MS = 250;
const HEARTBEAT_MS = 15_000;
const STREAMS_MAX = 300;

/** Tells everybody who listens what happens. Nothing is kept for a listener but how far it has read. */
export class EventHub {
  readonly #listeners = new Set<EventListener>();
  readonly #pages: EventPages;
  readonly #states: EventStates;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #toldAtMs = -TELL_EVERY_MS;

  constructor(ports: EventPorts) {
    this.#pages = new EventPages(ports.changes);
    this.#states = new EventStates(ports, TELL_EVERY_MS);
  }

  /** Something happened; listeners look what it was. */
  wake(): void {
    if (this.#waiting !== undefined || this.#listeners.size === 0) return;
    const pauseMs = Math.max(0, this.#toldAtMs + TELL_EVERY_MS - performance.now());
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#toldAtMs = performance.now();
      this.#pages.forget();
      this.#states.forget();
      for (const listener of this.#listeners) listener.news();
    }, pauseMs);
  }

  /** A stream for one listener, from behind the cursor on, or from now. */
  open(lastEventId: string | null): ReadableStream<Uint8Array> {
    if (this.#listeners.size >= STREAMS_MAX) {
      // Refused as one that may come again: a browser does.
      return new ReadableStream({
        start(controller) {
          controller.enqueue(eventBytes("retry: 10000\n\n"));
          controller.close();
        },
      });
    }
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
    const listener: EventListener = new EventListener(lastEventId, {
      changes: (since) => this.#pages.after(since),
      states: () => this.#states.now(),
      onEnd: () => this.#leave(listener),
    });
    this.#listeners.add(listener);
    return listener.stream;
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Ends all streams. */
  close(): void {
    clearTimeout(this.#waiting);
    for (const listener of this.#listeners) listener.close();
  }

  #beat(): void {
    for (const listener of this.#listeners) listener.beat();
  }

  #leave(listener: EventListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#pages.clear();
  }
}
