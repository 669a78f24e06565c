/**
 * A file that was found absent has to be found absent again, this long after at the least, before its
 * record counts as gone for good.
 */
export const SECOND_LOOK_AFTER_MS = 10 * 60_000;

/** How long the record of a file that is gone for good is kept, from the second look on. */
export const RETENTION_MS = 30 * 24 * 3_600_000;
