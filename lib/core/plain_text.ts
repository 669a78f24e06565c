const lenient = new TextDecoder();
const utf8 = new TextDecoder("utf-8", { fatal: true });
const windows1252 = new TextDecoder("windows-1252");

/** Text of which nobody says how it is encoded: UTF-8 where the bytes are valid UTF-8, else Windows-1252. */
export function plainText(bytes: Uint8Array): string {
  // Short and ASCII is the rule, and then no decoder is needed.
  if (bytes.length < 64 && isAscii(bytes)) return String.fromCharCode(...bytes);
  // To decode leniently is much quicker, and nearly all text has nothing to be lenient about.
  const text = lenient.decode(bytes);
  if (!text.includes("\ufffd")) return text;
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

/** Whether all of `bytes` are ASCII. */
export function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}
