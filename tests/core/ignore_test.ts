import assert from "node:assert/strict";
import { isNoiseDirectory, isNoiseFile } from "../../lib/core/ignore.ts";

const NOISE_FILES = [
  ".DS_Store",
  "Thumbs.db",
  "thumbs.db",
  "desktop.ini",
  "Desktop.ini",
  "._IMG_1.jpg",
  "._",
  "IMG_1.jpg.tmp",
  ".tmp",
  "IMG_1.jpg.part",
  "IMG_1.jpg.crdownload",
  "IMG_1.jpg_exiftool_tmp",
  "IMG_1.jpg_original",
  ".IMG_1.jpg.Xa3f9Q",
  ".syncthing.IMG_1.jpg.tmp",
  "~syncthing~IMG_1.jpg.tmp",
  ".goutputstream-X1Y2Z3",
];

for (const name of NOISE_FILES) {
  Deno.test(`C-005 a file ${JSON.stringify(name)} is noise`, () => {
    assert.equal(isNoiseFile(name), true);
  });
}

Deno.test("C-005 C-029 noise with a newline in its name is noise all the same", () => {
  for (const name of ["._a\nb.jpg", "a\nb.jpg.tmp", "a\nb.jpg_original", ".a\nb.jpg.Xa3f9Q"]) {
    assert.equal(isNoiseFile(name), true, JSON.stringify(name));
  }
  for (const name of [".Trash-\n", "a\nb.lrdata"]) {
    assert.equal(isNoiseDirectory(name), true, JSON.stringify(name));
  }
});

const PHOTOS = [
  "a.jpg",
  "IMG_1.JPG",
  ".hidden.jpg",
  ".hidden.jpeg",
  ".hidden.tiff",
  "-a.jpg",
  "wedding_original.jpg",
  "_original.jpg",
  "thumbs.db.jpg",
  "tmp.jpg",
  "a.part.jpg",
  "desktop.ini.png",
  "DS_Store",
  "%.jpg",
  "a\nb.jpg",
  "photo.tmp.heic",
];

for (const name of PHOTOS) {
  Deno.test(`C-005 a file ${JSON.stringify(name)} is no noise`, () => {
    assert.equal(isNoiseFile(name), false);
  });
}

const NOISE_DIRECTORIES = [
  "@eaDir",
  "#recycle",
  "@Recycle",
  ".stfolder",
  ".stfolder (1)",
  ".stversions",
  "#snapshot",
  ".snapshots",
  ".snapshot",
  ".zfs",
  ".Trash-1000",
  ".Trashes",
  ".dtrash",
  "Catalogue Previews.lrdata",
  ".git",
  "lost+found",
  "$RECYCLE.BIN",
  "System Volume Information",
  ".~tmp~",
];

for (const name of NOISE_DIRECTORIES) {
  Deno.test(`C-005 a directory ${JSON.stringify(name)} is noise`, () => {
    assert.equal(isNoiseDirectory(name), true);
  });
}

const DIRECTORIES = [
  "2024",
  "wedding_original",
  "a.jpg",
  "lost+found2",
  "lost+foundry",
  "lostfound",
  "recycle",
  "git",
  ".github",
  "eaDir",
  ".hidden",
  "snapshots",
  "xzfs",
  ".zfs2",
  "trash",
  "Thumbs.db",
  "tmp",
  "a.tmp",
];

for (const name of DIRECTORIES) {
  Deno.test(`C-006 a directory ${JSON.stringify(name)} is no noise`, () => {
    assert.equal(isNoiseDirectory(name), false);
  });
}
