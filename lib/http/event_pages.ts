import { eventBytes, eventText } from "./event_text.ts";

/** One change with the cursor of a reader that has read up to it. */
interface FollowedChange {
  readonly cursor: string;
  readonly [column: string]: string | number | null;
}

/** Changes after a cursor. */
interface ChangesAnswer {
  readonly restart: boolean;
  readonly reason: string | null;
  readonly changes: readonly FollowedChange[];
  readonly more: boolean;
  readonly next: string;
}

/** Asks for the changes after a cursor. */
export type AskChanges = (since: string, limit: number) => Promise<ChangesAnswer>;

/** Changes as they are told. */
export interface ToldPage {
  readonly restart: boolean;
  readonly reason: string | null;
  /** Events, ready to be sent. */
  readonly bytes: Uint8Array;
  readonly more: boolean;
  readonly next: string;
}

interface SharedPage extends ToldPage {
  /** Where in the bytes a reader goes on, by the cursor it has. */
  readonly places: ReadonlyMap<string, number>;
}

interface KeptPage {
  readonly page: Promise<SharedPage>;
  /** Nothing is added to it any more. */
  isFull: boolean;
}

const PAGE = 100;
/** More are read anew: they are wanted at once only by listeners of very different ages. */
const PAGES_MAX = 64;

/**
 * The change log as it is told: read, put in words and made bytes once for all who listen, also for those
 * who were cut off in the midst of a page.
 */
export class EventPages {
  /** By the cursor before them, the oldest first. */
  readonly #pages = new Map<string, KeptPage>();
  /** Where the log ended when it was last read: whoever has read all of it is there. */
  #end: string | null = null;

  constructor(private readonly ask: AskChanges) {}

  /** Something was applied: a page that ended where the log ended may be longer now. */
  forget(): void {
    for (const [since, { isFull }] of this.#pages) if (!isFull) this.#pages.delete(since);
  }

  /** Nobody listens any more. */
  clear(): void {
    this.#pages.clear();
  }

  /**
   * Changes after a cursor, as far as a page goes.
   *
   * @throws {CommandError} when the cursor never was one
   */
  async after(since: string): Promise<ToldPage> {
    const begin = since === this.#end ? since : pageBegin(since);
    if (begin !== since && !this.#pages.has(since)) {
      const page = await this.#page(begin).catch(() => null);
      const place = page?.places.get(since);
      // A cursor that the page does not know may be of another catalogue: it is asked for as it is.
      if (page && place !== undefined) return { ...page, bytes: page.bytes.subarray(place) };
    }
    return await this.#page(since);
  }

  #page(since: string): Promise<SharedPage> {
    const known = this.#pages.get(since);
    if (known !== undefined) return known.page;
    const kept: KeptPage = { page: this.#read(since, () => kept.isFull = true), isFull: false };
    this.#pages.set(since, kept);
    if (this.#pages.size > PAGES_MAX) this.#pages.delete(this.#pages.keys().next().value ?? "");
    return kept.page;
  }

  async #read(since: string, onFull: () => void): Promise<SharedPage> {
    const { changes, ...rest } = await this.ask(since, PAGE - seqOf(since) % PAGE);
    if (rest.more) onFull();
    else this.#end = rest.next;
    const places = new Map<string, number>();
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const { cursor, ...change } of changes) {
      const part = eventBytes(eventText("change", change, cursor));
      parts.push(part);
      length += part.length;
      places.set(cursor, length);
    }
    return { ...rest, bytes: joined(parts, length), places };
  }
}

/** Every page ends at the same places for everybody: who was cut off within one shares all that follow. */
function pageBegin(since: string): string {
  const seq = seqOf(since);
  return since.replace(/:\d+$/, `:${seq - seq % PAGE}`);
}

function seqOf(cursor: string): number {
  const [, seq = "0"] = /:(\d{1,15})$/.exec(cursor) ?? [];
  return Number(seq);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
