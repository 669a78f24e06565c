import { exists } from "./exists.ts";
import { hasLockFile } from "./lock.ts";

/** "SQLite format 3" and a zero byte, https://sqlite.org/fileformat2.html, section 1.3. */
export const MAGIC = "SQLite format 3\0";
const APPLICATION_ID_AT = 68;
/** How long the header of a database is. */
export const HEADER_BYTES = 100;

/** "PrSh", written into every catalogue by a migration. */
const APPLICATION_ID = 1349669736;

/**
 * Whether a file that cannot be used is a catalogue all the same: only then may it be moved aside.
 * Its header says so, or, where that is destroyed or of a first version, the lock beside it. Not to be
 * asked while this process has it open: closing it here would take SQLite's locks away.
 */
export function isCatalogueFile(path: string): boolean {
  if (!exists(path) || !Deno.statSync(path).isFile) return false;
  const header = readHeader(path);
  const isDatabase = header.length === HEADER_BYTES &&
    new TextDecoder("latin1").decode(header.subarray(0, MAGIC.length)) === MAGIC;
  const applicationId = isDatabase ? new DataView(header.buffer).getUint32(APPLICATION_ID_AT) : 0;
  return applicationId === APPLICATION_ID || (applicationId === 0 && hasLockFile(path));
}

function readHeader(path: string): Uint8Array<ArrayBuffer> {
  const file = Deno.openSync(path, { read: true });
  try {
    const header = new Uint8Array(HEADER_BYTES);
    return header.slice(0, file.readSync(header) ?? 0);
  } finally {
    file.close();
  }
}
