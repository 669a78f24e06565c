import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { PhotoReading, ReadOutcome } from "../../lib/core/reading.ts";
import { fingerprintOf } from "../../lib/core/fingerprint_of.ts";
import { FileBytes } from "../../lib/metadata/file_bytes.ts";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { makeJpeg } from "../support/make_jpeg.ts";

const HOUR_MS = 3_600_000;

function withDirectory(name: string, body: (directory: string) => Promise<void>) {
  Deno.test(name, async () => {
    const directory = Deno.makeTempDirSync({ prefix: "proofsheet-read-" });
    try {
      await body(directory);
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  });
}

function write(directory: string, name: string, bytes: Uint8Array | string): string {
  const path = join(directory, name);
  Deno.writeFileSync(path, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  return path;
}

function readingOf(outcome: ReadOutcome): PhotoReading {
  assert(outcome.status === "read", outcome.status);
  return outcome.reading;
}

function kindOf(outcome: ReadOutcome): string {
  return outcome.status === "failed" ? outcome.problem.kind : outcome.status;
}

withDirectory("a photo is read with everything it says of itself", async (directory) => {
  const jpeg = makeJpeg({
    width: 80,
    height: 60,
    takenAt: "2024-05-01T12:30:00",
    takenOffset: "+02:00",
    make: "Maker",
    model: "Model",
    orientation: 6,
    title: "Über & über",
    keywords: ["Zoë", "a & b"],
    rating: 4,
  });
  const path = write(directory, "a.jpg", jpeg);
  const reading = readingOf(await readPhoto(path, { now: () => 1_700_000_000_000 }));
  assert.deepEqual(reading.fingerprint, fingerprintOf(Deno.lstatSync(path)));
  assert.equal(reading.lookedAtMs, 1_700_000_000_000);
  assert.deepEqual([reading.format, reading.mime], ["jpeg", "image/jpeg"]);
  assert.deepEqual(reading.keywords, ["Zoë", "a & b"]);
  assert.deepEqual(reading.problems, []);
  const { width, height, takenAt, takenOffset, takenSource } = reading.fields;
  assert.deepEqual([width, height], [80, 60]);
  assert.deepEqual([takenAt, takenOffset, takenSource], ["2024-05-01T12:30:00", "+02:00", "exif"]);
  const { make, model, orientation, title, rating } = reading.fields;
  assert.deepEqual([make, model, orientation], ["Maker", "Model", 6]);
  assert.deepEqual([title, rating], ["Über & über", 4]);
});

withDirectory("IPTC in UTF-8 and in the Windows code page are both readable", async (directory) => {
  const jpeg = makeJpeg({ title: "Zürich" });
  // Without its XMP packet the title is IPTC's; "ü" as one byte is not valid UTF-8.
  const noXmp = Uint8Array.from(jpeg);
  noXmp.set(new TextEncoder().encode("nope"), findText(noXmp, "http://ns.adobe"));
  noXmp.set(new TextEncoder().encode("nope"), findText(noXmp, "<?xpacket"));
  const utf8 = await readPhoto(write(directory, "utf8.jpg", noXmp));
  assert.equal(readingOf(utf8).fields.title, "Zürich");
  const at = findText(noXmp, "\x1c\x02\x05\0\x07Z\u00c3\u00bcrich") + 5;
  noXmp.set([0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68, 0x20], at);
  const latin = await readPhoto(write(directory, "latin.jpg", noXmp));
  assert.equal(readingOf(latin).fields.title, "Zürich");
});

for (const size of [3_000, 131_072, 150_000, 196_608, 196_609, 5_000_000]) {
  withDirectory(
    `the sample hash of ${size} bytes covers size, head and tail`,
    async (directory) => {
      const jpeg = makeJpeg({ padTo: size });
      jpeg.set([1, 2, 3], size - 5);
      const reading = readingOf(await readPhoto(write(directory, "a.jpg", jpeg)));
      const sizeBytes = new Uint8Array(8);
      new DataView(sizeBytes.buffer).setBigUint64(0, BigInt(size), true);
      const hash = createHash("sha256").update(sizeBytes);
      if (size <= 196_608) hash.update(jpeg);
      else hash.update(jpeg.subarray(0, 131_072)).update(jpeg.subarray(size - 65_536));
      assert.equal(reading.sampleHash, hash.digest("hex"));
      assert.equal(reading.bytesRead, Math.min(size, 196_608));
    },
  );
}

withDirectory("metadata behind megabytes of profiles is found", async (directory) => {
  const jpeg = makeJpeg({ model: "Far away", width: 80 });
  const profile = new Uint8Array(65_004).fill(7);
  profile.set([0xff, 0xe2, 0xfd, 0xea]);
  const parts = [jpeg.subarray(0, 2), ...Array<Uint8Array>(40).fill(profile), jpeg.subarray(2)];
  const path = join(directory, "a.jpg");
  for (const part of parts) Deno.writeFileSync(path, part, { append: true });
  const reading = readingOf(await readPhoto(path));
  assert.deepEqual([reading.fields.model, reading.fields.width], ["Far away", 80]);
  assert.deepEqual(reading.problems, []);
  assert(reading.bytesRead < 200 * 1024, `${reading.bytesRead} bytes were read`);
});

withDirectory("a photo cut in its metadata keeps what is left, and says so", async (directory) => {
  const jpeg = makeJpeg({ model: "Cut", title: "x", keywords: ["y"] });
  const xmp = findText(jpeg, "http://ns.adobe");
  const path = write(directory, "a.jpg", jpeg.subarray(0, xmp + 90));
  const reading = readingOf(await readPhoto(path, { now: () => Date.now() + HOUR_MS }));
  assert.equal(reading.format, "jpeg");
  assert.equal(reading.fields.model, "Cut");
  assert.deepEqual(reading.problems.map(({ kind }) => kind), ["damaged"]);
  assert.match(reading.problems[0]!.detail, /ends inside a segment/);
});

withDirectory("a broken EXIF block does not take the XMP with it", async (directory) => {
  const jpeg = makeJpeg({ model: "Lost", title: "Kept" });
  jpeg.set([0x58, 0x58, 0x58, 0x58], findText(jpeg, "II*\0"));
  const reading = readingOf(await readPhoto(write(directory, "a.jpg", jpeg)));
  assert.deepEqual([reading.fields.model, reading.fields.title], [null, "Kept"]);
  assert.match(reading.problems[0]?.detail ?? "", /EXIF block/);
});

withDirectory("C-008 text named .jpg is a problem that says what it is", async (directory) => {
  const reading = readingOf(await readPhoto(write(directory, "a.jpg", "Dear diary")));
  assert.deepEqual([reading.format, reading.mime], [null, null]);
  assert.deepEqual(reading.problems, [{
    kind: "unknown-format",
    detail: 'Not a JPEG: the file begins with the text "Dear diary"',
  }]);
});

withDirectory("C-008 a file of 0 bytes is a problem", async (directory) => {
  const reading = readingOf(await readPhoto(write(directory, "a.jpg", "")));
  assert.equal(reading.format, null);
  assert.deepEqual(reading.problems.map(({ kind }) => kind), ["empty"]);
});

withDirectory("C-009 a JPEG named .png is a JPEG, with a note", async (directory) => {
  const reading = readingOf(await readPhoto(write(directory, "a.png", makeJpeg())));
  assert.equal(reading.format, "jpeg");
  assert.deepEqual(reading.problems.map(({ kind }) => kind), ["extension-mismatch"]);
});

withDirectory("a photo that is not there has vanished", async (directory) => {
  const inFile = join(write(directory, "a.jpg", makeJpeg()), "b.jpg");
  assert.equal(kindOf(await readPhoto(join(directory, "gone.jpg"))), "vanished");
  assert.equal(kindOf(await readPhoto(inFile)), "vanished");
});

withDirectory("C-029 a name that cannot be decoded is no absence", async (directory) => {
  assert.equal(kindOf(await readPhoto(join(directory, "a\uFFFD.jpg"))), "unreadable-name");
});

withDirectory("links, directories and pipes are never opened", async (directory) => {
  const target = write(directory, "a.jpg", makeJpeg());
  Deno.symlinkSync(target, join(directory, "link.jpg"));
  Deno.mkdirSync(join(directory, "directory.jpg"));
  await new Deno.Command("mkfifo", { args: [join(directory, "pipe.jpg")] }).output();
  for (const name of ["link.jpg", "directory.jpg", "pipe.jpg"]) {
    assert.equal(kindOf(await readPhoto(join(directory, name))), "not-a-file", name);
  }
});

withDirectory("C-026 a photo that grows while it is read is not half-read", async (directory) => {
  const path = write(directory, "a.jpg", makeJpeg());
  // The reading begins at once and decodes later, so this write falls between its two looks.
  const reading = readPhoto(path);
  Deno.writeFileSync(path, new Uint8Array(10), { append: true });
  assert.equal((await reading).status, "unstable");
});

withDirectory(
  "C-026 half a photo is read once nobody can be writing it any more",
  async (directory) => {
    const path = write(directory, "a.jpg", makeJpeg({ padTo: 300_000 }).subarray(0, 200_000));
    const young = await readPhoto(path);
    assert.deepEqual(young, {
      status: "unstable",
      detail: "The JPEG has no end: its picture is cut off",
    });
    const later = readingOf(await readPhoto(path, { now: () => Date.now() + HOUR_MS }));
    assert.equal(later.format, "jpeg");
    assert.deepEqual(later.problems, [{
      kind: "damaged",
      detail: "The JPEG has no end: its picture is cut off",
    }]);
  },
);

withDirectory(
  "C-026 half a photo that was restored with its old date is read at once",
  async (directory) => {
    const path = write(directory, "a.jpg", makeJpeg({ padTo: 300_000 }).subarray(0, 200_000));
    Deno.utimeSync(path, new Date("2020-01-01"), new Date("2020-01-01"));
    assert.equal(readingOf(await readPhoto(path)).problems[0]?.kind, "damaged");
  },
);

withDirectory("C-026 room that is set aside and not filled yet is no photo", async (directory) => {
  const path = write(directory, "a.jpg", new Uint8Array(50_000));
  assert.deepEqual(await readPhoto(path), {
    status: "unstable",
    detail: "The file ends in zeros, as if room was set aside and is not filled yet",
  });
});

withDirectory("two photos read at the same time do not mix", async (directory) => {
  const paths = Array.from(
    { length: 20 },
    (_, index) => write(directory, `${index}.jpg`, makeJpeg({ model: `Model ${index}` })),
  );
  const readings = await Promise.all(paths.map((path) => readPhoto(path)));
  assert.deepEqual(
    readings.map((outcome) => readingOf(outcome).fields.model),
    paths.map((_, index) => `Model ${index}`),
  );
});

/** Where Latin-1 `text` begins. */
function findText(bytes: Uint8Array, text: string): number {
  const at = new TextDecoder("latin1").decode(bytes).indexOf(
    new TextDecoder("latin1").decode(Uint8Array.from(text, (character) => character.charCodeAt(0))),
  );
  assert(at >= 0, text);
  return at;
}

withDirectory(
  "what is read is known by the file that is open, also when its name goes to another",
  (directory) => {
    const path = write(directory, "a.jpg", makeJpeg({ seed: 1 }));
    const other = write(directory, "b.jpg", makeJpeg({ seed: 2 }));
    const { ino, size } = Deno.lstatSync(path);
    using source = new FileBytes(path, size);
    Deno.renameSync(other, path);
    assert.equal(source.look().inode, ino);
    assert.notEqual(Deno.lstatSync(path).ino, ino);
    return Promise.resolve();
  },
);
