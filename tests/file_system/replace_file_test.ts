import assert from "node:assert/strict";
import type { Fingerprint } from "../../lib/core/entry.ts";
import { hasChanged } from "../../lib/core/fingerprint.ts";
import type {
  FileTraits,
  LinkOutcome,
  ReplaceOutcome,
  ReplaceRequest,
  ReplaceSteps,
} from "../../lib/core/replacing.ts";
import type { WriteReport } from "../../lib/core/write_order.ts";
import { makeFile, replaceFile } from "../../lib/file_system/replace_file.ts";

const PATH = "/photos/a.jpg", TEMPORARY = "/photos/.proofsheet-0123456789abcdef.tmp";
const KEPT = "/photos/.proofsheet-0123456789abcdef-3-1000.old.tmp";
const POLICY = { inodesAreStable: true, ctimesAreStable: true, timeStepMs: 1 };

interface MemoryFile {
  content: string;
  /** What reached the disk; lost content is `null`. */
  flushed: string | null;
  mode: number;
  owner: number;
  inode: number;
  mtimeMs: number;
  links: number;
  isSymlink: boolean;
  xattr: string;
}

/** A directory in memory whose every step can fail, before or after it was done. */
class MemoryFolder implements ReplaceSteps {
  readonly files = new Map<string, MemoryFile>();
  readonly calls: string[] = [];
  #inode = 10;
  /** Called with every step, twice: before it is done and after. */
  fault: (call: string, when: "before" | "after", number: number) => void = () => {};

  put(path: string, content: string, traits: Partial<MemoryFile> = {}): MemoryFile {
    const file = {
      ...{ content, flushed: content, mode: 0o640, owner: 7, inode: this.#inode++, mtimeMs: 1_000 },
      ...{ links: 1, isSymlink: false, xattr: "", ...traits },
    };
    this.files.set(path, file);
    return file;
  }

  #step<Result>(call: string, work: () => Result): Promise<Result> {
    this.calls.push(call);
    const number = this.calls.length;
    try {
      this.fault(call, "before", number);
      const result = work();
      this.fault(call, "after", number);
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #at(path: string): MemoryFile {
    const file = this.files.get(path);
    if (file === undefined) throw new Deno.errors.NotFound(path);
    return file;
  }

  /** Whether a file can have several names. */
  knowsLinks = true;

  look = (path: string) => this.#step(`look ${path}`, (): FileTraits => this.#traitsAt(path));

  #traitsAt(path: string): FileTraits {
    const file = this.#at(path);
    const names = [...this.files.values()].filter((one) => one === file).length;
    return { ...traitsOf(file), links: Math.max(file.links, names) };
  }

  create = (path: string) =>
    this.#step(`create ${path}`, () => {
      if (this.files.has(path)) throw new Deno.errors.AlreadyExists(path);
      this.put(path, "", { mode: 0o600, owner: 1, flushed: null });
    });
  cloneTraits: ReplaceSteps["cloneTraits"] = (from, to) =>
    this.#step(`cloneTraits ${to}`, () => {
      const { mode, owner, xattr } = this.#at(from);
      Object.assign(this.#at(to), { mode, owner, xattr });
      return null;
    });
  adoptTraits = (from: string, to: string) =>
    this.#step(`adoptTraits ${to}`, () => void (this.#at(to).mode = this.#at(from).mode));
  setTime = (path: string, mtimeMs: number) =>
    this.#step(`setTime ${path}`, () => void (this.#at(path).mtimeMs = mtimeMs));
  flush = (path: string) =>
    this.#step(`flush ${path}`, () => {
      const file = this.files.get(path);
      if (file !== undefined) file.flushed = file.content;
    });
  renameOver = (from: string, to: string, isStill: (seen: FileTraits) => boolean) =>
    this.#step(`renameOver ${to}`, () => {
      if (!isStill(this.#traitsAt(to))) return false;
      this.files.set(to, this.#at(from));
      this.files.delete(from);
      return true;
    });
  renameNew = (from: string, to: string) =>
    this.#step(`renameNew ${to}`, () => {
      if (this.files.has(to)) return false;
      this.files.set(to, this.#at(from));
      this.files.delete(from);
      return true;
    });
  linkAs = (path: string, name: string) =>
    this.#step(`linkAs ${name}`, (): LinkOutcome => {
      if (this.files.has(name)) return "taken";
      if (!this.knowsLinks) return "unsupported";
      this.files.set(name, this.#at(path));
      return "linked";
    });
  remove = (path: string) => this.#step(`remove ${path}`, () => void this.files.delete(path));
}

function traitsOf(
  { content, mode, owner, inode, mtimeMs, links, isSymlink }: MemoryFile,
): FileTraits {
  const fingerprint: Fingerprint = {
    ...{ size: content.length, mtimeMs, ctimeMs: mtimeMs, inode, bornMs: null },
  };
  return { isFile: !isSymlink, isSymlink, mode, owner, group: 1, links, fingerprint };
}

function requestIn(folder: MemoryFolder, changes: Partial<ReplaceRequest> = {}): ReplaceRequest {
  return {
    path: PATH,
    temporary: TEMPORARY,
    kept: KEPT,
    expected: traitsOf(folder.files.get(PATH)!).fingerprint,
    hasChanged: (known, seen) => hasChanged(known, seen, POLICY),
    mtimeMs: 5_000,
    fill: () => fill(folder, "new"),
    signal: new AbortController().signal,
    ...changes,
  };
}

function fill(folder: MemoryFolder, content: string): Promise<WriteReport> {
  folder.calls.push("fill");
  folder.fault("fill", "before", folder.calls.length);
  const file = folder.files.get(TEMPORARY);
  if (file === undefined) throw new Error("no temporary");
  Object.assign(file, { content, flushed: content });
  folder.fault("fill", "after", folder.calls.length);
  return Promise.resolve({ status: "written" });
}

Deno.test("C-106 a replaced file keeps mode, owner and attributes, and gets the time it was given", async () => {
  const folder = new MemoryFolder();
  folder.put(PATH, "old", { xattr: "mine" });
  const outcome = await replaceFile(requestIn(folder), folder);
  const { content, mode, owner, xattr, mtimeMs } = folder.files.get(PATH)!;
  assert.equal(outcome.status, "replaced");
  assert.deepEqual({ content, mode, owner, xattr, mtimeMs }, {
    ...{ content: "new", mode: 0o640, owner: 7, xattr: "mine", mtimeMs: 5_000 },
  });
  assert.deepEqual([...folder.files.keys()], [PATH]);
  const order = folder.calls.filter((call) => /^(?:flush|rename|link|remove)/.test(call));
  assert.deepEqual(order, [
    ...[`flush ${TEMPORARY}`, `linkAs ${KEPT}`, `renameOver ${PATH}`, "flush /photos"],
    `remove ${KEPT}`,
  ]);
});

const REFUSED: readonly [sentence: string, traits: Partial<MemoryFile>, reason: RegExp][] = [
  ["a symbolic link", { isSymlink: true }, /symbolic link/],
  ["a file with two names", { links: 2 }, /2 names \(hard links\)/],
  ["a read-only file", { mode: 0o444 }, /read-only/],
];

for (const [sentence, traits, reason] of REFUSED) {
  Deno.test(`C-104 ${sentence} is not replaced, and nothing is made beside it`, async () => {
    const folder = new MemoryFolder();
    folder.put(PATH, "old", traits);
    const outcome = await replaceFile(requestIn(folder), folder);
    assert.equal(outcome.status, "unsafe");
    assert.match("reason" in outcome ? outcome.reason : "", reason);
    assert.deepEqual(folder.calls.filter((call) => !/^(?:look|remove)/.test(call)), []);
    assert.equal(folder.files.get(PATH)?.content, "old");
  });
}

Deno.test("C-104 a file whose owner cannot be kept is not replaced", async () => {
  const folder = new MemoryFolder();
  folder.put(PATH, "old");
  // As some `cp` do for who is not root: they give no owner away and say nothing.
  folder.cloneTraits = () => Promise.resolve(null);
  const outcome = await replaceFile(requestIn(folder), folder);
  assert.equal(outcome.status, "unsafe");
  assert.match("reason" in outcome ? outcome.reason : "", /owner \(7:1\) could not be kept/);
  assert.deepEqual([...folder.files.keys()], [PATH]);
});

Deno.test("C-104 a file whose traits are said not to be kept is not replaced", async () => {
  const folder = new MemoryFolder();
  folder.put(PATH, "old");
  folder.cloneTraits = () => Promise.resolve("Not the owner");
  const outcome = await replaceFile(requestIn(folder), folder);
  assert.deepEqual(outcome, { status: "unsafe", reason: "Not the owner" });
  assert.deepEqual([...folder.files.keys()], [PATH]);
});

Deno.test("C-103 a file that somebody changed before, or while it was written, stays theirs", async () => {
  for (const moment of ["look", "fill", "flush"]) {
    const folder = new MemoryFolder();
    folder.put(PATH, "old");
    const request = requestIn(folder);
    folder.fault = (call, when) => {
      if (call.startsWith(moment) && when === "before") {
        folder.put(PATH, "theirs", { mtimeMs: 2_000 });
      }
    };
    const outcome = await replaceFile(request, folder);
    assert.equal(outcome.status, "changed", moment);
    assert.equal(folder.files.get(PATH)?.content, "theirs");
    assert.deepEqual([...folder.files.keys()], [PATH]);
  }
});

Deno.test("C-103 where a file can have one name only it is replaced all the same", async () => {
  const folder = new MemoryFolder();
  folder.knowsLinks = false;
  folder.put(PATH, "old");
  assert.equal((await replaceFile(requestIn(folder), folder)).status, "replaced");
  assert.deepEqual([...folder.files].map(([path, { content }]) => [path, content]), [[
    PATH,
    "new",
  ]]);
});

/** The steps from the last look at the file to the removal of its second name. */
const LAST_STEPS = [
  "linkAs",
  "look /photos/.",
  "renameOver",
  "flush /photos",
  `look ${PATH}`,
] as const;

Deno.test("C-103 what somebody writes to the file in the last moment is not lost", async () => {
  for (const moment of [...LAST_STEPS, `look ${KEPT}`]) {
    for (const when of ["before", "after"] as const) {
      const folder = new MemoryFolder();
      const old = folder.put(PATH, "old");
      let isWritten = false;
      folder.fault = (call, now) => {
        const isAfterFill = folder.calls.some((one) => one === "flush " + TEMPORARY);
        if (isWritten || now !== when || !isAfterFill || !call.startsWith(moment)) return;
        isWritten = true;
        // Who has it open writes to it, whatever its name is by now.
        Object.assign(old, { content: "theirs, longer", mtimeMs: 2_000 });
      };
      const outcome = await replaceFile(requestIn(folder), folder);
      const where = `${when} ${moment}`;
      assert.ok(isWritten, where);
      const isTooLate = when === "after" && moment === `look ${KEPT}`;
      assert.equal(outcome.status, isTooLate ? "replaced" : "changed", where);
      assert.equal(folder.files.get(PATH)?.content, isTooLate ? "new" : "theirs, longer", where);
      assert.deepEqual([...folder.files.keys()], [PATH], where);
    }
  }
});

Deno.test("C-103 who puts another file in its place in the last moment keeps that", async () => {
  for (const moment of [...LAST_STEPS, "remove"]) {
    const folder = new MemoryFolder();
    folder.put(PATH, "old");
    folder.fault = (call, now) => {
      const isAfterFill = folder.calls.some((one) => one === "flush " + TEMPORARY);
      if (now !== "before" || !isAfterFill || !call.startsWith(moment)) return;
      folder.put(PATH, "theirs, longer", { mtimeMs: 2_000 });
      folder.fault = () => {};
    };
    const outcome = await replaceFile(requestIn(folder), folder);
    assert.equal(folder.files.get(PATH)?.content, "theirs, longer", moment);
    assert.equal(outcome.status, moment === "remove" ? "replaced" : "changed", moment);
    assert.deepEqual([...folder.files.keys()], [PATH], moment);
  }
});

Deno.test("C-103 of two others who write in the last moment neither loses anything", async () => {
  const folder = new MemoryFolder();
  const old = folder.put(PATH, "old");
  folder.fault = (call, now) => {
    if (now !== "before" || !call.startsWith("flush /photos") || call.endsWith("tmp")) return;
    Object.assign(old, { content: "one of them", mtimeMs: 2_000 });
    folder.put(PATH, "the other one", { mtimeMs: 3_000 });
  };
  const outcome = await replaceFile(requestIn(folder), folder);
  assert.equal(outcome.status, "changed");
  assert.match("reason" in outcome ? outcome.reason : "", /one of them wrote is kept as/);
  assert.deepEqual([...folder.files].map(([path, { content }]) => [path, content]).sort(), [
    [KEPT, "one of them"],
    [PATH, "the other one"],
  ]);
});

const ERRORS: readonly [error: Error, reason: RegExp][] = [
  [
    Object.assign(new Error("no room (os error 28)"), { code: "ENOSPC" }),
    /disk is full: make room/,
  ],
  [Object.assign(new Error("(os error 30)"), { code: "EROFS" }), /read-only: mount it for writing/],
  [new Deno.errors.PermissionDenied("Permission denied (os error 13)"), /may not write there/],
  [new Error("Input/output error (os error 5)"), /Input\/output error/],
];

Deno.test("C-102 after a fault at any step the file is the old or the new one, whole, and nothing else is left", async () => {
  for (const [error, reason] of ERRORS) {
    let isReached = true;
    for (let number = 1; isReached; number++) {
      for (const when of ["before", "after"] as const) {
        const folder = new MemoryFolder();
        folder.put(PATH, "old", { xattr: "mine" });
        const request = requestIn(folder);
        isReached = false;
        folder.fault = (_, now, at) => {
          if (at !== number || now !== when) return;
          isReached = true;
          throw error;
        };
        const outcome = await replaceFile(request, folder);
        const where = `${when} step ${number}: ${folder.calls[number - 1]}`;
        assertWhole(folder, outcome, reason, where);
        assert.equal(outcome.status === "replaced", !isReached, where);
        assert.ok(isReached || number > 10, `only ${number} steps`);
      }
    }
  }
});

function assertWhole(folder: MemoryFolder, outcome: ReplaceOutcome, reason: RegExp, where: string) {
  const file = folder.files.get(PATH)!;
  assert.ok(file.content === "old" || file.content === "new", where);
  if (file.content === "new") {
    // Nothing that was renamed had not reached the disk before.
    assert.equal(file.flushed, "new", where);
    assert.equal(file.xattr, "mine", where);
    assert.equal(file.owner, 7, where);
  }
  if (outcome.status === "replaced") assert.equal(file.content, "new", where);
  else assert.match(outcome.reason, reason, where);
  assert.deepEqual([...folder.files.keys()], [PATH], where);
}

Deno.test("what was not written as it was meant changes nothing, and the reason is told", async () => {
  const folder = new MemoryFolder();
  folder.put(PATH, "old");
  for (const [status, expected] of [["refused", "unsafe"], ["failed", "not-now"]] as const) {
    const fill = () => Promise.resolve({ status, reason: "because" });
    const outcome = await replaceFile(requestIn(folder, { fill }), folder);
    assert.deepEqual(outcome, { status: expected, reason: "because" });
    assert.equal(folder.files.get(PATH)?.content, "old");
  }
});

Deno.test("a write that is stopped leaves nothing behind", async () => {
  const folder = new MemoryFolder();
  folder.put(PATH, "old");
  const stop = new AbortController();
  const request = requestIn(folder, {
    signal: stop.signal,
    fill: () => {
      stop.abort(new Error("stopped"));
      return fill(folder, "new");
    },
  });
  await assert.rejects(() => replaceFile(request, folder), /stopped/);
  assert.deepEqual([...folder.files.keys()], [PATH]);
  assert.equal(folder.files.get(PATH)?.content, "old");
});

Deno.test("a new file is made also where a file can have one name only", async () => {
  for (const isTaken of [false, true]) {
    const folder = new MemoryFolder();
    folder.knowsLinks = false;
    folder.put(PATH, "photo");
    const path = "/photos/a.jpg.xmp";
    if (isTaken) folder.put(path, "theirs");
    const { kept: _, expected: __, mtimeMs: ___, ...request } = requestIn(folder, { path });
    const outcome = await makeFile({ ...request, like: PATH }, folder);
    assert.equal(outcome.status, isTaken ? "changed" : "replaced");
    assert.equal(folder.files.get(path)?.content, isTaken ? "theirs" : "new");
    assert.deepEqual([...folder.files.keys()].sort(), [PATH, path]);
  }
});

Deno.test("a new file takes no name that somebody else has taken meanwhile", async () => {
  const folder = new MemoryFolder();
  folder.put(PATH, "photo");
  const path = "/photos/a.jpg.xmp";
  const request = {
    ...{
      hasChanged: () => false,
      path,
      like: PATH,
      temporary: TEMPORARY,
      signal: new AbortController().signal,
    },
    fill: () => {
      folder.put(path, "theirs");
      return fill(folder, "new");
    },
  };
  const outcome = await makeFile(request, folder);
  assert.equal(outcome.status, "changed");
  assert.equal(folder.files.get(path)?.content, "theirs");
  assert.deepEqual([...folder.files.keys()], [PATH, path]);
});
