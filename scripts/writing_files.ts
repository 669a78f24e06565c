import { writePhoto } from "../actors/write_photo.ts";
import { NotAsMeantError, readSettled } from "../actors/written_file.ts";
import { EDIT_FIELDS, type EditableValues, isSameValue, NO_VALUES } from "../lib/core/editable.ts";
import { detectFormat } from "../lib/core/formats.ts";
import { standardsOf } from "../lib/core/tag_values.ts";
import { type ExifToolWriter, TagsRefusedError } from "../lib/exiftool/exif_tool_writer.ts";

/** Every field that can be edited, none in ASCII alone where that can be. */
export const EVERYTHING: EditableValues = {
  title: "Täst am Meer €",
  description: "Zwei\nZeilen – 日本",
  keywords: ["Köln", "Rom", "日本"],
  keyword_paths: ["Orte|Italien|Rom"],
  rating: 4,
  label: "Red",
  taken_at: "2024-05-01T12:30:00.25",
  taken_offset: "+02:00",
  position: { latitude: -12.345678, longitude: 179.5, altitude: -3.5 },
  city: "Köln",
  state: "Nordrhein-Westfalen",
  country: "Österreich",
  country_code: "AT",
  creator: "Änne; Bob",
  rights: "© ich",
};

/** What became of one file. */
export interface TriedFile {
  readonly path: string;
  readonly format: string;
  /** `null` where the file is written as it was meant, set and cleared. */
  readonly refusal: string | null;
  /** What was wrong with a file that was written all the same. */
  readonly faults: readonly string[];
}

/** A file that was written, for whoever looks at it with other eyes. */
export interface WrittenFile {
  readonly format: string;
  /** The file as it was before anything was written. */
  readonly before: string;
  readonly after: string;
  /** Whether all fields were cleared again. */
  readonly isCleared: boolean;
}

/** The format of a file that is written in the file itself; `null` for others. */
export function writableFormat(path: string): string | null {
  using file = Deno.openSync(path);
  const head = new Uint8Array(4096);
  const count = file.readSync(head) ?? 0;
  const format = detectFormat(head.subarray(0, count), path)?.format ?? null;
  return format !== null && standardsOf(format) !== null ? format : null;
}

/**
 * Sets every field of a copy of a file, then clears them all, and says what was refused and what is wrong
 * afterwards by the program's own reader.
 *
 * @param onWritten looks at the file with other eyes, and tells what is wrong
 */
export async function tryFile(
  path: string,
  exifTool: ExifToolWriter,
  onWritten: (written: WrittenFile) => Promise<readonly string[]>,
): Promise<TriedFile> {
  const format = writableFormat(path) ?? "unknown";
  const [set, cleared] = [`${path}.set`, `${path}.cleared`];
  const nowMs = Date.now();
  try {
    for (const temporary of [set, cleared]) Deno.writeFileSync(temporary, new Uint8Array());
    const extension = path.slice(path.lastIndexOf("."));
    await writePhoto(
      { ...ORDER, path, temporary: set, format, changed: EVERYTHING, nowMs },
      exifTool,
    );
    const named = withExtension(set, extension);
    const written = { format, before: path, after: named, isCleared: false };
    const faults = [...await differences(named, EVERYTHING), ...await onWritten(written)];
    const order = { ...ORDER, path: named, temporary: cleared, format, changed: NO_VALUES, nowMs };
    await writePhoto(order, exifTool);
    const after = withExtension(cleared, extension);
    const inCleared = [
      ...await differences(after, NO_VALUES),
      ...await onWritten({ format, before: path, after, isCleared: true }),
    ];
    faults.push(...inCleared.map((fault) => `cleared: ${fault}`));
    return { path, format, refusal: null, faults };
  } catch (error) {
    const isRefusal = error instanceof NotAsMeantError || error instanceof TagsRefusedError;
    if (!isRefusal) throw error;
    return { path, format, refusal: error.message, faults: [] };
  }
}

function withExtension(path: string, extension: string): string {
  Deno.renameSync(path, `${path}${extension}`);
  return `${path}${extension}`;
}

/** Whether a file is one of those that are written, whole. */
export async function isWhole(path: string): Promise<boolean> {
  const { damage } = await readSettled({ path }, { nowMs: Date.now() });
  return damage === null;
}

const ORDER = { target: "photo", sidecar: null } as const;

async function differences(path: string, expected: EditableValues): Promise<string[]> {
  const { values } = await readSettled({ path }, { nowMs: Date.now() });
  return EDIT_FIELDS.filter((field) => !isSameValue(field, values[field], expected[field]))
    .map((field) => `${field} is read as ${JSON.stringify(values[field])}`);
}
