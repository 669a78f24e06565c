import { CommandError } from "../core/command_error.ts";

/** One change with the cursor of a reader that has read up to it. */
interface FollowedChange {
  readonly cursor: string;
  readonly [column: string]: string | number | null;
}

/** What the stream of events is made of. */
export interface EventPorts {
  /**
   * Changes after a cursor; `now` gives none, and where to begin.
   *
   * @throws {CommandError} when the cursor never was one
   */
  changes(since: string, limit: number): Promise<{
    readonly restart: boolean;
    readonly reason: string | null;
    readonly changes: readonly FollowedChange[];
    readonly more: boolean;
    readonly next: string;
  }>;
  /** What each root does now, as it is told. */
  roots(): readonly { readonly path: string }[];
  /** What else can change: told when it has. */
  totals(): Promise<{
    readonly problems: number;
    readonly held: number;
    /** Edits that wait for something or somebody, by state. */
    readonly edits: object;
  }>;
  /** Whether an audit is under way. */
  audit(): object;
}

/** Between two looks at what happened: progress is told four times a second at most. */
const TELL_EVERY_MS = 250;
const HEARTBEAT_MS = 15_000;
/** Who does not read for so long is let go. */
const STUCK_MS = 60_000;
const PAGE = 100;
const PAGES_MAX = 256;
const STREAMS_MAX = 300;

const encoder = new TextEncoder();

/** Pieces of a stream. */
type Pieces = readonly Uint8Array[];

/** Changes as they are told; the same bytes for all who have read up to the same place. */
interface ToldPage {
  readonly restart: boolean;
  readonly reason: string | null;
  readonly bytes: Pieces;
  readonly more: boolean;
  readonly next: string;
}

/** Tells everybody who listens what happens. Nothing is kept for a listener but how far it has read. */
export class EventHub {
  readonly #listeners = new Set<Listener>();
  /** Pages that several listeners read, by the cursor before them; forgotten with the next news. */
  readonly #pages = new Map<string, Promise<ToldPage>>();
  #totals: ReturnType<EventPorts["totals"]> | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #toldAtMs = -TELL_EVERY_MS;

  constructor(private readonly ports: EventPorts) {}

  /** Something happened; listeners look what it was. */
  wake(): void {
    if (this.#waiting !== undefined || this.#listeners.size === 0) return;
    const pauseMs = Math.max(0, this.#toldAtMs + TELL_EVERY_MS - performance.now());
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#toldAtMs = performance.now();
      this.#pages.clear();
      this.#totals = null;
      for (const listener of this.#listeners) listener.news();
    }, pauseMs);
  }

  /** A stream for one listener, from behind the cursor on, or from now. */
  open(lastEventId: string | null): ReadableStream<Uint8Array> {
    if (this.#listeners.size >= STREAMS_MAX) {
      // Refused as one that may come again: a browser does.
      return new ReadableStream({
        start(controller) {
          controller.enqueue(encoder.encode("retry: 10000\n\n"));
          controller.close();
        },
      });
    }
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
    const listener: Listener = new Listener(lastEventId, {
      changes: (since) => this.#changes(since),
      roots: () => this.ports.roots(),
      audit: () => this.ports.audit(),
      totals: () => this.#totals ??= this.ports.totals(),
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

  #changes(since: string): Promise<ToldPage> {
    const known = this.#pages.get(since);
    if (known !== undefined) return known;
    const page = this.ports.changes(since, pageAfter(since)).then(({ changes, ...rest }) => ({
      ...rest,
      bytes: piecesOf(
        changes.map(({ cursor, ...change }) => event("change", change, cursor)).join(""),
      ),
    }));
    this.#pages.set(since, page);
    // More than a few are asked for at once only by listeners of very different ages.
    if (this.#pages.size > PAGES_MAX) this.#pages.delete([...this.#pages.keys()][0] ?? "");
    return page;
  }

  #beat(): void {
    for (const listener of this.#listeners) listener.beat();
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#pages.clear();
  }
}

interface ListenerPorts {
  changes(since: string): Promise<ToldPage>;
  roots(): ReturnType<EventPorts["roots"]>;
  totals(): ReturnType<EventPorts["totals"]>;
  audit(): object;
  onEnd(): void;
}

/** One stream: it is asked for the next piece when the one before was taken, and only then made. */
class Listener {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #told = new Map<string, string>();
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
      for (let pieces: Pieces = []; pieces.length === 0 && !this.#hasEnded;) {
        pieces = await this.#next();
        for (const piece of pieces) if (!this.#hasEnded) this.#controller.enqueue(piece);
      }
    } catch {
      // The catalogue could not be read: whoever listens comes again, with the cursor it has.
      this.close();
    } finally {
      this.#isWaiting = false;
      this.#takenAtMs = performance.now();
    }
  }

  /** What comes next, or nothing after a sleep. */
  async #next(): Promise<Pieces> {
    if (this.#cursor === null) return await this.#begin(this.lastEventId ?? "now");
    if (this.#hasNews) {
      this.#hasNews = false;
      const { restart, reason, bytes, more, next } = await this.ports.changes(this.#cursor);
      this.#cursor = next;
      if (restart) return piecesOf(event("restart", { reason }, next));
      // What waits behind a full page is asked for before all else.
      this.#hasNews ||= more;
      return more ? bytes : [...bytes, ...piecesOf(await this.#states())];
    }
    if (this.#isBeat) {
      this.#isBeat = false;
      return piecesOf(": still here\n\n");
    }
    await new Promise<void>((resolve) => this.#wake = resolve);
    this.#wake = null;
    return [];
  }

  async #begin(since: string): Promise<Pieces> {
    const begun = await this.ports.changes(since).catch((error) => this.#anew(error));
    this.#cursor = begun.next;
    if (begun.restart) return piecesOf(event("restart", { reason: begun.reason }, begun.next));
    const cursor = since === "now" ? begun.next : since;
    return [...piecesOf(event("hello", { cursor }, cursor)), ...begun.bytes];
  }

  /** Who comes with what never was a cursor would come back with it for ever, were it not told another. */
  async #anew(error: unknown): Promise<ToldPage> {
    if (!(error instanceof CommandError)) throw error;
    return { ...await this.ports.changes("now"), restart: true, reason: error.message };
  }

  /** What is not a change but a state: told when it is another than was told before. */
  async #states(): Promise<string> {
    const { problems, held, edits } = await this.ports.totals();
    const states = [
      ...this.ports.roots().map((root) => ["root", root.path, root] as const),
      ["problems", "", { open: problems }] as const,
      ["held", "", { photos: held }] as const,
      ["edits", "", edits] as const,
      ["audit", "", this.ports.audit()] as const,
    ];
    return states.map(([kind, name, data]) => {
      const text = event(kind, data, null);
      const key = `${kind} ${name}`;
      if (this.#told.get(key) === text) return "";
      this.#told.set(key, text);
      return text;
    }).join("");
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake?.();
    this.ports.onEnd();
  }
}

/** Up to where a page ends for everybody: who was cut off within one shares all that follow. */
function pageAfter(since: string): number {
  const [, seq = "0"] = /:(\d{1,15})$/.exec(since) ?? [];
  return PAGE - Number(seq) % PAGE;
}

/** One event (HTML Living Standard §9.2, "Server-sent events"). */
function event(kind: string, data: unknown, id: string | null): string {
  const head = id === null ? "" : `id: ${id}\n`;
  return `${head}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

function piecesOf(text: string): Pieces {
  return text === "" ? [] : [encoder.encode(text)];
}
