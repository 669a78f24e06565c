import { unexpectedChanges } from "../lib/core/compare_tags.ts";
import type { EditableValues, FieldValues } from "../lib/core/editable.ts";
import { tagsOfEdit } from "../lib/core/edit_tags.ts";
import { exifToolMetadata } from "../lib/core/exif_tool_metadata.ts";
import type { ExifToolTags } from "../lib/core/exif_tool_tags.ts";
import { judgeWritten } from "../lib/core/judge_written.ts";
import { areSameParts, pictureParts } from "../lib/core/picture_parts.ts";
import { standardsOf, type TagValue } from "../lib/core/tag_values.ts";
import { IN_FILE_BYTES_MAX, type WriteOrder } from "../lib/core/write_order.ts";
import type { ExifToolWriter } from "../lib/exiftool/exif_tool_writer.ts";
import { NotAsMeantError, readSettled, storeBytes } from "./written_file.ts";

/**
 * Fills the temporary with the photo and its changed tags, and compares what came of it with what was
 * meant: the edited fields as the program reads them, all other tags as ExifTool does, and the picture.
 *
 * @throws {NotAsMeantError} when the photo is not to be written so
 * @throws {TagsRefusedError} when ExifTool does not write it
 */
export async function writePhoto(order: WriteOrder, exifTool: ExifToolWriter): Promise<void> {
  const { path, temporary, format } = order;
  const standards = standardsOf(format);
  if (standards === null) throw new NotAsMeantError(`Files of format ${format} are not written`);
  const before = await look(path, order, exifTool);
  const tags = tagsOfEdit({
    ...changesOf(order.changed, before),
    standards,
    before: before.tags,
    now: `${
      new Date(order.nowMs).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ")
    }+00:00`,
  });
  storeBytes(temporary, await changed(before, { format, tags, exifTool }));
  const after = await look(temporary, order, exifTool);
  await compare(before, after, { order, tags, exifTool });
}

const DIGEST = "Photoshop:IPTCDigest";

/**
 * The file with its changed tags. In a TIFF the IPTC is filled up to whole words, and ExifTool takes its
 * digest from before that: it would say that IPTC was changed by somebody else.
 */
async function changed(
  { bytes, extension }: Look,
  { format, tags, exifTool }: {
    readonly format: string;
    readonly tags: readonly TagValue[];
    readonly exifTool: ExifToolWriter;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const written = (await exifTool.write(bytes, extension, tags)).bytes;
  if (format !== "tiff" || !tags.some(({ tag }) => tag === DIGEST)) return written;
  const { [DIGEST]: digest, "File:CurrentIPTCDigest": found } = await exifTool.tags(
    written,
    extension,
  );
  if (digest === found || typeof found !== "string") return written;
  return (await exifTool.write(written, extension, [{ tag: DIGEST, value: found }])).bytes;
}

/** A file as it is on the disk. */
interface Look {
  readonly bytes: Uint8Array;
  readonly extension: string;
  readonly tags: ExifToolTags;
  readonly values: EditableValues;
}

async function look(path: string, order: WriteOrder, exifTool: ExifToolWriter): Promise<Look> {
  const { size } = Deno.statSync(path);
  if (size > IN_FILE_BYTES_MAX) {
    throw new NotAsMeantError(`The file is larger than ${IN_FILE_BYTES_MAX / 1024 / 1024} MB`);
  }
  const bytes = Deno.readFileSync(path);
  const extension = order.path.slice(order.path.lastIndexOf(".") + 1);
  const { values, damage } = await readSettled({ path }, order);
  if (damage !== null) throw new NotAsMeantError(`The file is damaged: ${damage}`);
  return {
    bytes,
    extension,
    tags: await exifTool.tags(bytes, extension),
    values,
  };
}

/**
 * Once IPTC is written its digest says that XMP is no older, so what was read from IPTC until now has to
 * be in both.
 */
function changesOf(changed: FieldValues, { tags, values }: Look) {
  const { keywords, description, creator, rights, city, state, country, country_code } = values;
  const fromIptc = { keywords, description, creator, rights, city, state, country, country_code };
  const all = exifToolMetadata(tags).iptcChangedAfterXmp ? { ...fromIptc, ...changed } : changed;
  const { taken_at = values.taken_at, taken_offset = values.taken_offset } = changed;
  return { changed: all, taken: { taken_at, taken_offset } };
}

interface Comparison {
  readonly order: WriteOrder;
  readonly tags: readonly TagValue[];
  readonly exifTool: ExifToolWriter;
}

async function compare(before: Look, after: Look, { order, tags, exifTool }: Comparison) {
  const wrong = [
    ...judgeWritten(before.values, after.values, order.changed),
    ...unexpectedChanges(before.tags, after.tags, tags),
  ];
  if (wrong.length > 0) throw new NotAsMeantError(`It would not be as meant: ${wrong.join("; ")}`);
  const isSame = await isSamePicture(before, after, { order, exifTool });
  if (!isSame) throw new NotAsMeantError("The picture itself would not be the same");
}

async function isSamePicture(
  before: Look,
  after: Look,
  { order: { format }, exifTool }: Pick<Comparison, "order" | "exifTool">,
): Promise<boolean> {
  const [one, other] = [before, after].map(({ bytes }) => pictureParts(format, bytes));
  if (one != null && other != null) return areSameParts(one, other);
  const hash = await exifTool.imageHash(before.bytes, before.extension);
  return hash !== null && hash === await exifTool.imageHash(after.bytes, after.extension);
}
