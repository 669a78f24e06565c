import assert from "node:assert/strict";
import {
  directory,
  fileError,
  MemoryFileSystem,
  type MemoryTree,
  mount,
  photo,
  unreadable,
} from "./memory_file_system.ts";
import { catalogueOf, findings, LATER_MS, sync, walk } from "./walk_fixture.ts";

const YEAR: MemoryTree = { "2024/a.jpg": photo(1), "2024/b.jpg": photo(2), "c.jpg": photo(3) };
const DISK: MemoryTree = {
  "c.jpg": photo(3),
  "disk": mount(7),
  "disk/2020/d.jpg": photo(4),
  "disk/e.jpg": photo(5),
};

interface Case {
  readonly sentence: string;
  readonly before: MemoryTree;
  readonly now: MemoryTree;
  readonly change?: (files: MemoryFileSystem) => void;
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  {
    sentence: "C-002 every photo of a new root appeared",
    before: {},
    now: YEAR,
    expected: ["appeared 2024/a.jpg", "appeared 2024/b.jpg", "appeared c.jpg"],
  },
  { sentence: "C-020 an unchanged root gives nothing", before: YEAR, now: YEAR, expected: [] },
  {
    sentence: "a deleted photo vanished, its neighbours did not",
    before: YEAR,
    now: { "2024/a.jpg": photo(1), "c.jpg": photo(3) },
    expected: ["vanished 2024/b.jpg"],
  },
  {
    sentence: "C-041 everything below a deleted directory vanished",
    before: { ...YEAR, "2024/05/d.jpg": photo(4) },
    now: { "c.jpg": photo(3) },
    expected: ["vanished 2024/05/d.jpg", "vanished 2024/a.jpg", "vanished 2024/b.jpg"],
  },
  {
    sentence: "C-030 removing 2020 does not touch 2020_backup",
    before: { "2020/a.jpg": photo(1), "2020_backup/a.jpg": photo(2) },
    now: { "2020_backup/a.jpg": photo(2) },
    expected: ["vanished 2020/a.jpg"],
  },
  {
    sentence: "C-044 the photos of a directory without read permission stay, one problem names it",
    before: YEAR,
    now: { "2024": unreadable(), "c.jpg": photo(3) },
    expected: ["problem 2024 permission"],
  },
  {
    sentence: "C-043 nothing is concluded below an unreadable root",
    before: YEAR,
    now: { "": unreadable() },
    expected: ["problem  permission"],
  },
  {
    sentence: "C-047 the photos of a disk that is away stay, one problem names the mount",
    before: DISK,
    now: { "c.jpg": photo(3), "disk": directory() },
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a disk that is back is as it was",
    before: DISK,
    now: { ...DISK, "disk": mount(9) },
    expected: [],
  },
  {
    sentence: "C-047 a mounted disk that shows nothing known may be another one: all is kept",
    before: DISK,
    now: { "c.jpg": photo(3), "disk": mount(7) },
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a file put where a disk is away is taken in, what was known there is kept",
    before: DISK,
    now: { "c.jpg": photo(3), "disk/new.jpg": photo(6) },
    expected: ["appeared disk/new.jpg", "problem disk mount-away"],
  },
  {
    sentence: "C-047 what a program has put where a disk is away does not stand for the disk",
    before: { ...DISK, "disk/new.jpg": photo(6) },
    now: { "c.jpg": photo(3), "disk/new.jpg": photo(6) },
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a mount point that was removed together with its mount keeps its photos",
    before: DISK,
    now: { "c.jpg": photo(3) },
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-008 a directory named a.jpg is walked and is no photo",
    before: {},
    now: { "a.jpg/b.jpg": photo(1) },
    expected: ["appeared a.jpg/b.jpg"],
  },
  {
    sentence: "C-008 a photo that became a directory vanished",
    before: { "a.jpg": photo(1) },
    now: { "a.jpg/b.jpg": photo(2) },
    expected: ["appeared a.jpg/b.jpg", "vanished a.jpg"],
  },
  {
    sentence: "C-008 a directory that became a photo vanished with what was below it",
    before: { "a.jpg/b.jpg": photo(2) },
    now: { "a.jpg": photo(1) },
    expected: ["appeared a.jpg", "vanished a.jpg/b.jpg"],
  },
  {
    sentence: "a symbolic link in place of a photo is not followed",
    before: YEAR,
    now: { ...YEAR, "c.jpg": { kind: "symlink", target: "2024/a.jpg" } },
    expected: ["vanished c.jpg"],
  },
  {
    sentence: "a symbolic link in place of a directory is not followed",
    before: YEAR,
    now: {
      "2024": { kind: "symlink", target: "old" },
      "old/a.jpg": photo(1),
      "old/b.jpg": photo(2),
      "c.jpg": photo(3),
    },
    expected: [
      "appeared old/a.jpg",
      "appeared old/b.jpg",
      "vanished 2024/a.jpg",
      "vanished 2024/b.jpg",
    ],
  },
  {
    sentence: "a link to its own parent does not make the walk endless",
    before: {},
    now: { "loop/up": { kind: "symlink", target: "loop" }, "loop/a.jpg": photo(1) },
    expected: ["appeared loop/a.jpg"],
  },
  {
    sentence: "a fifo named like a photo is no photo",
    before: {},
    now: { "a.jpg": { kind: "other" } },
    expected: [],
  },
  {
    sentence: "C-005 noise is neither entered nor listed",
    before: {},
    now: {
      "@eaDir/a.jpg": photo(1),
      "x/.stversions/a.jpg": photo(2),
      "x/._b.jpg": photo(3),
      "wedding_original/c.jpg": photo(4),
    },
    expected: ["appeared wedding_original/c.jpg"],
  },
  {
    sentence: "C-044 a photo that cannot be looked at is kept with its reason",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failLook("2024/a.jpg", fileError("Error", "EIO")),
    expected: ["problem 2024/a.jpg io-error"],
  },
  {
    sentence: "a photo with a stale handle is kept with its reason",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failLook("2024/a.jpg", fileError("Error", "ESTALE")),
    expected: ["problem 2024/a.jpg stale-handle"],
  },
  {
    sentence: "a photo deleted between the listing and the look is looked at again, not concluded",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failLook("2024/a.jpg", fileError("NotFound", "ENOENT")),
    expected: ["again 2024/a.jpg"],
  },
  {
    sentence: "a directory deleted between the listing and the look is looked at again",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failLook("2024", fileError("NotFound", "ENOENT")),
    expected: ["again 2024"],
  },
  {
    sentence: "a directory deleted between the look and its listing is looked at again",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failListing("2024", fileError("NotFound", "ENOENT")),
    expected: ["again 2024"],
  },
  {
    sentence: "a directory whose listing times out is kept with its reason",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failListing("2024", fileError("TimedOut", "ETIMEDOUT")),
    expected: ["problem 2024 timed-out"],
  },
  {
    sentence: "a directory that cannot be looked at is kept with its reason",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failLook("2024", fileError("PermissionDenied", "EACCES")),
    expected: ["problem 2024 permission"],
  },
  {
    sentence: "a path that is too long for the system is a problem",
    before: {},
    now: YEAR,
    change: (files) => files.failListing("2024", fileError("Error", "ENAMETOOLONG")),
    expected: ["appeared c.jpg", "problem 2024 name-too-long"],
  },
  {
    sentence: "C-029 a name that is not UTF-8 is a problem and no absence of something else",
    before: YEAR,
    now: YEAR,
    change: (files) => files.listBesides("2024", "caf\uFFFD.jpg", "file"),
    expected: ["problem 2024 unreadable-name"],
  },
  {
    sentence: "C-029 a directory whose name is not UTF-8 is a problem",
    before: YEAR,
    now: YEAR,
    change: (files) => files.listBesides("", "caf\uFFFD", "directory"),
    expected: ["problem  unreadable-name"],
  },
  {
    sentence: "C-029 U+FFFD in a name that can be opened is a name like any other",
    before: {},
    now: { "caf\uFFFD.jpg": photo(1) },
    expected: ["appeared caf\uFFFD.jpg"],
  },
  {
    sentence: "C-029 a photo whose name decodes like an unreadable one's appears once",
    before: {},
    now: { "caf\uFFFD.jpg": photo(1) },
    change: (files) => files.listBesides("", "caf\uFFFD.jpg", "file"),
    expected: ["appeared caf\uFFFD.jpg", "problem  unreadable-name"],
  },
  {
    sentence: "a photo that became a directory between the listing and the look is no photo",
    before: {},
    now: { "a.jpg/b.jpg": photo(1) },
    change: (files) => files.listBesides("", "a.jpg", "file"),
    expected: ["appeared a.jpg/b.jpg"],
  },
  {
    sentence: "a directory that became a link between the listing and the look is not followed",
    before: {},
    now: { "2024/a.jpg": photo(1), "link": { kind: "symlink", target: "2024" } },
    change: (files) => files.listBesides("", "link", "directory"),
    expected: ["appeared 2024/a.jpg"],
  },
  {
    sentence: "C-029 odd names are photos like any other",
    before: {},
    now: {
      "a b/'\"\n.jpg": photo(1),
      "a b/\u{1F4F7}.jpg": photo(2),
      "-rf.jpg": photo(3),
      "%_\\.jpg": photo(4),
      "__proto__/constructor.jpg": photo(5),
    },
    expected: [
      "appeared %_\\.jpg",
      "appeared -rf.jpg",
      "appeared __proto__/constructor.jpg",
      "appeared a b/'\"\n.jpg",
      "appeared a b/\u{1F4F7}.jpg",
    ],
  },
];

for (const { sentence, before, now, change, expected } of CASES) {
  Deno.test(`walk: ${sentence}`, () => {
    const files = new MemoryFileSystem(now);
    change?.(files);
    // What the walk looks at again may come beside what it found; nothing else may.
    const found = findings(walk(files, catalogueOf(before)));
    const again = expected.some((one) => one.startsWith("again"));
    const compared = again ? found : found.filter((one) => !one.startsWith("again"));
    assert.deepEqual(compared, expected);
  });
}

Deno.test("C-047 what a live disk no longer shows may turn up elsewhere on it: it is unseen, not gone", () => {
  const files = new MemoryFileSystem({
    "c.jpg": photo(3),
    "disk": mount(7),
    "disk/renamed/d.jpg": photo(4),
  });
  const found = walk(files, catalogueOf(DISK)).flatMap(({ directory, differences }) =>
    differences.map(({ kind, name }) => `${kind} ${directory}/${name}`)
  );
  assert.deepEqual(found.toSorted(), [
    "appeared disk/renamed/d.jpg",
    "unseen disk/2020/d.jpg",
    "unseen disk/e.jpg",
  ]);
});

Deno.test("C-047 what is on a disk that covers a known one is told apart, however deep it is", () => {
  const files = new MemoryFileSystem({
    "c.jpg": photo(3),
    "d.jpg": photo(8),
    "disk": mount(7),
    "disk/strange.jpg": photo(6),
    "disk/deep/strange.jpg": photo(7),
    "disk/inner": mount(9),
    "disk/inner/strange.jpg": photo(9),
  });
  const arrivals = walk(files, catalogueOf(DISK)).flatMap(({ directory, differences, isCovered }) =>
    differences.filter(({ kind }) => kind === "appeared").map(() => [directory, isCovered])
  );
  assert.deepEqual(arrivals.toSorted(), [
    ["", false],
    ["disk", true],
    ["disk/deep", true],
    ["disk/inner", true],
  ]);
});

Deno.test("C-047 a folder of which all is missing does not tell one disk from another", () => {
  const both = { ...DISK, "disk/other/x.jpg": photo(6) };
  const catalogue = catalogueOf(both);
  walk(new MemoryFileSystem(DISK), catalogue).forEach((one) => catalogue.apply(one));
  const other = { "c.jpg": photo(3), "disk": mount(8), "disk/other/x.jpg": photo(6) };
  const found = walk(new MemoryFileSystem(other), catalogue);
  assert.ok(findings(found).includes("problem disk mount-away"), findings(found).join());
  assert.deepEqual(findings(found).filter((one) => one.startsWith("vanished")), []);
});

Deno.test("C-047 a disk whose photos a rule hid while it was away is known when it returns", () => {
  const catalogue = catalogueOf(DISK);
  sync(new MemoryFileSystem({ "c.jpg": photo(3), "disk/.nomedia": photo(8) }), catalogue);
  assert.deepEqual([...catalogue.photos().keys()], ["c.jpg"]);
  sync(new MemoryFileSystem({ "c.jpg": photo(3), "disk/stray.jpg": photo(9) }), catalogue);
  const other = walk(
    new MemoryFileSystem({ "c.jpg": photo(3), "disk": mount(8), "disk/other.jpg": photo(6) }),
    catalogue,
  );
  assert.deepEqual(findings(other), ["appeared disk/other.jpg", "problem disk mount-away"]);
  assert.ok(other.some(({ directory, isCovered }) => directory === "disk" && isCovered));
  assert.deepEqual(findings(walk(new MemoryFileSystem(DISK), catalogue)), [
    "returned disk/2020/d.jpg",
    "returned disk/e.jpg",
    "vanished disk/stray.jpg",
  ]);
});

Deno.test("C-047 another disk is told from one all of whose photos a rule hides", () => {
  const catalogue = catalogueOf(DISK);
  sync(new MemoryFileSystem({ "c.jpg": photo(3), "disk/.nomedia": photo(8) }), catalogue);
  const other = { "c.jpg": photo(3), "disk": mount(8), "disk/other.jpg": photo(6) };
  const found = findings(walk(new MemoryFileSystem(other), catalogue));
  assert.deepEqual(found, ["appeared disk/other.jpg", "problem disk mount-away"]);
});

Deno.test("C-020 an unchanged photo costs one look and its directory one listing", () => {
  const files = new MemoryFileSystem(YEAR);
  const catalogue = catalogueOf(YEAR);
  walk(files, catalogue);
  assert.deepEqual(files.touched.toSorted(), [
    "",
    "",
    "2024",
    "2024",
    "2024/a.jpg",
    "2024/b.jpg",
    "c.jpg",
  ]);
});

Deno.test("C-005 nothing below a noise directory is touched", () => {
  const files = new MemoryFileSystem({ "@eaDir/deep/a.jpg": photo(1), "a.jpg": photo(2) });
  walk(files, catalogueOf({}));
  assert.deepEqual(files.touched.filter((path) => path.startsWith("@eaDir")), []);
});

Deno.test("C-043 a root that is not there is an error and no empty result", () => {
  const files = new MemoryFileSystem(YEAR);
  files.failLook("", fileError("NotFound", "ENOENT"));
  assert.throws(() => walk(files, catalogueOf(YEAR)), { name: "NotFound" });
});

Deno.test("walk: what is seen and what is unchanged is counted per directory", () => {
  const files = new MemoryFileSystem({ ...YEAR, "2024/x.txt": photo(9), "2024/new.jpg": photo(8) });
  const steps = walk(files, catalogueOf(YEAR));
  assert.deepEqual(
    steps.map(({ directory, seen, unchanged }) => [directory, seen, unchanged]),
    [["", 1, 1], ["2024", 3, 2]],
  );
});

Deno.test("walk: a step says below which mount its directory lies", () => {
  const files = new MemoryFileSystem({ ...DISK, "disk/2020/inner": mount(8) });
  const mounts = walk(files, catalogueOf({})).map(({ directory, mount }) => [directory, mount]);
  assert.deepEqual(mounts.toSorted(), [
    ["", ""],
    ["disk", "disk"],
    ["disk/2020", "disk"],
    ["disk/2020/inner", "disk/2020/inner"],
  ]);
});

Deno.test("C-042 a deleted photo that is restored gets its record back", () => {
  const catalogue = catalogueOf(YEAR);
  const id = catalogue.idOf("2024/a.jpg");
  const files = new MemoryFileSystem({ "2024/b.jpg": photo(2), "c.jpg": photo(3) });
  assert.deepEqual(findings(sync(files, catalogue)), ["vanished 2024/a.jpg"]);
  files.put("2024/a.jpg", photo(1, { inode: 99 }));
  assert.deepEqual(findings(sync(files, catalogue)), ["returned 2024/a.jpg"]);
  assert.equal(catalogue.idOf("2024/a.jpg"), id);
});

Deno.test("C-044 a directory that can be read again is as it was", () => {
  const catalogue = catalogueOf(YEAR);
  const files = new MemoryFileSystem(YEAR);
  files.put("2024", unreadable());
  assert.deepEqual(findings(sync(files, catalogue)), ["problem 2024 permission"]);
  files.put("2024", directory());
  assert.deepEqual(findings(sync(files, catalogue)), []);
});

Deno.test("C-023 a photo first read while it was fresh is looked at again once, then rests", () => {
  const stampMs = LATER_MS - 500;
  const fresh = { "a.jpg": photo(1, { mtimeMs: stampMs, ctimeMs: stampMs }) };
  const catalogue = catalogueOf(fresh);
  assert.deepEqual(findings(walk(new MemoryFileSystem(fresh), catalogue)), ["racy a.jpg"]);
  const later = catalogueOf(fresh, LATER_MS + 5_000);
  assert.deepEqual(findings(walk(new MemoryFileSystem(fresh), later)), []);
});
