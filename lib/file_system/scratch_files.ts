/** Every name a probe may use in its scratch directory, in the form NFC. */
export const SCRATCH_FILES: ReadonlySet<string> = new Set([
  "heard",
  "heard-renamed",
  "times",
  "identity",
  "identity-renamed",
  "case",
  "CASE",
  "form-\u00e9",
  "replaced",
  "replacing",
  // The small database and what SQLite puts beside it.
  "database",
  "database-wal",
  "database-shm",
  "database-journal",
]);
