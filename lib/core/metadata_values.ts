/** Values as the metadata decoders give them: of any type, and none of them to be trusted. */
export type RawValue = unknown;

/** One namespace or directory of raw values, by name or tag number. */
export type RawBlock = Readonly<Record<string | number, RawValue>>;

/** The first of `candidates` that is not `null`. */
export function firstOf<Value>(...candidates: (Value | null)[]): Value | null {
  for (const candidate of candidates) if (candidate !== null) return candidate;
  return null;
}

/**
 * Text up to the first NUL, without spaces at its end; `null` where nothing is left. A list gives
 * its first text, a language alternative its default language or its first.
 */
export function textOf(value: RawValue): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    const nul = value.indexOf("\0");
    const cut = (nul < 0 ? value : value.slice(0, nul)).trimEnd();
    return cut.trim() === "" ? null : cut;
  }
  if (Array.isArray(value)) {
    const standard = value.find((item) => languageOf(item) === "x-default");
    return firstOf(textOf(standard), ...value.map((item) => textOf(item)));
  }
  if (isBlock(value) && "value" in value) return textOf(value.value);
  return null;
}

/**
 * The default language of a language alternative (XMP specification part 1 §8.2.2.4), or what has no
 * language; `null` where there are only others: a translation is no value of the field.
 */
export function defaultTextOf(value: RawValue): string | null {
  if (typeof value === "string") return textOf(value);
  const items = Array.isArray(value) ? value : [value];
  return textOf(items.filter((item) => [null, "x-default"].includes(languageOf(item))));
}

/** All texts of a list in their order, each once; one value is a list of one. */
export function textsOf(value: RawValue): string[] {
  // Most fields are in none of the standards that are asked for them.
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  const texts = items.map((item) => textOf(item)?.trim() ?? "").filter((text) => text !== "");
  return [...new Set(texts)];
}

/** A finite number: itself, the first of an array, or text like `2.8`, `28/10`. */
export function numberOf(value: RawValue): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") {
    const match = /^\s*([-+]?\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?\s*$/.exec(value);
    if (match === null) return null;
    const quotient = Number(match[1]) / Number(match[2] ?? 1);
    return Number.isFinite(quotient) ? quotient : null;
  }
  if (Array.isArray(value) || isNumberArray(value)) return numberOf(value[0]);
  return null;
}

/** A finite number within `[least, most]`. */
export function numberWithin(value: RawValue, least: number, most: number): number | null {
  const number = numberOf(value);
  return number !== null && number >= least && number <= most ? number : null;
}

/** A whole number within `[least, most]`. */
export function integerWithin(value: RawValue, least: number, most: number): number | null {
  const number = numberWithin(value, least, most);
  return number === null ? null : Math.round(number);
}

/** Bytes of UTF-16, as Windows writes its XP tags: little-endian, ended by NUL. */
export function utf16Of(value: RawValue, littleEndian = true): string | null {
  if (!(value instanceof Uint8Array)) return null;
  return textOf(new TextDecoder(littleEndian ? "utf-16le" : "utf-16be").decode(value));
}

/**
 * Bytes of UTF-16 whose order the writer did not keep to: the bytes that vary more are the lower ones,
 * or else those that are zero less often.
 */
export function utf16OfAnyOrder(bytes: Uint8Array, littleEndian: boolean): string | null {
  const [first, second] = [bytes[0], bytes[1]];
  if (first === 0xfe && second === 0xff) return utf16Of(bytes.subarray(2), false);
  if (first === 0xff && second === 0xfe) return utf16Of(bytes.subarray(2), true);
  const even = bytes.filter((_, index) => index % 2 === 0);
  const odd = bytes.filter((_, index) => index % 2 === 1);
  const variety = new Set(even).size - new Set(odd).size;
  const zeros = (part: Uint8Array) => part.filter((byte) => byte === 0).length;
  const lower = variety === 0 ? zeros(odd) - zeros(even) : variety;
  return utf16Of(bytes, lower === 0 ? littleEndian : lower > 0);
}

/** Whether `value` is a plain record of further values. */
export function isBlock(value: RawValue): value is RawBlock {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !ArrayBuffer.isView(value);
}

function isNumberArray(value: RawValue): value is { readonly [index: number]: number } {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function languageOf(item: RawValue): string | null {
  return isBlock(item) ? textOf(item.lang) : null;
}
