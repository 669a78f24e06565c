import type { FileSystem } from "./file_systems.ts";

/** How a catalogue can be kept on a file system. */
export type CataloguePlace =
  | { readonly isPossible: true; readonly hasWriteAheadLog: boolean }
  | { readonly isPossible: false };

/**
 * SQLite needs locks that hold, and for its write-ahead log memory that is shared: neither reaches
 * across a network, and a program behind a file system may lack the second
 * (https://sqlite.org/wal.html, "Advantages"; https://sqlite.org/useovernet.html).
 */
export function judgePlace({ isNetwork, isFuse }: FileSystem): CataloguePlace {
  return isNetwork ? { isPossible: false } : { isPossible: true, hasWriteAheadLog: !isFuse };
}
