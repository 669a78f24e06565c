import type { FieldValues } from "./editable.ts";
import type { ExifToolTags } from "./exif_tool_tags.ts";

/** One tag that is written: its name as ExifTool has it, and its value; `null` takes it away. */
export interface TagValue {
  /** `Group:Name`, the group of family 1 where it matters. */
  readonly tag: string;
  readonly value: string | readonly string[] | null;
}

/** What of the standards a format of file can hold in a way that other programs read. */
export interface Standards {
  /** Whether it has EXIF, and what the picture is to EXIF, which asks for other tags then. */
  readonly exif: "compressed" | "uncompressed" | "any" | null;
  readonly iptc: boolean;
  /** Whether IPTC has a digest beside it, by which readers tell whether it was changed last. */
  readonly digest: boolean;
}

/** Formats that are written in the file itself, and what they can hold beside XMP. */
const STANDARDS: Readonly<Record<string, Standards>> = {
  jpeg: { exif: "compressed", iptc: true, digest: true },
  tiff: { exif: "uncompressed", iptc: true, digest: false },
  psd: { exif: "any", iptc: true, digest: true },
  png: { exif: "any", iptc: false, digest: false },
  webp: { exif: "any", iptc: false, digest: false },
  heic: { exif: "any", iptc: false, digest: false },
  heif: { exif: "any", iptc: false, digest: false },
  avif: { exif: "any", iptc: false, digest: false },
  jxl: { exif: "any", iptc: false, digest: false },
  dng: { exif: "any", iptc: false, digest: false },
  gif: { exif: null, iptc: false, digest: false },
};

/** What a format can hold; `null` for one that is never written in the file itself. */
export function standardsOf(format: string): Standards | null {
  return STANDARDS[format] ?? null;
}

/** What is to be written into which file. */
export interface TagsInput {
  /** The fields that change. */
  readonly changed: FieldValues;
  /** Date and offset as they are to be, for they share tags. */
  readonly taken: Required<Pick<FieldValues, "taken_at" | "taken_offset">>;
  readonly standards: Standards;
  /** The tags of the file as it is. */
  readonly before: ExifToolTags;
  /** When it is written, `2024:05:01 12:30:00+00:00`. */
  readonly now: string;
}

/** Most bytes of a data set (IPTC IIM 4.2 §6); other programs may cut or refuse what is longer. */
const IPTC_BYTES_MAX: Readonly<Record<string, number>> = {
  ObjectName: 64,
  "Caption-Abstract": 2_000,
  Keywords: 64,
  "By-line": 32,
  CopyrightNotice: 128,
  City: 32,
  "Province-State": 32,
  "Country-PrimaryLocationName": 64,
  "Country-PrimaryLocationCode": 3,
};

/** Makes tags, as far as the file can hold them. */
export class Tags {
  constructor(private readonly input: TagsInput) {}

  xmp(tag: string, value: TagValue["value"]): TagValue[] {
    return [{ tag: `XMP-${tag}`, value }];
  }

  /** Whether the format holds EXIF. */
  get hasExif(): boolean {
    return this.input.standards.exif !== null;
  }

  /** Texts of several languages: setting touches the default one, clearing all of them. */
  inLanguages(tag: string, value: string | null): TagValue[] {
    return this.xmp(value === null ? tag : `${tag}-x-default`, value);
  }

  exif(tag: string, value: TagValue["value"]): TagValue[] {
    return this.hasExif ? [{ tag, value }] : this.ifPresent(tag, value);
  }

  iptc(name: string, value: TagValue["value"]): TagValue[] {
    const { standards } = this.input;
    const tag = { tag: `IPTC:${name}`, value: shortened(name, value) };
    return standards.iptc && (value !== null || this.#has(tag.tag))
      ? [tag]
      : this.ifPresent(tag.tag, tag.value);
  }

  /** For what is of use only beside other data of that standard. */
  iptcIfAny(name: string, value: TagValue["value"]): TagValue[] {
    const hasAny = Object.keys(this.input.before).some((tag) => tag.startsWith("IPTC:"));
    return hasAny ? [{ tag: `IPTC:${name}`, value: shortened(name, value) }] : [];
  }

  ifPresent(tag: string, value: TagValue["value"]): TagValue[] {
    return this.#has(tag) ? [{ tag, value }] : [];
  }

  #has(tag: string): boolean {
    return this.input.before[tag] !== undefined;
  }

  /** Tags that a field is read from after the ones that are written: they go when it is cleared. */
  gone(value: unknown, tags: readonly string[]): TagValue[] {
    const isCleared = value === null || (Array.isArray(value) && value.length === 0);
    return isCleared ? tags.flatMap((tag) => this.ifPresent(tag, null)) : [];
  }
}

const encoder = new TextEncoder();

/** Cut between characters, as the standard counts bytes. */
function shortened(name: string, value: TagValue["value"]): TagValue["value"] {
  const bytesMax = IPTC_BYTES_MAX[name];
  if (value === null || bytesMax === undefined) return value;
  if (typeof value !== "string") return value.map((one) => cut(one, bytesMax));
  return cut(value, bytesMax);
}

function cut(text: string, bytesMax: number): string {
  const { read } = encoder.encodeInto(text, new Uint8Array(bytesMax));
  return text.slice(0, read);
}
