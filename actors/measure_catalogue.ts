import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { catalogueState } from "../lib/catalogue/open_for_reading.ts";
import { judgePlace } from "../lib/core/catalogue_place.ts";
import type {
  CatalogueHolding,
  CatalogueMeasurements,
  JournalTrial,
} from "../lib/core/doctor_measurements.ts";
import { type FileSystem, fileSystemOfName } from "../lib/core/file_systems.ts";
import { isMeasured, type Measured } from "../lib/core/finding.ts";
import { fileSystemOf } from "../lib/file_system/file_system_of.ts";
import { measure } from "../lib/file_system/measure.ts";
import { roomAt } from "../lib/file_system/room_at.ts";
import { withReader } from "./invocation.ts";
import type { ScratchPlaces } from "./scratch_places.ts";
import { tryJournal } from "./try_journal.ts";

const LOOK_LIMIT_MS = 5_000;
const JOURNAL_LIMIT_MS = 15_000;

/** What measuring the catalogue's place needs. */
export interface CatalogueMeans {
  readonly databasePath: string;
  /** The nearest directory of that path that is there. */
  readonly folder: string;
  /** False where a directory there could be seen as one of photos. */
  readonly mayWrite: boolean;
  readonly programUrl: string;
  readonly scratches: ScratchPlaces;
  readonly signal: AbortSignal;
}

/** Measures the place of the catalogue; the catalogue itself is only read. */
export async function measureCatalogue(means: CatalogueMeans): Promise<CatalogueMeasurements> {
  const { databasePath, folder, signal } = means;
  const limits = { limitMs: LOOK_LIMIT_MS, signal };
  const fileSystem = await measure(() => fileSystemOf(folder), limits);
  const known = isMeasured(fileSystem) ? fileSystem.value : null;
  const place = judgePlace(known ?? fileSystemOfName(null));
  // SQLite's calls hold up everything here: not on a share, which may be dead.
  const holding: Measured<CatalogueHolding> = place.isPossible
    ? await measure(() => holdingOf(databasePath), limits)
    : { status: "untried", reason: "It is not opened on a network share" };
  return {
    holding,
    fileSystem,
    journal: place.isPossible
      ? await measureJournal(means, known)
      : { status: "untried", reason: "No catalogue is kept on a network share" },
    room: await measure(async () => ({
      freeBytes: await roomAt(folder),
      catalogueBytes: await Deno.stat(databasePath).then(({ size }) => size, () => 0),
    }), limits),
  };
}

function holdingOf(databasePath: string): CatalogueHolding {
  if (catalogueState(databasePath) === "absent") return null;
  return withReader(databasePath, (database) => {
    const { roots, photos } = new CatalogueQueries(database).counts();
    return { roots, photos };
  });
}

async function measureJournal(
  { folder, mayWrite, programUrl, scratches, signal }: CatalogueMeans,
  fileSystem: FileSystem | null,
): Promise<Measured<JournalTrial>> {
  const parent = mayWrite ? folder : await scratches.parentFor(folder);
  if (parent === null) {
    return {
      status: "untried",
      reason: "The catalogue lies among photos, where nothing is written unasked: name a " +
        "directory on the same disk with --scratch DIR",
    };
  }
  const scratch = await scratches.in(parent);
  if (scratch.status !== "measured") return scratch;
  const { path } = scratch.value;
  const place = judgePlace(fileSystem ?? fileSystemOfName(null));
  const hasWriteAheadLog = place.isPossible && place.hasWriteAheadLog;
  return await measure(
    () => tryJournal(programUrl, { path: `${path}/database`, hasWriteAheadLog }),
    { limitMs: JOURNAL_LIMIT_MS, signal },
  );
}
