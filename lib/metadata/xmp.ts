import exifr from "exifr";
import type { JpegSegments } from "../core/jpeg_segments.ts";
import { isBlock, type RawBlock, type RawValue } from "../core/metadata_values.ts";

type Namespaces = Record<string, RawBlock>;

/** Extended XMP beyond this is depth maps and edit histories, which cost much and hold no field. */
const EXTENDED_XMP_BYTES_MAX = 512 * 1024;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Properties of the XMP packets of a file by the prefix of their namespace. */
export function readXmp(segments: JpegSegments, damage: string[]): Namespaces {
  const standard = parsePacket(segments.xmp, damage);
  const { extendedXmp } = segments;
  if (extendedXmp === null || extendedXmp.length > EXTENDED_XMP_BYTES_MAX) return standard;
  const merged = { ...standard };
  for (const [prefix, block] of Object.entries(parsePacket(extendedXmp, damage))) {
    merged[prefix] = { ...block, ...merged[prefix] };
  }
  return merged;
}

function parsePacket(packet: Uint8Array | null, damage: string[]): Namespaces {
  if (packet === null) return {};
  try {
    const parser = exifr.segmentParsers.get("xmp");
    const namespaces = parser.parse(new TextDecoder().decode(packet)) ?? {};
    return withoutEntities(namespaces) as Namespaces;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    damage.push(`The XMP packet cannot be read: ${message}`);
    return {};
  }
}

/** exifr leaves XML entities as they are. */
function withoutEntities(value: RawValue): RawValue {
  if (typeof value === "string") return value.includes("&") ? decodeEntities(value) : value;
  if (Array.isArray(value)) return value.map(withoutEntities);
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutEntities(inner)]),
  );
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
