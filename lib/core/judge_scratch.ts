import type {
  Hearing,
  IdentityTrial,
  NamesTrial,
  ReplacingTrial,
  ScratchMeasurements,
  TimesTrial,
} from "./doctor_measurements.ts";
import { formatDuration } from "./duration.ts";
import type { FileSystem } from "./file_systems.ts";
import { type Finding, findingOf, type Measured } from "./finding.ts";
import { isWatchLimit } from "./watch_trouble.ts";

/** Two clocks so far apart confuse what waits for files to be left alone, milliseconds. */
const CLOCKS_APART_MS = 2_000;

/** Forcing a small file to a disk that is well takes less. */
const SLOW_SYNC_MS = 500;

type Judgement = Omit<Finding, "check">;

/** What tells that a test could not be made, which says nothing about the file system. */
const NO_WRITING =
  /No space left|Read-only file system|Permission denied|Disk quota|os error (?:28|30|13|122)\b/;

/** Judges what needed a directory to write to, on the disk of the photos. */
export function judgeScratch(
  measured: ScratchMeasurements,
  fileSystem: FileSystem,
): readonly Finding[] {
  const { times, identity, names, replacing } = measured;
  const hearing = withoutLimit(measured.hearing);
  const untried = sameReason([
    excused(hearing),
    excused(times),
    excused(identity),
    excused(names),
    excused(replacing),
  ]);
  if (untried !== null) return [notTried(untried)];
  if (isSilent(measured)) return [silent(times)];
  return [
    findingOf(excused(hearing), {
      check: "events",
      meaning: "Changes may not be announced; they are found by the regular look",
      cure: "Run doctor again; where it stays so, tell the message in a bug report",
      judge: judgeHearing,
    }),
    findingOf(excused(times), {
      check: "time stamps",
      meaning: "How changes are told here is not known",
      cure: "Tell the message in a bug report",
      judge: (trial) => judgeTimes(trial, fileSystem),
    }),
    findingOf(excused(identity), {
      check: "renames",
      meaning: "How renamed photos are recognised here is not known",
      cure: "Tell the message in a bug report",
      judge: (trial) => judgeIdentity(trial, fileSystem),
    }),
    findingOf(excused(names), {
      check: "names",
      meaning: "Which names are different here is not known",
      cure: "Tell the message in a bug report",
      judge: judgeNames,
    }),
    findingOf(excused(replacing), {
      check: "replacing",
      meaning: "A file cannot be replaced as a whole: programs that save photos here may lose some",
      cure: "Tell the message in a bug report",
      judge: judgeReplacing,
    }),
  ];
}

/** Why none was tried; `null` where one was, or the reasons differ. */
function sameReason(all: readonly Measured<unknown>[]): string | null {
  const reasons = new Set(all.map((one) => one.status === "untried" ? one.reason : null));
  const [reason = null] = reasons;
  return reasons.size === 1 ? reason : null;
}

function notTried(reason: string): Finding {
  return {
    check: "disk tests",
    state: "untried",
    seen: reason,
    meaning:
      "What this disk does with events, time stamps, renames, names and replaced files was " +
      "not measured",
    cure: "Name a directory on the same disk with --scratch DIR: a few small files are made in a " +
      "new directory there, and removed",
  };
}

/** Where the disk did not answer to the very first. */
function isSilent({ hearing, times, identity, names, replacing }: ScratchMeasurements): boolean {
  return [hearing, times, identity, names, replacing].every(({ status }) => status === "silent");
}

function silent(measured: Measured<unknown>): Finding {
  const words = { meaning: "Nothing is known of it", cure: "See whether the disk is there" };
  const judge = () => ({ state: "ok", seen: "It answers", meaning: null, cure: null }) as const;
  return findingOf(measured, { check: "disk tests", ...words, judge });
}

/** The limit of watches is a finding of its own, and says nothing about the disk. */
function withoutLimit(hearing: Measured<Hearing>): Measured<Hearing> {
  if (hearing.status !== "failed" || !isWatchLimit(hearing.reason)) return hearing;
  return { status: "untried", reason: "Nothing more may be watched, see watching" };
}

/** Where nobody can write nothing was tried; photos themselves need no writing. */
function excused<Value>(measured: Measured<Value>): Measured<Value> {
  if (measured.status !== "failed" || !NO_WRITING.test(measured.reason)) return measured;
  return { status: "untried", reason: measured.reason };
}

function judgeHearing({ heard, unheard }: Hearing): Judgement {
  if (unheard.length === 0) {
    return {
      state: "ok",
      seen: `The watcher told that a file was ${listed(heard)}`,
      meaning: "A change is noticed at once",
      cure: null,
    };
  }
  return {
    state: "limited",
    seen: `The watcher did not tell that a file was ${listed(unheard)}`,
    meaning: "Such changes are found by the regular look, not at once",
    cure: "Choose how often it looks with watch --rescan-interval",
  };
}

function judgeTimes(
  { stepMs, isPutBackSeen, aheadMs }: TimesTrial,
  { ctimesAreStable, name }: FileSystem,
): Judgement {
  const step = stepMs < 1_000 ? `${stepMs} ms` : `${stepMs / 1_000} s`;
  const seen = `Times of change are kept in steps of ${step}`;
  if (!isPutBackSeen || !ctimesAreStable) {
    return {
      state: "limited",
      seen: isPutBackSeen
        ? `${seen}; the status time of ${name} is not kept on the disk`
        : `${seen}; the status time does not tell a change whose time was put back`,
      meaning: "A photo changed to the same size, its time put back, is not noticed by a scan",
      cure: "Run audit --content now and then: it compares all bytes",
    };
  }
  if (Math.abs(aheadMs) > CLOCKS_APART_MS + stepMs) {
    return {
      state: "limited",
      seen: `${seen}; the clock of the disk is ${formatDuration(Math.abs(aheadMs))} ${
        aheadMs > 0 ? "ahead of" : "behind"
      } this machine's`,
      meaning: "When a file was left alone long enough to be read is judged wrongly by that much",
      cure: "Set both clocks by NTP",
    };
  }
  if (stepMs >= 1_000) {
    return {
      state: "limited",
      seen: `${seen}; a change whose time was put back is told by the status time`,
      meaning: "Files changed shortly before a look are looked at again, so nothing is missed",
      cure: "None is needed; newer file systems keep finer times",
    };
  }
  return {
    state: "ok",
    seen: `${seen}; a change whose time was put back is told by the status time`,
    meaning: "A changed photo is found without opening those that did not change",
    cure: null,
  };
}

function judgeIdentity(
  { isInodeKept, isBirthKept }: IdentityTrial,
  { inodesAreStable, name }: FileSystem,
): Judgement {
  const births = isBirthKept === null
    ? "birth times are not kept"
    : isBirthKept
    ? "birth times are kept"
    : "birth times change";
  if (!isInodeKept || !inodesAreStable) {
    return {
      state: "limited",
      seen: isInodeKept
        ? `A renamed file keeps its inode, but ${name} gives others at the next mount; ${births}`
        : `A renamed file gets another inode; ${births}`,
      meaning:
        "A renamed photo keeps its record as its bytes are recognised, which means reading " +
        "it once more",
      cure: "None is needed; let a sync end before you rename what is new",
    };
  }
  if (isBirthKept !== true) {
    return {
      state: "limited",
      seen: `A renamed file keeps its inode; ${births}`,
      meaning: "A rename keeps the record; an inode that is given again at once to a file of the " +
        "same size and time is taken for the same file",
      cure: "None is needed; newer file systems keep birth times",
    };
  }
  return {
    state: "ok",
    seen: `A renamed file keeps its inode; ${births}`,
    meaning: "A rename keeps the record, and nothing has to be read again",
    cure: null,
  };
}

function judgeNames(trial: NamesTrial): Judgement {
  const alike = [
    ...(trial.areCasesDistinct ? [] : ["'A.jpg' and 'a.jpg' are one name"]),
    ...(trial.areNormalFormsDistinct ? [] : ["'é' as one character and as two are one name"]),
    ...(trial.areNamesKept ? [] : ["names come back otherwise than they were given"]),
  ];
  if (alike.length === 0) {
    return {
      state: "ok",
      seen: "Names are kept byte by byte: case and Unicode forms make different names",
      meaning: "Each file has its own row, whatever it is called",
      cure: null,
    };
  }
  return {
    state: "limited",
    seen: `Here ${listed(alike)}`,
    meaning: "Two photos that differ only so cannot be side by side: copying both here loses one",
    cure: "Before copying from a disk that tells them apart, rename one of each such pair",
  };
}

function judgeReplacing({ isReplaced, syncMs }: ReplacingTrial): Judgement {
  const took = syncMs < 1_000 ? `${Math.ceil(syncMs)} ms` : formatDuration(syncMs);
  if (!isReplaced) {
    return {
      state: "broken",
      seen: "A file that was replaced by a rename still has its old content",
      meaning:
        "Programs that save photos safely cannot do so here, and the old content may be read",
      cure: "Keep photos on another file system",
    };
  }
  if (syncMs > SLOW_SYNC_MS) {
    return {
      state: "limited",
      seen: `A file was replaced as a whole; forcing it to the disk took ${took}`,
      meaning: "What has to be safe takes its time here",
      cure: "See whether the disk is busy or failing",
    };
  }
  return {
    state: "ok",
    seen: `A file was forced to the disk (${took}) and replaced as a whole by a rename`,
    meaning: "After a power cut a file is the old or the new one, never half of each",
    cure: null,
  };
}

function listed(texts: readonly string[]): string {
  return texts.length < 2
    ? texts.join("")
    : `${texts.slice(0, -1).join(", ")} and ${texts[texts.length - 1]}`;
}
