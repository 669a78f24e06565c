import assert from "node:assert/strict";
import { join } from "node:path";
import { isCandidate } from "../../lib/core/formats.ts";
import type { PhotoReading } from "../../lib/core/reading.ts";
import { readPhoto } from "../../lib/metadata/read_photo.ts";
import { copyCorpus, hasCorpus, readCorpusTruth } from "../support/corpus.ts";

type Truth = Readonly<Record<string, unknown>>;

/** A field as ExifTool has it, and the part of the real JPEGs for which ours must be equal. */
interface Comparison {
  readonly floor: number;
  readonly ours: (reading: PhotoReading) => unknown;
  readonly theirs: (truth: Truth) => unknown;
}

const first = (...tags: string[]) => (truth: Truth) =>
  tags.map((tag) => truth[tag]).find((value) => value !== undefined) ?? null;
const text = (...tags: string[]) => (truth: Truth) => {
  const value = first(...tags)(truth);
  return value === null ? null : String(value).trim() || null;
};

/** Undamaged files only; just below what was measured. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  width: { floor: 1, ours: (r) => r.fields.width, theirs: first("File:ImageWidth") },
  height: { floor: 1, ours: (r) => r.fields.height, theirs: first("File:ImageHeight") },
  make: { floor: 0.99, ours: (r) => r.fields.make, theirs: text("IFD0:Make") },
  model: { floor: 0.99, ours: (r) => r.fields.model, theirs: text("IFD0:Model") },
  orientation: {
    floor: 0.98,
    ours: (r) => r.fields.orientation,
    // 0 is none of the eight.
    theirs: (truth) => first("IFD0:Orientation")(truth) || null,
  },
  takenAt: { floor: 0.96, ours: (r) => r.fields.takenAt?.slice(0, 19) ?? null, theirs: takenAt },
  keywords: { floor: 0.96, ours: (r) => r.keywords, theirs: keywords },
  title: {
    floor: 0.98,
    ours: (r) => r.fields.title,
    theirs: text("XMP-dc:Title", "IPTC:ObjectName", "XMP-photoshop:Headline"),
  },
  rating: { floor: 0.98, ours: (r) => r.fields.rating, theirs: first("XMP-xmp:Rating") },
};

function takenAt(truth: Truth): string | null {
  const date = text(
    "ExifIFD:DateTimeOriginal",
    "ExifIFD:CreateDate",
    "XMP-photoshop:DateCreated",
    "XMP-exif:DateTimeOriginal",
    "MWG:DateTimeOriginal",
    "MWG:CreateDate",
  )(truth);
  if (date === null || date.startsWith("0000")) return null;
  const [day, clock] = date.slice(0, 19).split(" ");
  return day!.replaceAll(":", "-") + (clock === undefined ? "" : `T${clock}`);
}

function keywords(truth: Truth): string[] {
  const all = [truth["MWG:Keywords"] ?? []].flat().map((keyword) => String(keyword).trim());
  return [...new Set(all.filter((keyword) => keyword !== ""))];
}

const present = (value: unknown) => value !== null && !(Array.isArray(value) && value.length === 0);
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
  name: `${corpus}what real JPEGs say of themselves is what ExifTool reads`,
  ignore: !hasCorpus(),
  fn: () =>
    withCorpus(async (directory) => {
      const counts = new Map(Object.keys(COMPARISONS).map((name) => [name, { same: 0, all: 0 }]));
      for (const [file, truth] of readCorpusTruth()) {
        if (truth["File:FileType"] !== "JPEG") continue;
        const reading = await read(directory, file);
        assert.equal(reading.format, "jpeg", file);
        // ExifTool gives up on a damaged file where we give what is left.
        if (reading.problems.some(({ kind }) => kind === "damaged")) continue;
        for (const [name, { ours, theirs }] of Object.entries(COMPARISONS)) {
          const [our, their] = [ours(reading), theirs(truth)];
          if (!present(our) && !present(their)) continue;
          const count = counts.get(name)!;
          count.all++;
          if (JSON.stringify(our) === JSON.stringify(their)) count.same++;
        }
      }
      for (const [name, { same, all }] of counts) {
        console.log(`${name.padEnd(12)} ${same} of ${all}`);
        assert(all > 0 && same / all >= COMPARISONS[name]!.floor, `${name}: ${same} of ${all}`);
      }
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
