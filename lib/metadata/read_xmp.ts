import { latin1 } from "../core/byte_source.ts";
import type { RawBlock } from "../core/metadata_values.ts";
import type { XmlElement } from "../core/xml_element.ts";
import { xmpNamespace } from "../core/xmp_namespaces.ts";
import { RDF, xmpProperties } from "../core/xmp_properties.ts";
import { type ParsedXml, parseXml } from "./parse_xml.ts";

/** Properties by the short name of their namespace, see `xmpProperties`. */
export type Xmp = Record<string, RawBlock>;

/** Bytes of one packet; larger ones hold pictures or histories, and no file needs them. */
const PACKET_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Reads XMP packets, or the text of a sidecar; what a later one says replaces what an earlier one says.
 * A sentence for every packet that could not be read completely is added to `damage`.
 */
export function readXmp(packets: readonly Uint8Array[], damage: string[]): Xmp {
  const merged: Xmp = {};
  for (const packet of packets) {
    for (const [namespace, block] of Object.entries(readPacket(packet, damage))) {
      merged[namespace] = { ...merged[namespace], ...block };
    }
  }
  return merged;
}

function readPacket(packet: Uint8Array, damage: string[]): Xmp {
  if (packet.length > PACKET_BYTES_MAX) {
    damage.push(`The XMP packet of ${packet.length} bytes is too large to be read`);
    return {};
  }
  const parsed = parsePacket(packet);
  if (parsed === null) return {};
  const { root, complaint } = parsed;
  const properties = root === null ? {} : xmpProperties(root);
  if (complaint !== null && Object.keys(properties).length === 0) {
    damage.push(`The XMP packet cannot be read: ${complaint}`);
  }
  return properties;
}

/** The elements of a packet or of a sidecar that may hold a field; `null` where there is no markup. */
export function parsePacket(bytes: Uint8Array): ParsedXml | null {
  const xml = withoutPadding(decode(bytes));
  return xml === "" ? null : parseXml(xml, { skip: isOfNoUse });
}

/** What stands between the markup of the packet and its end: kilobytes of spaces, or NULs. */
function withoutPadding(text: string): string {
  const mark = [":xmpmeta>", ":xapmeta>", ":RDF>"].find((mark) => text.includes(mark)) ?? ">";
  const end = text.lastIndexOf(mark);
  return end < 0 ? "" : text.slice(Math.max(0, text.indexOf("<")), end + mark.length);
}

/** Properties of a namespace that holds no field: develop settings and edit histories are long. */
function isOfNoUse(open: readonly XmlElement[], uri: string): boolean {
  return open.at(-1)?.name === "Description" && open.at(-2)?.name === "RDF" && uri !== RDF &&
    xmpNamespace(uri) === null;
}

const utf8 = new TextDecoder();

/**
 * UTF-8, UTF-16 or UTF-32, with their marks or without (XMP specification part 1 §7.1); a sidecar may
 * name another encoding in its first line, as any XML may.
 */
function decode(bytes: Uint8Array): string {
  const wide = latin1(bytes, 0, 4);
  if (wide === "\0\0\xfe\xff" || wide === "\0\0\0<") return utf32(bytes, false);
  if (wide === "\xff\xfe\0\0" || wide === "<\0\0\0") return utf32(bytes, true);
  const start = wide.slice(0, 2);
  if (start === "\xfe\xff" || start === "\0<") return new TextDecoder("utf-16be").decode(bytes);
  if (start === "\xff\xfe" || start === "<\0") return new TextDecoder("utf-16le").decode(bytes);
  const named = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(latin1(bytes, 0, 200))?.[1];
  if (named !== undefined && !/^utf-?(?:8|16|32)/i.test(named)) {
    const decoder = decoderOf(named);
    if (decoder !== null) return decoder.decode(bytes);
  }
  const text = utf8.decode(bytes);
  // Where every byte beyond ASCII is wrong, it is not a slip in UTF-8 but another encoding.
  const isOther = text.includes("\ufffd") && !/[\x80-\ufffc\ufffe-\uffff]/.test(text);
  return isOther ? new TextDecoder("windows-1252").decode(bytes) : text;
}

/** `null` for an encoding nobody here knows. */
function decoderOf(name: string): TextDecoder | null {
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
}

/** Four bytes a character; what is none becomes U+FFFD, and XML refuses that where it matters. */
function utf32(bytes: Uint8Array, isLittleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, isLittleEndian);
    parts.push(code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code));
  }
  return parts.join("").replace(/^\ufeff/, "");
}
