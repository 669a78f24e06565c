import { judgePlace } from "./catalogue_place.ts";
import type { CatalogueMeasurements, JournalTrial, Room } from "./doctor_measurements.ts";
import { type FileSystem, fileSystemOfName } from "./file_systems.ts";
import { type Finding, findingOf, isMeasured } from "./finding.ts";
import { formatBytes } from "./format_bytes.ts";

/** Less is not enough for one index of any library, bytes. */
const ROOM_MIN_BYTES = 100_000_000;

/** Judges the place of the catalogue. */
export function judgeCatalogue(measured: CatalogueMeasurements): readonly Finding[] {
  const fileSystem = isMeasured(measured.fileSystem) ? measured.fileSystem.value : null;
  return [
    findingOf(measured.holding, {
      check: "catalogue",
      meaning: "Nothing can be asked, and nothing kept, before it can be opened",
      cure: "Do what the message says; run doctor again after it",
      judge: (holding) => ({
        state: "ok",
        seen: holding === null
          ? "There is none yet: the first sync makes it"
          : `It can be read: ${count(holding.photos, "photo")} in ${count(holding.roots, "root")}`,
        meaning: null,
        cure: null,
      }),
    }),
    findingOf(measured.fileSystem, {
      check: "its place",
      meaning: "A catalogue is kept where its folder can be looked at",
      cure: "Name another place with --db FILE",
      judge: judgeFileSystem,
    }),
    findingOf(measured.journal, {
      check: "its journal",
      meaning: "The catalogue cannot be written here: sync and watch will fail",
      cure: "Make room, or give yourself the right to write there, or name another place with " +
        "--db FILE",
      judge: (trial) => judgeJournal(trial, fileSystem),
    }),
    findingOf(measured.room, {
      check: "its room",
      meaning: "Nobody knows when its disk is full",
      cure: "Look with 'df -h'",
      judge: judgeRoom,
    }),
  ];
}

function judgeFileSystem(fileSystem: FileSystem | null): Omit<Finding, "check"> {
  if (fileSystem === null) {
    return {
      state: "limited",
      seen: "The system does not tell which file system this is",
      meaning: "It is taken for a local disk; on a network share SQLite would damage the catalogue",
      cure: "See with 'df -T' that it is a local disk, or name another place with --db FILE",
    };
  }
  const place = judgePlace(fileSystem);
  if (!place.isPossible) {
    return {
      state: "broken",
      seen: `It is on a network share (${fileSystem.name})`,
      meaning: "SQLite's locks do not hold there, so the program refuses to keep a catalogue there",
      cure: "Name a place on a local disk with --db FILE; the photos may stay on the share",
    };
  }
  if (!place.hasWriteAheadLog) {
    return {
      state: "limited",
      seen: `A program stands behind this file system (${fileSystem.name})`,
      meaning: "The catalogue is kept without a write-ahead log: readers wait while it is written",
      cure: "Name a place on a disk that the kernel itself mounts with --db FILE",
    };
  }
  return {
    state: "ok",
    seen: `It is on a local disk (${fileSystem.name})`,
    meaning: "A crash or a power cut costs nothing that was told as done",
    cure: null,
  };
}

function judgeJournal(
  { mode, readersSeeCommits }: JournalTrial,
  fileSystem: FileSystem | null,
): Omit<Finding, "check"> {
  if (!readersSeeCommits) {
    return {
      state: "broken",
      seen: `In a small database (journal mode ${mode}) a reader did not see what was written`,
      meaning: "Queries would answer wrongly while something is written",
      cure: "Name a place on another disk with --db FILE",
    };
  }
  const place = judgePlace(fileSystem ?? fileSystemOfName(null));
  if (mode !== "wal" && place.isPossible && place.hasWriteAheadLog) {
    return {
      state: "limited",
      seen: `SQLite took the journal mode '${mode}' in place of a write-ahead log`,
      meaning: "Readers wait while the catalogue is written",
      cure: "Name a place on another disk with --db FILE",
    };
  }
  return {
    state: "ok",
    seen: `A small database was written and read at the same time (journal mode ${mode})`,
    meaning: mode === "wal" ? "Queries never wait for a scan, and a scan never for them" : null,
    cure: null,
  };
}

/** A copy is made before the catalogue is changed by a newer version, so there has to be room for two. */
function judgeRoom({ freeBytes, catalogueBytes }: Room): Omit<Finding, "check"> {
  const seen = `${formatBytes(freeBytes)} free` +
    (catalogueBytes > 0 ? `, the catalogue has ${formatBytes(catalogueBytes)}` : "");
  const cure =
    "Make room on that disk, or move the catalogue to another and name it with --db FILE";
  if (freeBytes < ROOM_MIN_BYTES / 10) {
    const meaning = "What is found cannot be kept; nothing is half applied, and nothing is lost";
    return { state: "broken", seen, meaning, cure };
  }
  if (freeBytes < Math.max(ROOM_MIN_BYTES, 2 * catalogueBytes)) {
    const meaning = "It may be full before long, and there is no room for a copy of the catalogue";
    return { state: "limited", seen, meaning, cure };
  }
  return { state: "ok", seen, meaning: "Enough to grow, and for a copy", cure: null };
}

function count(value: number, one: string): string {
  return `${value.toLocaleString("en-US")} ${one}${value === 1 ? "" : "s"}`;
}
