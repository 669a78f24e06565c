type Row = Readonly<Record<string, unknown>>;

/** One page of a list. */
export interface Page {
  readonly items: readonly Row[];
  readonly next: string | null;
}

/** What a command said. */
export interface CommandResult {
  readonly exitCode: number;
  /** What it printed. */
  readonly text: string;
  /** What it told a person: why it failed, or what to know. */
  readonly told: string;
}

/** A command as it would be typed. */
export interface HttpCommand {
  readonly command: "roots" | "held" | "sync" | "edit" | "edits";
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, boolean | string | readonly string[]>>;
}

/** What the HTTP interface asks of the program. */
export interface HttpPorts {
  status(): Promise<Row>;
  roots(): Promise<readonly (Row & { readonly id: number; readonly path: string })[]>;
  held(): Promise<readonly Row[]>;
  search(request: {
    readonly query: string;
    readonly sort: string;
    readonly limit: number;
    readonly after: string | null;
  }): Promise<Page>;
  photo(id: number): Promise<Row | null>;
  problems(after: readonly string[] | null, limit: number): Promise<Page>;
  /** Edits, the latest first. */
  edits(question: {
    readonly state: string;
    readonly photoId: number | null;
    /** Only those that came further then or later, UTC milliseconds. */
    readonly sinceMs: number | null;
    readonly before: number | null;
    readonly limit: number;
  }): Promise<Page>;
  edit(id: number): Promise<Row | null>;
  scans(before: number | null, limit: number): Promise<Page>;
  changes(since: string | null, limit: number): Promise<Row>;
  /** The last audit of each root that has one. */
  audits(): readonly Row[];
  /** The audit that is under way, and what the last one found that was started here. */
  audit(): { readonly running: object | null; readonly last: object | null };
  startAudit(order: {
    readonly roots: readonly string[];
    readonly compare: readonly ("content" | "metadata")[];
  }): object;
  /** False when none is under way. */
  stopAudit(): boolean;
  /** Does what a person decides, with the functions of the command line. */
  carryOut(command: HttpCommand, signal: AbortSignal): Promise<CommandResult>;
  /** Watches a folder from now on. */
  addRoot(path: string): Promise<void>;
  /** A small JPEG that is in the file of a photo; `null` when there is none. */
  preview(id: number): Promise<Uint8Array | null>;
  metrics(): Promise<string>;
  /** Server-sent events, from behind the cursor on. */
  events(lastEventId: string | null): ReadableStream<Uint8Array>;
  /** Whether every root has been looked at once. */
  isReady(): boolean;
  /** Why a question was not answered; `null` where the error says nothing of that. */
  troubleOf(error: unknown): { readonly status: number; readonly detail: string } | null;
  /** Told of what should not happen. */
  onError(error: unknown): void;
}
