/** Readers wait this long for a writer that is just committing, milliseconds. */
export const BUSY_TIMEOUT_MS = 5_000;
