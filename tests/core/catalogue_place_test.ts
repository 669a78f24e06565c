import assert from "node:assert/strict";
import { judgePlace } from "../../lib/core/catalogue_place.ts";
import { fileSystemOfName, fileSystemOfType } from "../../lib/core/file_systems.ts";

const NFS = 0x6969, SMB2 = 0xfe534d42, NINE_P = 0x01021997, FUSE = 0x65735546, EXT4 = 0xef53;

Deno.test("a catalogue on a network share is refused, whatever the share is", () => {
  for (const type of [NFS, SMB2, NINE_P]) {
    assert.deepEqual(judgePlace(fileSystemOfType(type)), { isPossible: false }, type.toString(16));
  }
});

Deno.test("a catalogue on FUSE is kept without a write-ahead log, on a disk with one", () => {
  assert.deepEqual(judgePlace(fileSystemOfType(FUSE)), {
    isPossible: true,
    hasWriteAheadLog: false,
  });
  for (const fileSystem of [fileSystemOfType(EXT4), fileSystemOfName(null)]) {
    assert.deepEqual(judgePlace(fileSystem), { isPossible: true, hasWriteAheadLog: true });
  }
});
