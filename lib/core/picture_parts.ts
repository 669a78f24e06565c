/**
 * The parts of a file that are the picture, its colours and whatever is appended to it: everything but
 * where metadata stand. `null` for formats of which only ExifTool knows that.
 *
 * @param bytes the whole file
 */
export function pictureParts(format: string, bytes: Uint8Array): readonly Uint8Array[] | null {
  switch (format) {
    case "jpeg":
      return jpegParts(bytes);
    case "png":
      return pngParts(bytes);
    case "webp":
      return webpParts(bytes);
    case "gif":
      return gifParts(bytes);
    case "psd":
      return psdParts(bytes);
    default:
      return null;
  }
}

/** Whether two files are the same picture, by their parts. */
export function areSameParts(
  one: readonly Uint8Array[],
  other: readonly Uint8Array[],
): boolean {
  return one.length === other.length && one.every((part, index) => isEqual(part, other[index]!));
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Tables and frames (ISO/IEC 10918-1 annex B), and from the first scan to the end of the file. */
function jpegParts(bytes: Uint8Array): Uint8Array[] | null {
  const parts: Uint8Array[] = [];
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda) return [...parts, bytes.subarray(at)];
    const end = at + 2 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
    const isMetadata = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
    if (!isMetadata) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

const PNG_METADATA = new Set(["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "zxIf", "caBX"]);

/** Chunks with their sums (PNG 3rd edition §5.3). */
function pngParts(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const type = text(bytes, at + 4);
    if (!PNG_METADATA.has(type)) parts.push(bytes.subarray(at, end));
    at = end;
    if (type === "IEND") return [...parts, bytes.subarray(at)];
  }
  return null;
}

/** RIFF chunks (RFC 9649 §2.7); the header of the extended form names the metadata, too. */
function webpParts(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes);
  const parts: Uint8Array[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size;
    if (end > bytes.length) return null;
    if (!["VP8X", "EXIF", "XMP "].includes(text(bytes, at))) parts.push(bytes.subarray(at, end));
    at = end + size % 2;
  }
  return parts;
}

/** Blocks without comments and XMP (GIF89a §17–26; XMP specification part 3 §1.1.2). */
function gifParts(bytes: Uint8Array): Uint8Array[] | null {
  const colours = bytes[10]! & 0x80 ? 3 << (bytes[10]! & 7) + 1 : 0;
  // The version becomes 89a with the first extension.
  const parts = [bytes.subarray(6, 13 + colours)];
  let at = 13 + colours;
  while (at < bytes.length) {
    const start = at;
    const introducer = bytes[at];
    if (introducer === 0x3b) return [...parts, bytes.subarray(at)];
    if (introducer === 0x21) at += 2;
    else if (introducer === 0x2c) {
      const packed = bytes[at + 9]!;
      at += 11 + (packed & 0x80 ? 3 << (packed & 7) + 1 : 0);
    } else return null;
    const isComment = introducer === 0x21 && bytes[start + 1] === 0xfe;
    const isXmp = introducer === 0x21 && bytes[start + 1] === 0xff &&
      text(bytes, start + 3, 11) === "XMP DataXMP";
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
    at++;
    if (!isComment && !isXmp) parts.push(bytes.subarray(start, at));
  }
  return null;
}

/** Header, colour mode, layers and picture (Adobe Photoshop File Formats Specification, 2019). */
function psdParts(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes);
  const resources = 30 + view.getUint32(26);
  if (resources + 4 > bytes.length) return null;
  const layers = resources + 4 + view.getUint32(resources);
  return layers > bytes.length ? null : [bytes.subarray(0, resources), bytes.subarray(layers)];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(bytes: Uint8Array, at: number, length = 4): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
