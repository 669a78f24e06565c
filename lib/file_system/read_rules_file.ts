/** More than any list a person keeps; a larger file is no list of patterns. */
const RULES_BYTES_MAX = 65_536;

/**
 * The text of a file of rules.
 *
 * @param path absolute
 * @throws {Error} when it is no ordinary file, is too large, is not UTF-8, or cannot be read
 */
export function readRulesFile(path: string): string {
  // A link could lead anywhere, and opening a pipe would wait for ever.
  if (!Deno.lstatSync(path).isFile) {
    throw new Error("Cannot use the rules here as this is no ordinary file");
  }
  const bytes = readBytes(path);
  if (bytes.length > RULES_BYTES_MAX) {
    throw new Error(`Cannot use the rules here as they are longer than ${RULES_BYTES_MAX} bytes`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("Cannot use the rules here as they are not valid UTF-8");
  }
}

/** At most one byte more than is allowed. */
function readBytes(path: string): Uint8Array {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(RULES_BYTES_MAX + 1);
  let length = 0;
  while (length < bytes.length) {
    const read = file.readSync(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
