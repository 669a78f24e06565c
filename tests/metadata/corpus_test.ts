import assert from "node:assert/strict";
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
