import type {
  Census,
  FolderMeasurements,
  ReadingTrial,
  WatchOpening,
} from "./doctor_measurements.ts";
import { formatDuration } from "./duration.ts";
import { type FileSystem, fileSystemOfName } from "./file_systems.ts";
import { type Finding, findingOf, isMeasured } from "./finding.ts";
import { formatBytes } from "./format_bytes.ts";
import { judgeScratch } from "./judge_scratch.ts";
import { shownPath } from "./shown_path.ts";
import { whyPolled } from "./watchable.ts";
import { WATCH_LIMIT_CURE } from "./watch_trouble.ts";

/** A first index that takes longer wants planning, milliseconds. */
const LONG_INDEX_MS = 8 * 3_600_000;

/** What ExifTool reads in a process of its own. */
const SLOW_PER_SECOND = 25;

type Judgement = Omit<Finding, "check">;

/** Judges a folder of photos. Where it is not there, that is all there is to say. */
export function judgeFolder(measured: FolderMeasurements): readonly Finding[] {
  const there = findingOf(measured.there, {
    check: "folder",
    meaning: "As a root it is offline: its records are kept, nothing is concluded about its photos",
    cure: "Check the spelling, mount its disk, or give yourself the right to read it",
    judge: () => ({ state: "ok", seen: "It is there and can be read", meaning: null, cure: null }),
  });
  if (there.state !== "ok") return [there];
  const fileSystem = isMeasured(measured.fileSystem) ? measured.fileSystem.value : null;
  const census = isMeasured(measured.census) ? measured.census.value : null;
  const reading = isMeasured(measured.reading) ? measured.reading.value : null;
  return [
    findingOf(measured.fileSystem, {
      check: "file system",
      meaning: "It is taken for a local disk",
      cure: "See with 'df -T' what it is",
      judge: judgeFileSystem,
    }),
    findingOf(measured.census, {
      check: "access",
      meaning: "What cannot be listed is not indexed; its records are kept",
      cure: "Give yourself the right to read it",
      judge: (value) => judgeAccess(value, reading),
    }),
    findingOf(measured.watch, {
      check: "watching",
      meaning: "Changes are found by looking regularly, later than by being told",
      cure: "Run doctor again; where it stays so, tell the message in a bug report",
      judge: (opening) => judgeWatch(opening, census),
    }),
    ...judgeScratch(measured, fileSystem ?? fileSystemOfName(null)),
    findingOf(measured.reading, {
      check: "reading",
      meaning: "Photos that cannot be read are problems, and have no row",
      cure: "Run doctor again; where it stays so, tell the message in a bug report",
      judge: (trial) => judgeReading(trial, census),
    }),
    ...(census === null || census.slowPhotos === 0 ? [] : [judgeFormats(census)]),
  ];
}

function judgeFileSystem(fileSystem: FileSystem | null): Judgement {
  if (fileSystem === null) {
    return {
      state: "limited",
      seen: "The system does not tell which file system this is",
      meaning: "It is taken for a local disk",
      cure: "See with 'df -T' what it is; on a share use 'watch --poll'",
    };
  }
  const polled = whyPolled(fileSystem);
  if (polled !== null) {
    return {
      state: "limited",
      seen: polled,
      meaning: "It is looked at regularly instead of being watched: changes are found later",
      cure: "Run the program on the machine that holds the files, or choose how often it looks " +
        "with watch --poll-interval",
    };
  }
  if (fileSystem.isFuse) {
    return {
      state: "limited",
      seen: `A program stands behind this file system (${fileSystem.name})`,
      meaning:
        "What it announces and what it keeps is its own affair; what is missed is found by " +
        "the regular look",
      cure: "Where it joins local disks, make their folders the roots",
    };
  }
  return {
    state: "ok",
    seen: `It is on a local disk (${fileSystem.name})`,
    meaning: "It is watched, and what a scan sees is believed as far as this file system keeps it",
    cure: null,
  };
}

function judgeAccess(census: Census, reading: ReadingTrial | null): Judgement {
  const seen = `${count(census.photos, "photo")} in ` +
    `${count(census.directories, "directory", "directories")}` +
    (census.isComplete ? "" : `, counted until ${formatDuration(census.tookMs)} were over`);
  const troubles = [
    trouble(census.closedDirectories, "may not be read", census.closedExamples, [
      "directory",
      "directories",
    ]),
    trouble(census.unreadableNames, "not valid UTF-8", [], ["name is", "names are"]),
    reading === null
      ? ""
      : trouble(reading.failed, "of those tried could not be read", reading.failedExamples, [
        "photo",
        "photos",
      ]),
  ].filter((text) => text !== "");
  if (troubles.length === 0) {
    return { state: "ok", seen, meaning: "Everything that was met may be read", cure: null };
  }
  return {
    state: "limited",
    seen: `${seen}; ${troubles.join("; ")}`,
    meaning: "These are problems, not absences: nothing in them is indexed, their records are kept",
    cure:
      "Run the program as a user who may read them (chmod -R u+rX, or a group), and rename what " +
      "is not UTF-8",
  };
}

function trouble(
  number: number,
  what: string,
  examples: readonly string[],
  words: readonly [string, string],
): string {
  if (number === 0) return "";
  const like = examples.length === 0
    ? ""
    : ` (${examples.map((path) => `'${shownPath(path)}'`).join(", ")}${
      number > examples.length ? ", …" : ""
    })`;
  return `${count(number, ...words)} ${what}${like}`;
}

function judgeWatch(opening: WatchOpening, census: Census | null): Judgement {
  const of = census === null
    ? "everything"
    : `${census.isComplete ? "" : "more than "}${
      count(census.directories, "directory", "directories")
    }`;
  if (opening.trouble === null) {
    return {
      state: "ok",
      seen: `A watch of ${of} was opened in ${formatDuration(opening.tookMs)}`,
      meaning: "The system's limit of watches is high enough for this folder, today",
      cure: null,
    };
  }
  if (opening.isLimit) {
    return {
      state: "limited",
      seen: `The system does not let us watch ${of}: its limit of watches is reached`,
      meaning: "It is looked at regularly instead: nothing is lost, and changes are found later",
      cure: `See the limit with 'sysctl fs.inotify' and ${WATCH_LIMIT_CURE}; a running watch of ` +
        "this program needs its share, too",
    };
  }
  return {
    state: "limited",
    seen: opening.trouble,
    meaning: "It is looked at regularly instead: nothing is lost, and changes are found later",
    cure: "Mend what the message names, and run doctor again",
  };
}

function judgeReading(trial: ReadingTrial, census: Census | null): Judgement {
  if (trial.files === 0) {
    const seen = trial.failed > 0
      ? "None of the photos tried could be read"
      : "No photo to try was found";
    return trial.failed === 0 ? { state: "ok", seen, meaning: null, cure: null } : {
      state: "broken",
      seen,
      meaning: "Photos that cannot be read are problems, and have no row",
      cure: "Give yourself the right to read them, and see whether the disk is failing",
    };
  }
  const perSecond = trial.files / Math.max(trial.tookMs / 1_000, 0.001);
  const photos = census === null ? trial.files : census.photos - census.slowPhotos;
  const forecastMs = photos / perSecond * 1_000;
  const meaning = census?.isComplete === true
    ? `A first index of ${count(photos, "photo")} takes about ${
      formatDuration(forecastMs)
    }, longer where nothing is in memory yet`
    : `Each 100,000 photos take about ${formatDuration(100_000 / perSecond * 1_000)} to index`;
  const isLong = forecastMs > LONG_INDEX_MS;
  return {
    state: isLong ? "limited" : "ok",
    seen: `${count(trial.files, "photo")} read with their metadata in ${
      trial.tookMs < 1_000 ? `${Math.ceil(trial.tookMs)} ms` : formatDuration(trial.tookMs)
    }: ${Math.round(perSecond).toLocaleString("en-US")} a second, ${
      formatBytes(Math.round(trial.bytesRead / (trial.tookMs / 1_000)))
    } a second`,
    meaning,
    cure: isLong ? "Let it run; it carries on where it was stopped" : null,
  };
}

function judgeFormats({ slowPhotos, photos, isComplete }: Census): Finding {
  const share = Math.max(1, Math.round(100 * slowPhotos / photos));
  const slowMs = slowPhotos / SLOW_PER_SECOND * 1_000;
  const isLong = slowMs > LONG_INDEX_MS;
  return {
    check: "formats",
    state: isLong ? "limited" : "ok",
    seen: `${count(slowPhotos, "file")} of ${photos.toLocaleString("en-US")} (${share} %) ${
      slowPhotos === 1 ? "is" : "are"
    } CRW, X3F or MTS, which ExifTool reads`,
    meaning: `At a first index they take ${isComplete ? "about" : "at least"} ${
      formatDuration(slowMs)
    }, beside the others`,
    cure: isLong ? "Let it run; it carries on where it was stopped" : null,
  };
}

function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}
