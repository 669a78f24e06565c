import assert from "node:assert/strict";
import { join } from "node:path";
import { type ByteSource, bytesSource } from "../../lib/core/byte_source.ts";
import type { ExifToolTags } from "../../lib/core/exif_tool_tags.ts";
import { ExifTool } from "../../lib/exiftool/exif_tool.ts";
import { exifToolPlace } from "../../lib/exiftool/exif_tool_place.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { makeCrw, makeX3f } from "../support/make_raw.ts";
import { withTempDir } from "../support/program.ts";

const SIGMA = {
  CAMMANUF: "SIGMA",
  CAMMODEL: "SIGMA SD9",
  CAMSERIAL: "0001234",
  APERTURE: "8",
  TIME: "1700000000",
};

Deno.test("ExifTool in WebAssembly", async (t) => {
  const exifTool = await ExifTool.open(await exifToolPlace());
  const read = (bytes: Uint8Array, extension: string) =>
    exifTool.read(bytesSource(bytes), extension);

  await t.step("reads RAW files that no walker of this program knows", async () => {
    const sigma = await read(makeX3f(SIGMA), "x3f");
    assert.equal(sigma["SigmaRaw:Model"], "SIGMA SD9");
    assert.equal(sigma["SigmaRaw:SerialNumber"], "0001234");
    assert.equal(sigma["Composite:ImageSize"], "2640 1760");
    const canon = await read(makeCrw("Canon EOS D30", 1_700_000_000), "crw");
    assert.equal(canon["CanonRaw:DateTimeOriginal"], "2023:11:14 22:13:20");
  });

  await t.step("a broken file is told, and the next one is read as ever", async () => {
    const broken = await read(makeX3f(SIGMA).slice(0, 400), "x3f");
    assert.match(String(broken["ExifTool:Warning"]), /X3F|section|directory/);
    const nothing = await read(new Uint8Array(100), "x3f");
    assert.match(String(nothing["ExifTool:Error"]), /Unknown|zero|format error/i);
    assert.equal((await read(makeX3f(SIGMA), "x3f"))["SigmaRaw:Make"], "SIGMA");
  });

  await t.step("a file that cannot be read any more fails alone", async () => {
    const gone: ByteSource = {
      size: 1_000,
      read: () => {
        throw new Error("The disk is gone");
      },
    };
    await assert.rejects(exifTool.read(gone, "crw"), /The disk is gone/);
  });

  await t.step("text keeps its letters, and a strange name does no harm", async () => {
    const photo = await read(makeJpeg({ title: "Grüße 🌊" }), "j/../pg");
    assert.equal(photo["XMP-dc:Title"], "Grüße 🌊");
  });

  await t.step("a file of gigabytes is sought in instead of read", async () => {
    let bytesRead = 0;
    const file = farApart(makeX3f(SIGMA), 3 * 1024 ** 3);
    const source: ByteSource = {
      size: file.size,
      read: (offset, length) => {
        bytesRead += length;
        return file.read(offset, length);
      },
    };
    assert.equal((await exifTool.read(source, "x3f"))["SigmaRaw:Model"], "SIGMA SD9");
    assert.ok(bytesRead < 1024 * 1024, `${bytesRead} bytes were read`);
  });

  await t.step("a film without the streams it promises is not read to its end", async () => {
    let bytesRead = 0;
    const packet = Uint8Array.from(
      { length: 188 },
      (_, at) => [0x47, 0x1f, 0xff, 0x10][at] ?? 0xff,
    );
    const source: ByteSource = {
      size: 188 * 10_000_000,
      read: (offset, length) => {
        bytesRead += length;
        return Uint8Array.from({ length }, (_, index) => packet[(offset + index) % 188]!);
      },
    };
    assert.match(String((await exifTool.read(source, "mts"))["File:FileType"]), /^M2T/);
    assert.ok(bytesRead < 64 * 1024 * 1024, `${bytesRead} bytes were read`);
  });

  await t.step({
    name: "the same tags as the installed one gives",
    ignore: !(await isInstalled()),
    fn: () =>
      withTempDir(async (directory) => {
        const files = {
          "a.x3f": makeX3f(SIGMA),
          "b.crw": makeCrw("Canon EOS D30", 1_700_000_000),
          "c.jpg": makeJpeg({ title: "Grüße", keywords: ["Sea", "Ada"] }),
        };
        for (const [name, bytes] of Object.entries(files)) {
          const path = join(directory, name);
          Deno.writeFileSync(path, bytes);
          const ours = await read(bytes, name.slice(-3));
          assert.deepEqual(comparable(ours), comparable(await installed(path)), name);
        }
      }),
  });
});

/** The directory of `photo`, which is its end, at the end of a file of `size` bytes; zeros between. */
function farApart(photo: Uint8Array<ArrayBuffer>, size: number): ByteSource {
  const directory = new DataView(photo.buffer).getUint32(photo.length - 4, true);
  const end = photo.slice(directory);
  new DataView(end.buffer).setUint32(end.length - 4, size - end.length, true);
  return {
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      bytes.set(photo.subarray(offset, offset + bytes.length));
      if (offset >= size - end.length) bytes.set(end.subarray(offset - size + end.length));
      return bytes;
    },
  };
}

async function isInstalled(): Promise<boolean> {
  const command = new Deno.Command("exiftool", { args: ["-ver"], stdout: "null", stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}

async function installed(path: string): Promise<ExifToolTags> {
  const args = ["-j", "-n", "-G1", "-struct", "-charset", "iptc=UTF8", path];
  const { stdout } = await new Deno.Command("exiftool", { args }).output();
  return JSON.parse(new TextDecoder().decode(stdout))[0];
}

/** Without what concerns the file system or the version; numbers as numbers. */
function comparable(tags: ExifToolTags): Record<string, unknown> {
  const own = Object.entries(tags).filter(([name]) =>
    !/^(?:System:|SourceFile|ExifTool:ExifToolVersion|File:FileSize)/.test(name)
  );
  const value = (item: unknown): unknown =>
    Array.isArray(item)
      ? item.map(value)
      : typeof item === "string" && /^-?\d+(?:\.\d+)?$/.test(item)
      ? Number(item)
      : item;
  return Object.fromEntries(own.sort().map(([name, item]) => [name, value(item)]));
}
