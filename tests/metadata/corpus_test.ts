import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { isCandidate } from "../../lib/core/formats.ts";
import type { PhotoReading } from "../../lib/core/reading.ts";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { measureAgreement } from "../../scripts/agreement_run.ts";
import { copyCorpus, hasCorpus, readCorpusTruth } from "../support/corpus.ts";

/** Least share of ExifTool's values that are ours, by format, on undamaged files. */
const FLOORS: Readonly<Record<string, number>> = {
  JPEG: 0.998,
  HEIC: 0.995,
  AVIF: 0.995,
  WebP: 0.995,
  PNG: 0.995,
  TIFF: 0.99,
  RAW: 0.98,
  PSD: 0.995,
  GIF: 0.995,
  JP2: 0.995,
  video: 0.999,
  sidecar: 0.995,
};
/** Most values that only we have, as a share of ours. */
const INVENTED_MAX = 0.002;

const corpus = hasCorpus() ? "" : "skipped: there are no real photos beside the project; ";

Deno.test({
  name: `${corpus}real photos and videos are of the format and the MIME type ExifTool says`,
  ignore: !hasCorpus(),
  fn: () =>
    withCorpus(async (directory) => {
      const wrong: string[] = [];
      for (const [file, truth] of readCorpusTruth()) {
        if (!isCandidate(file)) continue;
        const { format, mime } = await read(directory, file);
        const theirs = String(truth["File:FileType"] ?? null).toLowerCase();
        const isSame = theirs.includes("webp")
          ? format === "webp"
          : `${format} ${mime}` === `${theirs} ${truth["File:MIMEType"]}`;
        if (!isSame && theirs !== "null") wrong.push(`${file}: ${format} ${mime}`);
      }
      // JSON and Exiv2's metadata container are no photos, whatever their names.
      assert.deepEqual(wrong.map((line) => line.split(": ")[1]), ["null null", "null null"]);
    }),
});

Deno.test({
  name: `${corpus}what real photos and videos say of themselves is what ExifTool reads`,
  ignore: !hasCorpus(),
  fn: () =>
    withCorpus(async (directory) => {
      const { sound, soundLines } = await measureAgreement(directory, readCorpusTruth().values());
      for (const [group, floor] of Object.entries(FLOORS)) {
        const { agreement, expected } = sound.total(group);
        const lines = soundLines.filter((line) => line.includes(` ${group} `)).join("\n");
        assert(expected > 0 && agreement >= floor, `${group}: ${agreement}\n${lines}`);
      }
      const { agreement, invention } = sound.total();
      assert(agreement >= 0.995, `${agreement}\n${soundLines.join("\n")}`);
      assert(invention <= INVENTED_MAX, `${invention}\n${soundLines.join("\n")}`);
    }),
});

/** Formats other than JPEG in which a picture is told from its metadata. */
const WITH_PICTURES =
  /\.(?:3gp|arw|avif|gif|heic|heif|hif|jp2|jxl|m4v|mov|mp4|png|psd|tiff?|webp)$/i;
const EDITED_BYTES_MAX = 100_000;
const WRITTEN_MIN = 30;

Deno.test({
  name: `${corpus}what ExifTool writes into real photos leaves their pictures as they were`,
  ignore: !hasCorpus() || spawnSync("exiftool", ["-ver"]).status !== 0,
  fn: () =>
    withCorpus(async (directory) => {
      const hashes = async (path: string) => {
        const { sampleHash, mediaHash } = await read(directory, path);
        return { path, sampleHash, mediaHash };
      };
      const paths = [...readCorpusTruth().keys()].filter((path) => WITH_PICTURES.test(path))
        .filter((path) => Deno.statSync(join(directory, path)).size <= EDITED_BYTES_MAX);
      const before = await Promise.all(paths.map(hashes));
      const args = ["-q", "-q", "-m", "-overwrite_original", "-P", "-EXIF:Artist=Ann"];
      const texts = ["-XMP:Title=Lake", `-XMP:Description=${"Sea ".repeat(2_000)}`];
      spawnSync("exiftool", [...args, ...texts, ...paths], { cwd: directory });
      let written = 0;
      for (const known of before) {
        const now = await hashes(known.path);
        assert.equal(now.mediaHash, known.mediaHash, known.path);
        if (now.sampleHash !== known.sampleHash && now.mediaHash !== null) written++;
      }
      assert(written >= WRITTEN_MIN, `${written} photos were written`);
    }),
});

async function read(directory: string, file: string): Promise<PhotoReading> {
  const outcome = await readPhoto(join(directory, file));
  assert(outcome.status === "read", `${file}: ${JSON.stringify(outcome)}`);
  return outcome.reading;
}

async function withCorpus(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = copyCorpus()!;
  try {
    await body(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}
