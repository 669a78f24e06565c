import assert from "node:assert/strict";
import { join } from "node:path";
import { fileSystemOfName } from "../../lib/core/file_systems.ts";
import { RootFileSystem } from "../../lib/file_system/root_file_system.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("an inode that the file system invented is none, so that it pairs no photos", () =>
  withTempDir((root) => {
    Deno.writeTextFileSync(join(root, "a.jpg"), "a");
    const { ino } = Deno.lstatSync(join(root, "a.jpg"));
    const inodes = ["ext4", "btrfs", "nfs", "fuse", "vfat", "exfat", "smb2"].map((name) => {
      const { fingerprint } = new RootFileSystem(root, fileSystemOfName(name)).look("a.jpg");
      assert.equal(fingerprint.size, 1);
      return [name, fingerprint.inode];
    });
    const none = ["fuse", "vfat", "exfat", "smb2"].map((name) => [name, null]);
    assert.deepEqual(inodes, [["ext4", ino], ["btrfs", ino], ["nfs", ino], ...none]);
    return Promise.resolve();
  }));
