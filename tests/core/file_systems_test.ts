import assert from "node:assert/strict";
import { fileSystemOfName, fileSystemOfType } from "../../lib/core/file_systems.ts";

const DISKS = [
  // type, name, isNetwork, isFuse, inodesAreStable, ctimesAreStable, timeStepMs
  ["the disk of a workstation", 0xef53, "ext4", false, false, true, true, 1],
  ["a NAS volume", 0x9123683e, "btrfs", false, false, true, true, 1],
  ["a pool of disks", 0x2fc12fc1, "zfs", false, false, true, true, 1],
  ["a folder in memory", 0x01021994, "tmpfs", false, false, true, true, 1],
  ["a folder in a container", 0x794c7630, "overlay", false, false, true, true, 1],
  ["a Windows disk", 0x7366746e, "ntfs3", false, false, true, true, 1],
  ["a Mac disk", 0x482b, "hfsplus", false, false, true, true, 1_000],
  ["a camera card", 0x4d44, "vfat", false, false, false, false, 2_000],
  ["a large camera card", 0x2011bab0, "exfat", false, false, false, false, 10],
  ["mergerfs or sshfs", 0x65735546, "fuse", false, true, false, true, 1_000],
  ["an NFS share", 0x6969, "nfs", true, false, true, true, 1],
  ["a Windows share", 0xfe534d42, "smb2", true, false, false, false, 1],
  ["an older Windows share", 0xff534d42, "cifs", true, false, false, false, 1],
  ["a folder of a virtual machine's host", 0x01021997, "9p", true, false, false, true, 1],
] as const;

for (const [what, type, name, isNetwork, isFuse, inodes, ctimes, timeStepMs] of DISKS) {
  Deno.test(`file systems: ${what} is ${name}`, () => {
    const expected = { name, isNetwork, isFuse, timeStepMs };
    const traits = { inodesAreStable: inodes, ctimesAreStable: ctimes };
    assert.deepEqual(fileSystemOfType(type), { ...expected, ...traits });
    assert.equal(fileSystemOfName(name), fileSystemOfType(type));
  });
}

Deno.test("file systems: a type with its highest bit set is known with and without a sign", () => {
  assert.equal(fileSystemOfType(0x9123683e | 0).name, "btrfs");
});

Deno.test("file systems: what nobody knows is a local disk named by its number", () => {
  const unknown = fileSystemOfType(0x1234);
  assert.deepEqual([unknown.name, unknown.isNetwork], ["0x1234", false]);
  assert.deepEqual([unknown.inodesAreStable, unknown.ctimesAreStable], [true, true]);
  assert.deepEqual(fileSystemOfName("0x1234"), unknown);
  assert.equal(fileSystemOfName(null).inodesAreStable, true);
});
