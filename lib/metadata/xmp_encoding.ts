/** XMP that cannot be changed; the message says why. */
export class UnwritableXmpError extends Error {
  override readonly name = "UnwritableXmpError";
}

/** Encodes a text. */
export type Encode = (text: string) => Uint8Array<ArrayBuffer>;

/** The encoding of new documents. */
export const encodeUtf8: Encode = (text) => new TextEncoder().encode(text);

/**
 * The text of an XMP document, and how to encode it as it was: UTF-8, or UTF-16 with its mark (XMP
 * specification part 1 §7.1).
 *
 * @throws {UnwritableXmpError} when it is in another encoding
 */
export function decodeXmp(bytes: Uint8Array): { readonly text: string; readonly encode: Encode } {
  const start = `${bytes[0]?.toString(16)} ${bytes[1]?.toString(16)}`;
  const utf16 = start === "fe ff" ? "utf-16be" : start === "ff fe" ? "utf-16le" : null;
  if (utf16 !== null) {
    const text = new TextDecoder(utf16).decode(bytes);
    return { text, encode: (changed) => encodeUtf16(changed, utf16 === "utf-16le") };
  }
  const text = decodeUtf8(bytes);
  if (!text.startsWith("\ufeff")) return { text: declaredUtf8(text), encode: encodeUtf8 };
  return { text: text.slice(1), encode: (changed) => encodeUtf8(`\ufeff${changed}`) };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnwritableXmpError("It is neither UTF-8 nor UTF-16 with its mark");
  }
}

const DECLARATION = /^(<\?xml\s[^>]*?encoding\s*=\s*["'])([A-Za-z0-9._-]+)/;

/**
 * A document of ASCII alone is in whatever encoding it declares; what is added to it is in UTF-8, and it
 * has to say so, or others would read something else.
 */
function declaredUtf8(text: string): string {
  const [, , declared = "utf-8"] = DECLARATION.exec(text) ?? [];
  if (/^utf-?8$/i.test(declared)) return text;
  if (/^[\0-\x7f]*$/.test(text)) return text.replace(DECLARATION, "$1UTF-8");
  throw new UnwritableXmpError(`It says that it is ${declared}, and is UTF-8: save it as UTF-8`);
}

function encodeUtf16(text: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * (text.length + 1)));
  view.setUint16(0, 0xfeff, isLittleEndian);
  for (let at = 0; at < text.length; at++) {
    view.setUint16(2 * (at + 1), text.charCodeAt(at), isLittleEndian);
  }
  return new Uint8Array(view.buffer);
}
