import assert from "node:assert/strict";
import { BROKEN_BYTE, SimulatedDisk } from "./simulated_disk.ts";

const NOW_MS = 1_800_000_000_500;

function disk(): SimulatedDisk {
  const made = new SimulatedDisk(() => NOW_MS);
  made.makeDirectory("/photos");
  made.write("/photos/a.jpg", "photo a", 1_000);
  return made;
}

Deno.test("simulated disk: a rename keeps inode, size and mtime, and changes ctime", () => {
  const made = disk();
  const { inode } = made.look("/photos/a.jpg");
  made.rename("/photos/a.jpg", "/photos/b.jpg");
  const node = made.look("/photos/b.jpg");
  assert.ok(node.kind === "file");
  assert.deepEqual([node.inode, node.mtimeMs, node.ctimeMs], [inode, 1_000, 1_800_000_000_000]);
  assert.equal(made.has("/photos/a.jpg"), false);
});

Deno.test("C-056 simulated disk: the inode of a deleted photo is given to the next one", () => {
  const made = disk();
  const { inode, identity } = made.look("/photos/a.jpg");
  made.remove("/photos/a.jpg");
  made.write("/photos/b.jpg", "photo b");
  assert.equal(made.look("/photos/b.jpg").inode, inode);
  assert.notEqual(made.look("/photos/b.jpg").identity, identity);
});

Deno.test("simulated disk: a photo with two names is gone with the second", () => {
  const made = disk();
  made.hardLink("/photos/a.jpg", "/photos/b.jpg");
  const { inode } = made.look("/photos/a.jpg");
  made.remove("/photos/a.jpg");
  made.write("/photos/c.jpg", "photo c");
  assert.notEqual(made.look("/photos/c.jpg").inode, inode);
  assert.equal(made.look("/photos/b.jpg").inode, inode);
});

Deno.test("C-047 simulated disk: a mount covers a directory, and leaves it as it was", () => {
  const made = disk();
  const card = made.makeVolume();
  made.mount("/photos", card);
  assert.deepEqual(made.list("/photos"), []);
  made.write("/photos/b.jpg", "photo b");
  const { device } = card;
  assert.throws(() => made.rename("/photos/b.jpg", "/b.jpg"), { code: "EXDEV" });
  made.unmount("/photos");
  assert.deepEqual(made.list("/photos").map(({ name }) => name), ["a.jpg"]);
  made.mount("/photos", card);
  assert.deepEqual(made.list("/photos").map(({ name }) => name), ["b.jpg"]);
  assert.notEqual(card.device, device);
});

Deno.test("C-029 simulated disk: a name that is not UTF-8 is listed and cannot be looked at", () => {
  const made = disk();
  made.write(`/photos/${BROKEN_BYTE}.jpg`, "photo");
  assert.ok(made.list("/photos").some(({ name }) => name === "\uFFFD.jpg"));
  assert.throws(() => made.look("/photos/\uFFFD.jpg"), { code: "ENOENT" });
});

Deno.test("C-044 simulated disk: a closed directory is neither listed nor entered", () => {
  const made = disk();
  made.setAccess("/photos", "listable");
  assert.equal(made.list("/photos").length, 1);
  assert.throws(() => made.look("/photos/a.jpg"), { code: "EACCES" });
  made.setAccess("/photos", "closed");
  assert.throws(() => made.list("/photos"), { code: "EACCES" });
});

Deno.test("simulated disk: a link is followed on the way, and is itself at its end", () => {
  const made = disk();
  made.symbolicLink("/photos", "/link");
  assert.equal(made.look("/link").kind, "symlink");
  assert.equal(made.read("/link/a.jpg"), "photo a");
  assert.equal(made.realPath("/link/a.jpg"), "/photos/a.jpg");
});
