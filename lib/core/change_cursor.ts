/** How far a reader of the change log has come, and in whose part of it. */
export interface ChangeCursor {
  /** Id of the program run that wrote the change read last; `null` before the first of all. */
  readonly epoch: string | null;
  /** Sequence number of the change read last. */
  readonly seq: number;
}

/** What a cursor is held against. */
export interface ChangeLogState {
  /** Runs that wrote to the log, by ascending number of their first change. */
  readonly epochs: readonly { readonly id: string; readonly firstSeq: number }[];
  /** The oldest change that is kept; `null` when none is. */
  readonly oldestSeq: number | null;
  /** The last number given. */
  readonly lastSeq: number;
}

const NO_EPOCH = "start";

/** A cursor as it is shown to readers: `<epoch>:<seq>`. */
export function formatCursor({ epoch, seq }: ChangeCursor): string {
  return `${epoch ?? NO_EPOCH}:${seq}`;
}

/** A cursor from what a reader kept of it; `null` when it never was one. */
export function parseCursor(text: string): ChangeCursor | null {
  const found = /^([0-9a-z-]+):(\d{1,15})$/.exec(text);
  if (found === null) return null;
  const [, epoch = "", seq] = found;
  return { epoch: epoch === NO_EPOCH ? null : epoch, seq: Number(seq) };
}

/** The cursor of a reader that has read up to a number. */
export function cursorAt(seq: number, { epochs }: ChangeLogState): ChangeCursor {
  return { epoch: epochs.findLast(({ firstSeq }) => firstSeq <= seq)?.id ?? null, seq };
}

/**
 * Why a reader cannot carry on from a cursor and has to read everything anew, or `null` when it can.
 * Where an older catalogue was put back the same numbers are given a second time, for other changes:
 * the epoch tells them apart.
 */
export function cursorTrouble(cursor: ChangeCursor, state: ChangeLogState): string | null {
  const { epochs, lastSeq } = state;
  const oldestSeq = state.oldestSeq ?? lastSeq + 1;
  const index = epochs.findIndex(({ id }) => id === cursor.epoch);
  if (cursor.epoch !== null) {
    const end = epochs[index + 1]?.firstSeq ?? lastSeq + 1;
    const begin = epochs[index]?.firstSeq;
    if (begin === undefined || cursor.seq < begin || cursor.seq >= end) {
      return "it is of another state of the catalogue, which was put back to an older one or rebuilt";
    }
  } else if (cursor.seq !== 0) {
    return "it is none this program gave";
  }
  return cursor.seq < oldestSeq - 1 ? "changes after it are not kept any more" : null;
}
