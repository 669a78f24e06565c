import { eventBytes, eventText } from "./event_text.ts";

/** What is told of, when it is another than before. */
export interface StatePorts {
  /** What each root does now, as it is told. */
  roots(): readonly { readonly path: string }[];
  /** What else can change: told when it has. */
  totals(): Promise<{
    readonly problems: number;
    readonly held: number;
    /** Edits that wait for something or somebody, by state. */
    readonly edits: object;
    /** When one of them came further last. */
    readonly editsAt: string | null;
  }>;
  /** Whether an audit is under way. */
  audit(): object;
}

/** One state as it is told; the same object as long as it is the same. */
export interface ToldState {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** States by their kind and the name of what they are of. */
export type ToldStates = ReadonlyMap<string, ToldState>;

/** What is not a change but a state: looked at and made bytes once for all who listen. */
export class EventStates {
  #known: ToldStates = new Map();
  #asked: Promise<ToldStates> | null = null;
  #askedAtMs = 0;

  /** @param freshForMs so long all are told the same, without another look */
  constructor(private readonly ports: StatePorts, private readonly freshForMs: number) {}

  /** Something happened: it is looked again. */
  forget(): void {
    this.#asked = null;
  }

  now(): Promise<ToldStates> {
    // Some of it changes with the time alone, so whoever comes to an idle program is not told what was.
    const isOld = performance.now() - this.#askedAtMs > this.freshForMs;
    if (this.#asked === null || isOld) {
      this.#askedAtMs = performance.now();
      this.#asked = this.#look();
    }
    return this.#asked;
  }

  async #look(): Promise<ToldStates> {
    const { problems, held, edits, editsAt } = await this.ports.totals();
    const states = [
      ...this.ports.roots().map((root) => ["root", root.path, root] as const),
      ["problems", "", { open: problems }] as const,
      ["held", "", { photos: held }] as const,
      ["edits", "", { ...edits, at: editsAt }] as const,
      ["audit", "", this.ports.audit()] as const,
    ];
    this.#known = new Map(states.map(([kind, name, data]) => {
      const key = `${kind} ${name}`;
      const text = eventText(kind, data, null);
      const before = this.#known.get(key);
      return [key, before?.text === text ? before : { text, bytes: eventBytes(text) }];
    }));
    return this.#known;
  }
}
