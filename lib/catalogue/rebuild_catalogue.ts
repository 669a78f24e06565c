import { DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import { noteClosedCleanly } from "./closed_cleanly.ts";
import { HEADER_BYTES, MAGIC } from "./catalogue_file.ts";
import { isDamage } from "./damage.ts";
import { exists } from "./exists.ts";
import { migrate } from "./migrate.ts";
import { salvage, type Salvaged } from "./salvage.ts";
import { stampedName } from "./stamped_name.ts";

/** What belongs to a database that is in use. */
const COMPANIONS = ["-wal", "-shm", "-journal"];

/** A header that says more than so many times what is there is rubbish. */
const GROWTH_MAX = 1_000;
const PAGE_SIZE_AT = 16;
/** Too large for its two bytes, which say 1 instead. */
const PAGE_BYTES_MAX = 65_536;
const PAGE_COUNT_AT = 28;

/**
 * Replaces a damaged catalogue by a new one with everything that can still be read of it. The damaged
 * file is kept beside it under another name: a person may know more than this program.
 *
 * The new one is complete and on disk before the damaged one is touched, so a kill at any moment
 * leaves one of both.
 *
 * @param reason what is wrong with it
 * @param tell told loudly
 */
export async function rebuildCatalogue(
  path: string,
  reason: string,
  tell: (message: string) => void,
): Promise<void> {
  const aside = stampedName(`${path}.damaged-`, new Date());
  tell(`The catalogue '${path}' is damaged: ${reason}. Saving what can be read of it …`);
  const building = `${path}.rebuilding`;
  const padded = `${building}-from`;
  removeAll(building);
  removeAll(padded);
  Deno.openSync(building, { createNew: true, write: true, mode: 0o600 }).close();
  const isCut = copyToFullLength(path, padded);
  const saved = await fill(building, isCut ? padded : path);
  removeAll(padded);
  moveAside(path, aside);
  Deno.renameSync(building, path);
  tell(`${describe(saved)}. The damaged file is kept as '${aside}'; the photos are read again now`);
}

async function fill(building: string, damaged: string): Promise<Salvaged> {
  const database = new DatabaseSync(building);
  try {
    await migrate(database, building, () => {});
    const saved = salvageFrom(damaged, database);
    noteClosedCleanly(database, true);
    return saved;
  } finally {
    // In this mode of writing every transaction is on disk when it ends.
    database.close();
  }
}

function salvageFrom(damaged: string, database: DatabaseSync): Salvaged {
  const source = openDamaged(damaged);
  try {
    return salvage(source, database);
  } finally {
    source.close();
  }
}

/** One whose first page is destroyed is no database any more: as good as an empty one. */
function openDamaged(path: string): DatabaseSync {
  // Otherwise SQLite reads nothing at all where the definition of one table is broken; so it goes on
  // with the others. That this could also be used to write rubbish does not matter to a reader.
  const options: OpenOptions = { readOnly: true, defensive: false };
  try {
    const source = new DatabaseSync(path, options);
    source.exec("PRAGMA writable_schema = ON");
    source.prepare("PRAGMA user_version").all();
    return source;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return new DatabaseSync(":memory:");
  }
}

/** Understood by the runtime, and not known to its types yet. */
type OpenOptions = DatabaseSyncOptions & { readonly defensive: boolean };

/**
 * SQLite reads nothing of a file that is shorter than its header says. Where it is, makes a copy that is
 * as long again, with zeros for what is lost, and its log; `false` where there is nothing to make good.
 */
function copyToFullLength(path: string, copy: string): boolean {
  const length = lengthInHeader(path);
  const { size } = Deno.statSync(path);
  if (length <= size || length > size * GROWTH_MAX) return false;
  Deno.copyFileSync(path, copy);
  if (exists(`${path}-wal`)) Deno.copyFileSync(`${path}-wal`, `${copy}-wal`);
  Deno.truncateSync(copy, length);
  return true;
}

/** In bytes, https://sqlite.org/fileformat2.html, section 1.3; 0 where there is no header any more. */
function lengthInHeader(path: string): number {
  using file = Deno.openSync(path, { read: true });
  const header = new Uint8Array(HEADER_BYTES);
  if (file.readSync(header) !== HEADER_BYTES) return 0;
  if (new TextDecoder("latin1").decode(header.subarray(0, MAGIC.length)) !== MAGIC) return 0;
  const view = new DataView(header.buffer);
  const pageSize = view.getUint16(PAGE_SIZE_AT);
  return (pageSize === 1 ? PAGE_BYTES_MAX : pageSize) * view.getUint32(PAGE_COUNT_AT);
}

function describe({ records, roots, unreadable }: Salvaged): string {
  const lost = unreadable === null ? "nothing was lost" : `something was lost (${unreadable})`;
  const hint = roots === 0 ? "; name the folders again with sync --folder DIR" : "";
  return `Rebuilt the catalogue with ${records} records of ${roots} roots, ${lost}${hint}`;
}

/** Gives the damaged files other names. The catalogue's own name stays taken until it is replaced. */
function moveAside(path: string, aside: string): void {
  linkOrMove(path, aside);
  for (const companion of COMPANIONS) {
    if (exists(`${path}${companion}`)) {
      Deno.renameSync(`${path}${companion}`, `${aside}${companion}`);
    }
  }
}

function linkOrMove(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    // FAT and some FUSE file systems have no hard links.
    Deno.renameSync(from, to);
  }
}

function removeAll(path: string): void {
  for (const companion of ["", ...COMPANIONS]) {
    if (exists(`${path}${companion}`)) Deno.removeSync(`${path}${companion}`);
  }
}
