import type { FileSystem } from "./file_systems.ts";
import type { Measured } from "./finding.ts";

/** Room at a place, bytes. */
export interface Room {
  readonly freeBytes: number;
  /** Size of the catalogue as it is; 0 where there is none yet. */
  readonly catalogueBytes: number;
}

/** What a catalogue holds that is there already; `null` where there is none yet. */
export type CatalogueHolding = { readonly roots: number; readonly photos: number } | null;

/** A small database that was written while somebody else read it. */
export interface JournalTrial {
  /** What SQLite made of it: `wal`, `truncate` … */
  readonly mode: string;
  /** Whether a reader saw the old state during a change, and the new one after it. */
  readonly readersSeeCommits: boolean;
}

/** What was measured where the catalogue lies. */
export interface CatalogueMeasurements {
  readonly holding: Measured<CatalogueHolding>;
  /** `null` where the system does not tell. */
  readonly fileSystem: Measured<FileSystem | null>;
  readonly journal: Measured<JournalTrial>;
  readonly room: Measured<Room>;
}

/** A count of what lies below a folder. */
export interface Census {
  readonly directories: number;
  /** Files that may be photos or videos by their names. */
  readonly photos: number;
  /** Those among them that by their names are of a format which only ExifTool reads. */
  readonly slowPhotos: number;
  /** Directories that may not be listed or entered. */
  readonly closedDirectories: number;
  /** A few of them, absolute. */
  readonly closedExamples: readonly string[];
  /** Names that are not UTF-8: what bears them cannot be opened. */
  readonly unreadableNames: number;
  /** False when the time was over before everything was counted. */
  readonly isComplete: boolean;
  readonly tookMs: number;
}

/** Photos that were read as a first index reads them. */
export interface ReadingTrial {
  readonly files: number;
  readonly bytesRead: number;
  readonly tookMs: number;
  /** Photos that could not be read at all. */
  readonly failed: number;
  readonly failedExamples: readonly string[];
}

/** A watch of everything below a folder, opened and closed again. */
export interface WatchOpening {
  /** Why it could not be opened, `null` when it could. */
  readonly trouble: string | null;
  readonly isLimit: boolean;
  readonly tookMs: number;
}

/** Which kinds of change a watcher told. */
export interface Hearing {
  readonly heard: readonly string[];
  readonly unheard: readonly string[];
}

/** What became of time stamps. */
export interface TimesTrial {
  /** A time that is set may come back so many milliseconds earlier. */
  readonly stepMs: number;
  /** Whether ctime tells that bytes were changed although mtime was put back. */
  readonly isPutBackSeen: boolean;
  /** How far the clock of the file system is ahead of this machine's. */
  readonly aheadMs: number;
}

/** What stays of a file that is renamed. */
export interface IdentityTrial {
  readonly isInodeKept: boolean;
  /** `null` where there are no birth times. */
  readonly isBirthKept: boolean | null;
}

/** Which names are different names. */
export interface NamesTrial {
  readonly areCasesDistinct: boolean;
  readonly areNormalFormsDistinct: boolean;
  /** Whether names are listed as they were given. */
  readonly areNamesKept: boolean;
}

/** A file replaced by a rename, after it was forced to the disk. */
export interface ReplacingTrial {
  readonly isReplaced: boolean;
  /** Forcing a small file to the disk and its name after it. */
  readonly syncMs: number;
}

/** What needs a directory to write to. */
export interface ScratchMeasurements {
  readonly hearing: Measured<Hearing>;
  readonly times: Measured<TimesTrial>;
  readonly identity: Measured<IdentityTrial>;
  readonly names: Measured<NamesTrial>;
  readonly replacing: Measured<ReplacingTrial>;
}

/** What was measured of a folder of photos. */
export interface FolderMeasurements extends ScratchMeasurements {
  /** Fails when it is not there, no directory, or may not be read. */
  readonly there: Measured<null>;
  readonly fileSystem: Measured<FileSystem | null>;
  readonly census: Measured<Census>;
  readonly watch: Measured<WatchOpening>;
  readonly reading: Measured<ReadingTrial>;
}
