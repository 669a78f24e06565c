import assert from "node:assert/strict";
import { isWithin, type RelativePath } from "../../lib/core/entry.ts";
import {
  directory,
  fileError,
  MemoryFileSystem,
  type MemoryTree,
  mount,
  photo,
  unreadable,
} from "./memory_file_system.ts";
import { catalogueOf, findings, walk } from "./walk_fixture.ts";

const YEAR: MemoryTree = {
  "2024/05/a.jpg": photo(1),
  "2024/05/b.jpg": photo(2),
  "2024/c.jpg": photo(3),
  "d.jpg": photo(4),
};
const DISK: MemoryTree = {
  "d.jpg": photo(4),
  "disk": mount(7),
  "disk/2020/e.jpg": photo(5),
  "disk/2020/f.jpg": photo(6),
};
const DISK_AWAY: MemoryTree = { "d.jpg": photo(4), "disk": directory() };

interface Case {
  readonly sentence: string;
  readonly before: MemoryTree;
  readonly now: MemoryTree;
  readonly change?: (files: MemoryFileSystem) => void;
  readonly scope: readonly RelativePath[];
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  {
    sentence: "a hint on a new photo finds that photo and nothing else",
    before: {},
    now: YEAR,
    scope: ["2024/05/a.jpg"],
    expected: ["appeared 2024/05/a.jpg"],
  },
  {
    sentence: "a hint on a changed photo finds it changed",
    before: YEAR,
    now: { ...YEAR, "d.jpg": photo(4, { size: 9 }) },
    scope: ["d.jpg"],
    expected: ["changed d.jpg"],
  },
  {
    sentence: "a hint on an unchanged photo finds nothing",
    before: YEAR,
    now: YEAR,
    scope: ["2024/c.jpg"],
    expected: [],
  },
  {
    sentence: "C-003 a hint on a directory means its whole subtree and no more",
    before: {},
    now: YEAR,
    scope: ["2024"],
    expected: ["appeared 2024/05/a.jpg", "appeared 2024/05/b.jpg", "appeared 2024/c.jpg"],
  },
  {
    sentence: "a hint on a deleted photo finds it vanished",
    before: YEAR,
    now: { ...YEAR, "2024/c.jpg": { kind: "other" } },
    change: (files) => files.remove("2024/c.jpg"),
    scope: ["2024/c.jpg"],
    expected: ["vanished 2024/c.jpg"],
  },
  {
    sentence: "a hint on a deleted directory finds everything below it vanished",
    before: YEAR,
    now: YEAR,
    change: (files) => files.remove("2024/05"),
    scope: ["2024/05"],
    expected: ["vanished 2024/05/a.jpg", "vanished 2024/05/b.jpg"],
  },
  {
    sentence: "a hint on a photo whose directory is gone finds the whole directory vanished",
    before: YEAR,
    now: YEAR,
    change: (files) => files.remove("2024"),
    scope: ["2024/05/a.jpg"],
    expected: ["vanished 2024/05/a.jpg", "vanished 2024/05/b.jpg", "vanished 2024/c.jpg"],
  },
  {
    sentence: "C-090 two hints below a directory that is gone find each photo vanished once",
    before: YEAR,
    now: YEAR,
    change: (files) => files.remove("2024/05"),
    scope: ["2024/05/a.jpg", "2024/05/b.jpg"],
    expected: ["vanished 2024/05/a.jpg", "vanished 2024/05/b.jpg"],
  },
  {
    sentence: "C-030 a hint on the gone 2020 does not touch 2020_backup",
    before: { "2020/a.jpg": photo(1), "2020_backup/a.jpg": photo(2) },
    now: {},
    scope: ["2020"],
    expected: ["vanished 2020/a.jpg"],
  },
  {
    sentence: "C-030 a hint on the gone IMG_1.jpg does not touch IMG_10.jpg",
    before: { "IMG_1.jpg": photo(1), "IMG_10.jpg": photo(2) },
    now: {},
    scope: ["IMG_1.jpg"],
    expected: ["vanished IMG_1.jpg"],
  },
  {
    sentence: "C-006 a hint inside a noise directory finds nothing",
    before: YEAR,
    now: { ...YEAR, "2024/@eaDir/a.jpg": photo(9), "2024/._c.jpg": photo(8) },
    scope: ["2024/@eaDir/a.jpg", "2024/@eaDir", "2024/._c.jpg"],
    expected: [],
  },
  {
    sentence: "a hint on a directory that became a photo",
    before: { "a.jpg/b.jpg": photo(1) },
    now: { "a.jpg": photo(2) },
    scope: ["a.jpg"],
    expected: ["appeared a.jpg", "vanished a.jpg/b.jpg"],
  },
  {
    sentence: "a hint on a photo whose parent became a file",
    before: { "x/b.jpg": photo(1), "x/c.jpg": photo(2) },
    now: { "x": photo(3) },
    scope: ["x/b.jpg"],
    expected: ["vanished x/b.jpg", "vanished x/c.jpg"],
  },
  {
    sentence: "C-008 a hint on a photo that became a directory",
    before: { "a.jpg": photo(2) },
    now: { "a.jpg/b.jpg": photo(1) },
    scope: ["a.jpg"],
    expected: ["appeared a.jpg/b.jpg", "vanished a.jpg"],
  },
  {
    sentence: "a hint on a photo that became a symbolic link",
    before: YEAR,
    now: { ...YEAR, "d.jpg": { kind: "symlink", target: "2024/c.jpg" } },
    scope: ["d.jpg"],
    expected: ["vanished d.jpg"],
  },
  {
    sentence: "a hint on a photo whose directory became a link to where it went",
    before: { "in/a.jpg": photo(1) },
    now: { "out/a.jpg": photo(1), "in": { kind: "symlink", target: "out" } },
    scope: ["in/a.jpg"],
    expected: ["vanished in/a.jpg"],
  },
  {
    sentence: "a hint on a directory whose parent became a link to where it went",
    before: { "in/sub/a.jpg": photo(1) },
    now: { "out/sub/a.jpg": photo(1), "in": { kind: "symlink", target: "out" } },
    scope: ["in/sub"],
    expected: ["vanished in/sub/a.jpg"],
  },
  {
    sentence: "a hint on a photo two levels below a directory that became a link",
    before: { "in/sub/a.jpg": photo(1) },
    now: { "out/sub/a.jpg": photo(1), "in": { kind: "symlink", target: "out" } },
    scope: ["in/sub/a.jpg"],
    expected: ["vanished in/sub/a.jpg"],
  },
  {
    sentence: "C-044 a hint on a directory without permission keeps everything below it",
    before: YEAR,
    now: { "2024": unreadable(), "d.jpg": photo(4) },
    scope: ["2024"],
    expected: ["problem 2024 permission"],
  },
  {
    sentence: "a hint on a photo that cannot be looked at keeps it with its reason",
    before: YEAR,
    now: YEAR,
    change: (files) => files.failLook("d.jpg", fileError("Error", "EIO")),
    scope: ["d.jpg"],
    expected: ["problem d.jpg io-error"],
  },
  {
    sentence: "a gone photo whose parent cannot be looked at is kept with the parent's reason",
    before: YEAR,
    now: YEAR,
    change: (files) => {
      files.remove("2024/05");
      files.failLook("2024/05", fileError("Error", "ESTALE"));
    },
    scope: ["2024/05/a.jpg"],
    expected: ["problem 2024/05 stale-handle"],
  },
  {
    sentence: "C-047 a hint on the mount point of a disk that is away keeps what is below it",
    before: DISK,
    now: DISK_AWAY,
    scope: ["disk"],
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a hint on a directory of a disk that is away keeps what is below it",
    before: DISK,
    now: DISK_AWAY,
    scope: ["disk/2020"],
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a hint on a photo of a disk that is away keeps it",
    before: DISK,
    now: DISK_AWAY,
    scope: ["disk/2020/e.jpg"],
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a hint on a photo at the top of a disk that is away keeps it",
    before: { ...DISK, "disk/top.jpg": photo(8) },
    now: DISK_AWAY,
    scope: ["disk/top.jpg"],
    expected: ["problem disk mount-away"],
  },
  {
    sentence: "C-047 a photo deleted from a disk that is there vanished",
    before: DISK,
    now: DISK,
    change: (files) => files.remove("disk/2020/e.jpg"),
    scope: ["disk/2020/e.jpg"],
    expected: ["vanished disk/2020/e.jpg"],
  },
  {
    sentence: "C-029 a photo hinted beside a name that is not UTF-8 is found once",
    before: { "2024/a.jpg": photo(1) },
    now: { "2024/a.jpg": photo(1), "2024/new.jpg": photo(2) },
    change: (files) => files.listBesides("2024", "caf\uFFFD.jpg", "file"),
    scope: ["2024/caf\uFFFD.jpg", "2024/new.jpg"],
    expected: ["appeared 2024/new.jpg", "problem 2024 unreadable-name"],
  },
  {
    sentence: "C-029 a hint on a name that is not UTF-8 is the problem it is in a recrawl",
    before: YEAR,
    now: YEAR,
    change: (files) => files.listBesides("2024", "caf\uFFFD.jpg", "file"),
    scope: ["2024/caf\uFFFD.jpg"],
    expected: ["problem 2024 unreadable-name"],
  },
];

for (const { sentence, before, now, change, scope, expected } of CASES) {
  Deno.test(`walk of a scope: ${sentence}`, () => {
    const files = new MemoryFileSystem(now);
    change?.(files);
    const catalogue = catalogueOf(before);
    assert.deepEqual(findings(walk(files, catalogue, scope)), expected);
  });
}

Deno.test("C-044 a hint below a directory without permission is a problem, never an absence", () => {
  const files = new MemoryFileSystem({ "2024": unreadable(), "d.jpg": photo(4) });
  const steps = walk(files, catalogueOf(YEAR), ["2024/05/a.jpg"]);
  assert.deepEqual(steps.flatMap(({ differences }) => differences), []);
  const problems = steps.flatMap(({ problems }) => problems);
  assert.deepEqual(problems.map(({ kind }) => kind), ["permission"]);
  assert.ok(isWithin("2024/05/a.jpg", problems[0]?.path ?? "?"));
});

Deno.test("walk of a scope: a step on a disk says which mount holds it", () => {
  const files = new MemoryFileSystem({ ...DISK, "disk/2020/new.jpg": photo(9) });
  const [step] = walk(files, catalogueOf(DISK), ["disk/2020/new.jpg"]);
  assert.equal(step?.mount, "disk");
});

Deno.test("walk of a scope: what lies outside the scope is not touched", () => {
  const files = new MemoryFileSystem(YEAR);
  walk(files, catalogueOf(YEAR), ["2024/05"]);
  assert.deepEqual(files.touched.filter((path) => path === "2024/c.jpg" || path === "d.jpg"), []);
});

Deno.test("C-047 the top of a disk is listed once to know it, however many hints lie below it", () => {
  const files = new MemoryFileSystem(DISK);
  let listings = 0;
  const read = files.readDirectory.bind(files);
  files.readDirectory = (path) => {
    if (path === "disk") listings++;
    return read(path);
  };
  const hints = ["disk/2020/e.jpg", "disk/2020/f.jpg", "disk/2020/none.jpg"];
  walk(files, catalogueOf(DISK), hints);
  assert.equal(listings, 1);
});
