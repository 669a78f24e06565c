/** What a file is, decided by its content. */
export interface Format {
  /** ExifTool's FileType in lower case without variant: `jpeg`, `heic`, `cr3`, `mov` … */
  readonly format: string;
  /** ExifTool's MIMEType. */
  readonly mime: string;
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  "3g2": "video/3gpp2",
  "3gp": "video/3gpp",
  arw: "image/x-sony-arw",
  avi: "video/x-msvideo",
  avif: "image/avif",
  btf: "image/x-tiff-big",
  cr2: "image/x-canon-cr2",
  cr3: "image/x-canon-cr3",
  crw: "image/x-canon-crw",
  dng: "image/x-adobe-dng",
  gif: "image/gif",
  heic: "image/heic",
  heics: "image/heic-sequence",
  heif: "image/heif",
  heifs: "image/heif-sequence",
  iiq: "image/x-raw",
  jp2: "image/jp2",
  jpeg: "image/jpeg",
  jpm: "image/jpm",
  jpx: "image/jpx",
  jxl: "image/jxl",
  m2ts: "video/m2ts",
  m4v: "video/x-m4v",
  mkv: "video/x-matroska",
  mov: "video/quicktime",
  mp4: "video/mp4",
  nef: "image/x-nikon-nef",
  orf: "image/x-olympus-orf",
  pef: "image/x-pentax-pef",
  png: "image/png",
  psb: "application/vnd.adobe.photoshop",
  psd: "application/vnd.adobe.photoshop",
  raf: "image/x-fujifilm-raf",
  rw2: "image/x-panasonic-rw2",
  srw: "image/x-samsung-srw",
  tiff: "image/tiff",
  webm: "video/webm",
  webp: "image/webp",
  x3f: "image/x-sigma-x3f",
};

/** The names of all formats. */
export const FORMATS: readonly string[] = Object.keys(MIME_TYPES).toSorted();

/** Candidate extensions with the family their content is expected to be of. */
const FAMILY_OF_EXTENSION: ReadonlyMap<string, string> = families({
  JPEG: "jpeg jpg jpe",
  PNG: "png",
  "HEIF or AVIF": "heic heif hif avif",
  "TIFF or RAW photo": "tif tiff cr2 cr3 nef arw dng raf orf rw2 pef srw crw x3f iiq",
  WebP: "webp",
  GIF: "gif",
  "Photoshop document": "psd",
  "JPEG XL": "jxl",
  "JPEG 2000 image": "jp2",
  "QuickTime or MPEG-4 video": "mp4 mov m4v 3gp 3g2",
  "MPEG transport stream": "mts m2ts",
  "AVI video": "avi",
  "Matroska video": "mkv webm",
});

/** Formats are named like extensions; these are named like none of the candidates. */
const FAMILY_OF_FORMAT: ReadonlyMap<string, string> = new Map([
  ...FAMILY_OF_EXTENSION,
  ["btf", "TIFF or RAW photo"],
  ["heics", "HEIF or AVIF"],
  ["heifs", "HEIF or AVIF"],
  ["jpm", "JPEG 2000 image"],
  ["jpx", "JPEG 2000 image"],
  ["psb", "Photoshop document"],
]);

/** Extensions of RAW photos, which nobody writes into. */
const RAW: ReadonlySet<string> = new Set(
  "cr2 cr3 nef arw dng raf orf rw2 pef srw crw x3f iiq".split(" "),
);

/** Extensions that are not the names of their formats. */
export const FORMAT_OF_EXTENSION: Readonly<Record<string, string>> = {
  jpg: "jpeg",
  jpe: "jpeg",
  tif: "tiff",
  hif: "heif",
  mts: "m2ts",
};

/** RAW formats that are TIFF inside and have no signature that tells them apart. */
const RAW_BY_EXTENSION: ReadonlySet<string> = new Set(["nef", "arw", "dng", "pef", "srw", "iiq"]);

function families(table: Readonly<Record<string, string>>): Map<string, string> {
  const all = new Map<string, string>();
  for (const [family, extensions] of Object.entries(table)) {
    for (const extension of extensions.split(" ")) all.set(extension, family);
  }
  return all;
}

/** What follows the last dot of `name`, in lower case; `""` where nothing stands before that dot. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/**
 * Whether a file of this name may be a photo or a video, by its extension alone. It is asked for
 * every file of every walk, so it costs one slice and one look-up.
 */
export function isCandidate(name: string): boolean {
  return FAMILY_OF_EXTENSION.has(extensionOf(name));
}

/** Formats whose metadata programs write into the file itself; that of all others goes to sidecars. */
const WRITTEN_IN_FILE: ReadonlySet<string> = new Set(
  "jpeg png tiff webp psd psb heic heif avif gif jxl".split(" "),
);

/** Whether what people say of a photo of this format is written into the file itself. */
export function isWrittenInFile(format: string): boolean {
  return WRITTEN_IN_FILE.has(format);
}

/** The format that the extension of `name` promises, where its content does not tell: `jpeg`, `mov` … */
export function promisedFormat(name: string): string {
  const extension = extensionOf(name);
  return FORMAT_OF_EXTENSION[extension] ??
    (FAMILY_OF_EXTENSION.has(extension) ? extension : "other");
}

/** Whether the extension of `name` is that of a RAW photo. */
export function isRaw(name: string): boolean {
  return RAW.has(extensionOf(name));
}

/** What the extension of `name` promises, in words for a person: `JPEG`, `Matroska video` … */
export function expectedFamily(name: string): string {
  return FAMILY_OF_EXTENSION.get(extensionOf(name)) ?? "photo or video";
}

/**
 * Whether `format` is another kind of file than the extension of `name` promises. Formats that are
 * commonly stored under each other's extension (HEIC and HEIF, TIFF and RAW) count as one kind.
 */
export function isExtensionMismatch(name: string, format: string): boolean {
  const promised = FAMILY_OF_EXTENSION.get(extensionOf(name));
  // An extension that a person asked for promises nothing.
  return promised !== undefined && promised !== FAMILY_OF_FORMAT.get(format);
}

/**
 * Decides by content what a file is, and by the extension only where formats share a signature.
 *
 * `head` is the beginning of the file, 4 KiB or all of it at least; `null` when no known signature
 * is there.
 */
export function detectFormat(head: Uint8Array, name: string): Format | null {
  if (head.length < 3) return null;
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return known("jpeg");
  const extension = extensionOf(name);
  const format = bySignature(head) ?? byTiff(head, extension) ?? byRiff(head) ?? byMatroska(head) ??
    (isTransportStream(head) ? "m2ts" : null);
  if (format !== null) return known(format);
  return byMediaBoxes(head, extension);
}

function known(format: string): Format {
  return { format, mime: MIME_TYPES[format] ?? "application/octet-stream" };
}

/** Bytes `[start, end)` as Latin-1, shorter at the end of the file. */
function text(head: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...head.subarray(start, end));
}

function bySignature(head: Uint8Array): string | null {
  const start = text(head, 0, 16);
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) return "gif";
  if (start.startsWith("8BPS\0\x01")) return "psd";
  if (start.startsWith("8BPS\0\x02")) return "psb";
  // A bare JPEG XL codestream (ISO/IEC 18181-1) or its container (18181-2).
  if (start.startsWith("\xff\x0a") || start.startsWith("\0\0\0\x0cJXL \r\n\x87\n")) return "jxl";
  if (start.startsWith("\0\0\0\x0cjP  \r\n\x87\n")) return jpeg2000Brand(head);
  if (start.startsWith("FUJIFILMCCD-RAW")) return "raf";
  if (start.startsWith("FOVb")) return "x3f";
  if (text(head, 6, 14) === "HEAPCCDR") return "crw";
  return null;
}

/** ISO/IEC 15444-1 annex I: the `ftyp` box follows the signature box of 12 bytes. */
function jpeg2000Brand(head: Uint8Array): string {
  const brand = text(head, 20, 24);
  return brand === "jpx " ? "jpx" : brand === "jpm " ? "jpm" : "jp2";
}

function byTiff(head: Uint8Array, extension: string): string | null {
  const start = text(head, 0, 4);
  if (start === "IIRO" || start === "IIRS" || start === "MMOR") return "orf";
  if (start === "IIU\0") return "rw2";
  if (start === "II+\0" || start === "MM\0+") return "btf";
  if (start !== "II*\0" && start !== "MM\0*") return null;
  if (text(head, 8, 10) === "CR") return "cr2";
  return RAW_BY_EXTENSION.has(extension) ? extension : "tiff";
}

function byRiff(head: Uint8Array): string | null {
  if (text(head, 0, 4) !== "RIFF") return null;
  const form = text(head, 8, 12);
  return form === "WEBP" ? "webp" : form === "AVI " ? "avi" : null;
}

/** The EBML header (RFC 8794) names its DocType within the first bytes. */
function byMatroska(head: Uint8Array): string | null {
  if (text(head, 0, 4) !== "\x1a\x45\xdf\xa3") return null;
  const header = text(head, 4, 64);
  return header.includes("webm") ? "webm" : header.includes("matroska") ? "mkv" : null;
}

/** ISO/IEC 13818-1: a sync byte opens every packet of 188 bytes; AVCHD puts four bytes before each. */
function isTransportStream(head: Uint8Array): boolean {
  const syncs = (first: number, step: number) =>
    head[first] === 0x47 && head[first + step] === 0x47 && head[first + 2 * step] === 0x47;
  return syncs(0, 188) || syncs(4, 192);
}

/** Boxes an old QuickTime file without `ftyp` may begin with. */
const QUICKTIME_STARTS: ReadonlySet<string> = new Set(["moov", "mdat", "wide", "skip", "pnot"]);

/** ISO/IEC 14496-12 §4.3: the major brand decides, then the compatible ones. */
function byMediaBoxes(head: Uint8Array, extension: string): Format | null {
  const box = text(head, 4, 8);
  if (QUICKTIME_STARTS.has(box)) return known("mov");
  if (box !== "ftyp" || head.length < 16) return null;
  const size = new DataView(head.buffer, head.byteOffset).getUint32(0);
  const compatible: string[] = [];
  for (let at = 16; at + 4 <= Math.min(size, head.length, 4096); at += 4) {
    compatible.push(text(head, at, at + 4));
  }
  const format = byBrand(text(head, 8, 12), compatible);
  // ExifTool keeps the extension's type for a QuickTime brand under .mp4, and QuickTime's MIME type.
  return format === "mov" && extension === "mp4"
    ? { format: "mp4", mime: "video/quicktime" }
    : known(format);
}

const BRANDS: Readonly<Record<string, string>> = {
  "M4V ": "m4v",
  M4VH: "m4v",
  M4VP: "m4v",
  KDDI: "3g2",
  avif: "avif",
  avis: "avif",
  "crx ": "cr3",
  heic: "heic",
  heix: "heif",
  heim: "heic",
  heis: "heic",
  hevc: "heics",
  hevx: "heics",
  mif1: "heif",
  msf1: "heifs",
  "jpx ": "jpx",
  "jpm ": "jpm",
  "qt  ": "mov",
  "mqt ": "mov",
};

function byBrand(major: string, compatible: readonly string[]): string {
  const format = BRANDS[major];
  if (format !== undefined) return format;
  if (/^3g2/.test(major)) return "3g2";
  if (/^3g[eprs]/.test(major) || major === "3gg6") return "3gp";
  if (compatible.some((brand) => brand === "mp41" || brand === "mp42" || brand === "avc1")) {
    return "mp4";
  }
  return compatible.includes("qt  ") ? "mov" : "mp4";
}
