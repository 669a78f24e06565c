import assert from "node:assert/strict";
import type {
  Census,
  FolderMeasurements,
  ScratchMeasurements,
} from "../../lib/core/doctor_measurements.ts";
import { type FileSystem, fileSystemOfName } from "../../lib/core/file_systems.ts";
import { countFindings, type Finding, type Measured } from "../../lib/core/finding.ts";
import { formatBytes } from "../../lib/core/format_bytes.ts";
import { judgeCatalogue } from "../../lib/core/judge_catalogue.ts";
import { judgeFolder } from "../../lib/core/judge_folder.ts";
import { isNoiseDirectory } from "../../lib/core/ignore.ts";
import { whyPolled } from "../../lib/core/watchable.ts";
import { watchTrouble } from "../../lib/core/watch_trouble.ts";
import { wrapText } from "../../lib/core/wrap_text.ts";

const SILENT = { status: "silent", limitMs: 5_000 } as const;
const UNTRIED = { status: "untried", reason: "No directory may be written to" } as const;
const failed = (reason: string) => ({ status: "failed", reason }) as const;
const measured = <Value>(value: Value) => ({ status: "measured", value }) as const;

const CENSUS: Census = {
  directories: 112,
  photos: 461,
  slowPhotos: 0,
  closedDirectories: 0,
  closedExamples: [],
  unreadableNames: 0,
  isComplete: true,
  tookMs: 40,
};
const TIMES = { stepMs: 1, isPutBackSeen: true, aheadMs: 0 };
const NAMES = { areCasesDistinct: true, areNormalFormsDistinct: true, areNamesKept: true };
const READING = { files: 400, bytesRead: 80_000_000, tookMs: 2_000, failed: 0, failedExamples: [] };
const WELL: FolderMeasurements = {
  there: measured(null),
  fileSystem: measured(fileSystemOfName("ext4")),
  census: measured(CENSUS),
  watch: measured({ trouble: null, isLimit: false, tookMs: 100 }),
  hearing: measured({ heard: ["made", "renamed", "deleted"], unheard: [] }),
  times: measured(TIMES),
  identity: measured({ isInodeKept: true, isBirthKept: true }),
  names: measured(NAMES),
  replacing: measured({ isReplaced: true, syncMs: 4 }),
  reading: measured(READING),
};
const NO_SCRATCH: ScratchMeasurements = {
  hearing: UNTRIED,
  times: UNTRIED,
  identity: UNTRIED,
  names: UNTRIED,
  replacing: UNTRIED,
};

/** A sentence about a folder, what differs from one that is well, the check, its state, what is said. */
const FOLDERS: readonly [string, Partial<FolderMeasurements>, string, Finding["state"], RegExp][] =
  [
    ["is not there", { there: failed("Nothing is there") }, "folder", "broken", /Nothing is there/],
    ["does not answer", { there: SILENT }, "folder", "broken", /No answer within 5 s/],
    ["stops answering while it is counted", { census: SILENT }, "access", "broken", /No answer/],
    ["is on a network share", on("nfs"), "file system", "limited", /network share \(nfs\)/],
    ["is on FUSE", on("fuse"), "file system", "limited", /A program stands behind/],
    [
      "is on nobody knows what",
      { fileSystem: measured(null) },
      "file system",
      "limited",
      /not tell/,
    ],
    [
      "has directories that may not be read",
      { census: measured({ ...CENSUS, closedDirectories: 2, closedExamples: ["/p/a\nb"] }) },
      "access",
      "limited",
      /2 directories may not be read \('\/p\/a\\nb', …\)/,
    ],
    [
      "has names that are not UTF-8",
      { census: measured({ ...CENSUS, unreadableNames: 1 }) },
      "access",
      "limited",
      /1 name is not valid UTF-8/,
    ],
    [
      "has photos that may not be read",
      { reading: measured({ ...READING, failed: 1, failedExamples: ["/p/x.jpg"] }) },
      "access",
      "limited",
      /1 photo of those tried could not be read \('\/p\/x\.jpg'\)/,
    ],
    [
      "C-075 has more directories than may be watched",
      { watch: measured({ trouble: "os error 28", isLimit: true, tookMs: 10 }) },
      "watching",
      "limited",
      /its limit of watches is reached.*sysctl fs\.inotify\.max_user_watches/,
    ],
    [
      "has a watcher that fails otherwise",
      { watch: measured({ trouble: "Watching failed: odd", isLimit: false, tookMs: 10 }) },
      "watching",
      "limited",
      /Watching failed: odd/,
    ],
    [
      "does not announce deletions",
      { hearing: measured({ heard: ["made"], unheard: ["renamed", "deleted"] }) },
      "events",
      "limited",
      /did not tell that a file was renamed and deleted/,
    ],
    [
      "keeps whole seconds",
      { times: measured({ ...TIMES, stepMs: 1_000 }) },
      "time stamps",
      "limited",
      /steps of 1 s/,
    ],
    [
      "C-022 does not tell a change whose time was put back",
      { times: measured({ ...TIMES, isPutBackSeen: false }) },
      "time stamps",
      "limited",
      /audit --content/,
    ],
    ["C-022 is FAT", on("vfat"), "time stamps", "limited", /status time of vfat is not kept/],
    [
      "is on a machine whose clock is ahead",
      { times: measured({ ...TIMES, aheadMs: 90_000 }) },
      "time stamps",
      "limited",
      /clock of the disk is 1 m 30 s ahead/,
    ],
    [
      "gives a renamed file another inode",
      { identity: measured({ isInodeKept: false, isBirthKept: true }) },
      "renames",
      "limited",
      /gets another inode/,
    ],
    ["gives other inodes at each mount", on("exfat"), "renames", "limited", /at the next mount/],
    [
      "keeps no birth times",
      { identity: measured({ isInodeKept: true, isBirthKept: null }) },
      "renames",
      "limited",
      /birth times are not kept/,
    ],
    [
      "takes upper case for lower case",
      { names: measured({ ...NAMES, areCasesDistinct: false }) },
      "names",
      "limited",
      /'A\.jpg' and 'a\.jpg' are one name/,
    ],
    [
      "takes NFC for NFD",
      { names: measured({ ...NAMES, areNormalFormsDistinct: false }) },
      "names",
      "limited",
      /as one character and as two/,
    ],
    [
      "shows the old content after a rename",
      { replacing: measured({ isReplaced: false, syncMs: 1 }) },
      "replacing",
      "broken",
      /still has its old content/,
    ],
    [
      "takes a second to force a file to the disk",
      { replacing: measured({ isReplaced: true, syncMs: 1_200 }) },
      "replacing",
      "limited",
      /took 1\.2 s/,
    ],
    [
      "is so slow that a first index takes a day",
      {
        census: measured({ ...CENSUS, photos: 1_000_000 }),
        reading: measured({ ...READING, files: 20 }),
      },
      "reading",
      "limited",
      /1,000,000 photos takes about 27 h/,
    ],
    [
      "has only photos that cannot be read",
      { reading: measured({ ...READING, files: 0, failed: 3 }) },
      "reading",
      "broken",
      /None of the photos/,
    ],
    [
      "has videos that only ExifTool reads",
      { census: measured({ ...CENSUS, slowPhotos: 46 }) },
      "formats",
      "ok",
      /46 files of 461 \(10 %\) are CRW, X3F or MTS.*about 1\.8 s/,
    ],
    [
      "has a million videos that only ExifTool reads",
      { census: measured({ ...CENSUS, photos: 1_000_000, slowPhotos: 1_000_000 }) },
      "formats",
      "limited",
      /take about 11 h 6 m/,
    ],
    ["has nothing to write to on its disk", NO_SCRATCH, "disk tests", "untried", /--scratch DIR/],
    [
      "is on a disk that does not answer when something is written",
      { hearing: SILENT, times: SILENT, identity: SILENT, names: SILENT, replacing: SILENT },
      "disk tests",
      "broken",
      /No answer within 5 s/,
    ],
    [
      "C-075 cannot be tried where nothing more may be watched",
      { hearing: failed(watchTrouble(new Error("No space left on device (os error 28)"))) },
      "events",
      "untried",
      /see watching/,
    ],
    [
      "is read-only where something was to be written",
      { names: failed("Read-only file system (os error 30)") },
      "names",
      "untried",
      /Read-only/,
    ],
  ];

function on(name: string): Partial<FolderMeasurements> {
  return { fileSystem: measured(fileSystemOfName(name)) };
}

Deno.test("doctor: a folder that is well has nothing but good findings", () => {
  const findings = judgeFolder(WELL);
  assert.deepEqual(countFindings(findings), { ok: 9, limited: 0, broken: 0, untried: 0 });
  for (const { cure } of findings) assert.equal(cure, null);
});

for (const [sentence, difference, check, state, words] of FOLDERS) {
  Deno.test(`doctor: a folder that ${sentence} → ${check} ${state}`, () => {
    const findings = judgeFolder({ ...WELL, ...difference });
    const found = findings.filter((one) => one.check === check);
    assert.equal(found.length, 1, JSON.stringify(findings, null, 2));
    assert.equal(found[0]?.state, state);
    for (const one of findings) {
      const needsCure = one.state === "limited" || one.state === "broken";
      assert.ok(!needsCure || one.cure !== null, one.check);
    }
    assert.match(`${found[0]?.seen} ${found[0]?.meaning} ${found[0]?.cure}`, words);
  });
}

Deno.test("doctor: nothing is told of a folder that is not there", () => {
  assert.equal(judgeFolder({ ...WELL, there: failed("Nothing is there") }).length, 1);
});

const ROOM = { freeBytes: 50_000_000_000, catalogueBytes: 200_000_000 };
const CATALOGUE = {
  holding: measured({ roots: 1, photos: 461 }),
  fileSystem: measured(fileSystemOfName("ext4")) as Measured<FileSystem | null>,
  journal: measured({ mode: "wal", readersSeeCommits: true }) as Measured<
    { mode: string; readersSeeCommits: boolean }
  >,
  room: measured(ROOM),
};
const CATALOGUES: readonly [string, Partial<typeof CATALOGUE>, string, Finding["state"]][] = [
  [
    "is on a network share",
    { fileSystem: measured(fileSystemOfName("cifs")) },
    "its place",
    "broken",
  ],
  ["is on FUSE", { fileSystem: measured(fileSystemOfName("fuse")) }, "its place", "limited"],
  ["is nobody knows where", { fileSystem: measured(null) }, "its place", "limited"],
  ["cannot be written", { journal: failed("Permission denied") }, "its journal", "broken"],
  [
    "has no log where there should be one",
    { journal: measured({ mode: "delete", readersSeeCommits: true }) },
    "its journal",
    "limited",
  ],
  [
    "shows a reader something else",
    { journal: measured({ mode: "wal", readersSeeCommits: false }) },
    "its journal",
    "broken",
  ],
  ["has no room", { room: measured({ ...ROOM, freeBytes: 0 }) }, "its room", "broken"],
  [
    "has no room for a copy",
    { room: measured({ ...ROOM, freeBytes: 300_000_000 }) },
    "its room",
    "limited",
  ],
];

Deno.test("doctor: a catalogue that is well has nothing but good findings", () => {
  assert.deepEqual(countFindings(judgeCatalogue(CATALOGUE)), {
    ok: 4,
    limited: 0,
    broken: 0,
    untried: 0,
  });
});

for (const [sentence, difference, check, state] of CATALOGUES) {
  Deno.test(`doctor: a catalogue that ${sentence} → ${check} ${state}`, () => {
    const findings = judgeCatalogue({ ...CATALOGUE, ...difference });
    const found = findings.find((one) => one.check === check);
    assert.equal(found?.state, state);
    assert.ok(found?.cure, "it says what to do");
  });
}

Deno.test("doctor: without a log on FUSE the journal is as it has to be", () => {
  const fuse = measured(fileSystemOfName("fuse"));
  const journal = measured({ mode: "truncate", readersSeeCommits: true });
  const findings = judgeCatalogue({ ...CATALOGUE, fileSystem: fuse, journal });
  assert.equal(findings.find(({ check }) => check === "its journal")?.state, "ok");
});

Deno.test("C-075 shares are polled, disks are watched", () => {
  for (const name of ["nfs", "cifs", "smb2", "9p"]) {
    assert.match(whyPolled(fileSystemOfName(name)) ?? "", new RegExp(`share \\(${name}\\)`));
  }
  for (const name of ["ext4", "vfat", "fuse", null]) {
    assert.equal(whyPolled(fileSystemOfName(name)), null);
  }
});

Deno.test("doctor: its scratch directory is never taken for one of photos", () => {
  assert.ok(isNoiseDirectory(".proofsheet-doctor-0123456789ab"));
});

Deno.test("doctor: sizes and lines for a person", () => {
  assert.deepEqual([0, 999, 1_000, 26_800_000, 999_700, 1_234_000_000_000].map(formatBytes), [
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "26.8 MB",
    "1.0 MB",
    "1.2 TB",
  ]);
  assert.deepEqual(wrapText("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrapText("/a/path/longer/than/that is", 7), ["/a/path/longer/than/that", "is"]);
});
