import { fileError } from "../core/memory_file_system.ts";

/** Errors a file system answers with, by errno, and what Deno calls them. */
const ERROR_NAMES = {
  ENOENT: "NotFound",
  EACCES: "PermissionDenied",
  EIO: "Error",
  ESTALE: "Error",
  ETIMEDOUT: "TimedOut",
  EMFILE: "Error",
} as const;

export type ErrorCode = keyof typeof ERROR_NAMES;

/** What can go wrong once, and at which kind of moment. */
export const FAULTS = {
  ENOENT: "call",
  EACCES: "call",
  EIO: "call",
  ESTALE: "call",
  ETIMEDOUT: "call",
  EMFILE: "call",
  "disk unmounted": "call",
  "root renamed away": "call",
  "reader crashed": "read",
  "catalogue's disk full": "write",
  "catalogue's disk full at commit": "write",
  "killed at a call": "call",
  "killed before a commit": "write",
  "killed after a commit": "write",
} as const;

export type Fault = keyof typeof FAULTS;
export type Moment = (typeof FAULTS)[Fault];

/** A fault and the call, read or write, counted from one, at which it strikes. */
export interface PlannedFault {
  readonly fault: Fault;
  readonly at: number;
}

/** What a process throws while it dies; nothing of it may live on. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/** Counts what a program asks of the world, and lets it go wrong once where that is planned. */
export class Faults {
  readonly counts: Record<Moment, number> = { call: 0, read: 0, write: 0 };
  #planned: PlannedFault | null = null;

  /** @param strike does what is no plain error: unmounts, renames, kills */
  constructor(private readonly strike: (fault: Fault) => void) {}

  /** Counts from here, and plans. */
  plan(planned: PlannedFault | null): void {
    Object.assign(this.counts, { call: 0, read: 0, write: 0 });
    this.#planned = planned;
  }

  /** Whether what was planned has not come yet. */
  get isWaiting(): boolean {
    return this.#planned !== null;
  }

  /** A question to the file system. */
  meetCall(path: string): void {
    const fault = this.#meet("call");
    if (fault === null) return;
    if (fault in ERROR_NAMES) throw errorOf(fault as ErrorCode, path);
    this.strike(fault);
  }

  /** A file that is given to a reader; `true` when the reader dies of it. */
  meetRead(): boolean {
    return this.#meet("read") !== null;
  }

  /** A write to the catalogue; `commit` makes it last. */
  meetWrite(commit: () => unknown): void {
    const fault = this.#meet("write");
    if (fault === "catalogue's disk full at commit") throw diskFull();
    if (fault === "killed before a commit") this.strike(fault);
    commit();
    if (fault === "killed after a commit") this.strike(fault);
  }

  /** Before a write to the catalogue. */
  meetBegin(): void {
    const planned = this.#planned;
    if (planned?.fault !== "catalogue's disk full" || planned.at !== this.counts.write + 1) return;
    this.counts.write++;
    this.#planned = null;
    throw diskFull();
  }

  #meet(moment: Moment): Fault | null {
    const count = ++this.counts[moment];
    const planned = this.#planned;
    if (planned === null || FAULTS[planned.fault] !== moment || planned.at !== count) return null;
    this.#planned = null;
    return planned.fault;
  }
}

/** What Deno throws for an errno. */
export function errorOf(code: ErrorCode, path: string): Error {
  return fileError(ERROR_NAMES[code], code, path);
}

function diskFull(): Error {
  return Object.assign(new Error("database or disk is full"), { errcode: 13 });
}
