import { choosePreview, findPreviews } from "../core/find_previews.ts";
import { detectFormat } from "../core/formats.ts";
import { FileBytes } from "./file_bytes.ts";
import { readParts } from "./read_parts.ts";
import { sampleHash } from "./sample_hash.ts";

/** A picture as base64, `null` where a file holds none; `other` where it is not the file that was meant. */
export type PreviewOutcome = { readonly picture: string | null } | "other";

/** Some cameras keep one of the size of a screen, which is about as large. */
const PREVIEW_BYTES_MAX = 256 * 1024;

/**
 * Looks for a small JPEG in the file of a photo; a photo that is one itself will do. Nothing of the photo
 * is decoded.
 *
 * @param hash the sample hash of the photo that is meant: another file may have its name by now
 */
export function readPreview(path: string, hash: string): Promise<PreviewOutcome> {
  try {
    const { isFile, size } = Deno.lstatSync(path);
    // Opening a pipe or a device can block for ever, and a link may lead out of the root.
    if (!isFile || size === 0) return Promise.resolve("other");
    using bytes = new FileBytes(path, size);
    if (sampleHash(bytes) !== hash) return Promise.resolve("other");
    const format = detectFormat(bytes.head, path);
    const parts = format === null ? null : readParts(format.format, bytes);
    const found = parts === null ? null : choosePreview(findPreviews(parts), PREVIEW_BYTES_MAX);
    if (found === null) {
      const isSmall = format?.format === "jpeg" && size <= PREVIEW_BYTES_MAX;
      return Promise.resolve({ picture: isSmall ? bytes.read(0, size).toBase64() : null });
    }
    const picture = found.source.read(found.offset, found.size);
    return Promise.resolve({ picture: picture.length < found.size ? null : picture.toBase64() });
  } catch {
    return Promise.resolve("other");
  }
}
