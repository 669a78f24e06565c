import type { XmlEvents } from "./xml_events.ts";

const DECLARATION =
  /<\?xml[ \t\n]+version="1\.0"(?:[ \t\n]+encoding="[A-Za-z][A-Za-z0-9._-]*")?[ \t\n]*\?>/y;
const INSTRUCTION = /<\?(?!xml[ \t\n?])[A-Za-z_][A-Za-z0-9_.-]*(?=[ \t\n?])/iy;

/** XML 1.0 §2.2 allows no others below U+0020, and neither of the last two. */
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const NO_SPACE = /[^ \t\n]/;
/** XML 1.0 §4.6. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
/** Of one element; develop settings have two hundred. Each name is compared with each. */
const ATTRIBUTES_MAX = 1_000;

/** What a character may be in a name of ASCII: nothing, in the midst of it, or its beginning too. */
const NAME_CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z_]/.test(character) ? 2 : /[0-9.-]/.test(character) ? 1 : 0;
});
const [TAB, NEW_LINE, SPACE, DOUBLE_QUOTE, SINGLE_QUOTE, SLASH, COLON, EQUAL, GREATER] = [
  ...[0x09, 0x0a, 0x20, 0x22, 0x27, 0x2f, 0x3a, 0x3d, 0x3e],
] as const;

/** Ends the reading of a document that is not written as nearly all are. */
class NotPlainError extends Error {}

/**
 * Reads XML 1.0 as nearly all of it is written, several times as fast as a parser that has to
 * understand everything: elements with ASCII names, attributes, text with the entities of XML itself,
 * comments and processing instructions, all well-formed.
 *
 * `false` for whatever else a document may hold, right or wrong (a document type, CDATA sections,
 * other names, any mistake): what was told until then counts for nothing, and a whole parser has to
 * read it. What this one accepts, a whole parser reads the same and without a complaint. What `events`
 * throws is passed on.
 */
export function readPlainXml(text: string, events: XmlEvents): boolean {
  // In one pass each, instead of at every place where such a character may stand.
  if (FORBIDDEN.test(text) || !text.isWellFormed()) return false;
  const unified = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  try {
    return new PlainReader(unified, events).read();
  } catch (error) {
    if (error instanceof NotPlainError) return false;
    throw error;
  }
}

class PlainReader {
  #at = 0;
  /** Names of the elements that are open. */
  readonly #open: string[] = [];
  #hasRoot = false;

  constructor(private readonly xml: string, private readonly events: XmlEvents) {}

  read(): boolean {
    DECLARATION.lastIndex = 0;
    if (DECLARATION.test(this.xml)) this.#at = DECLARATION.lastIndex;
    for (let tag = this.#text(); tag < this.xml.length; tag = this.#text()) {
      const next = this.xml.charAt(tag + 1);
      if (next === "/") this.#close();
      else if (next === "!") this.#comment();
      else if (next === "?") this.#instruction();
      else this.#element();
    }
    return this.#hasRoot && this.#open.length === 0;
  }

  /** Passes over what stands before the next tag, and gives where that begins, or the end. */
  #text(): number {
    const { xml } = this;
    const found = xml.indexOf("<", this.#at);
    const end = found < 0 ? xml.length : found;
    if (end === this.#at) return end;
    const part = xml.slice(this.#at, end);
    this.#at = end;
    if (this.#open.length > 0) {
      if (part.includes("]]>")) throw new NotPlainError();
      this.events.text(expand(part));
    } else if (NO_SPACE.test(part)) throw new NotPlainError();
    return end;
  }

  #element(): void {
    this.#at++;
    const name = this.#name();
    if (this.#open.length === 0 && this.#hasRoot) throw new NotPlainError();
    this.#hasRoot = true;
    const attributes: string[] = [];
    while (this.#space() && this.#isName()) this.#attribute(attributes);
    const isEmpty = this.#skip(SLASH);
    this.#must(GREATER);
    this.events.start(name, attributes);
    if (isEmpty) this.events.end();
    else this.#open.push(name);
  }

  #attribute(attributes: string[]): void {
    const name = this.#name();
    // A value that reads like a name only costs the time of a whole parser.
    if (attributes.includes(name) || attributes.length > 2 * ATTRIBUTES_MAX) {
      throw new NotPlainError();
    }
    this.#space();
    this.#must(EQUAL);
    this.#space();
    const quote = this.#skip(DOUBLE_QUOTE) ? '"' : "'";
    if (quote === "'") this.#must(SINGLE_QUOTE);
    const end = this.xml.indexOf(quote, this.#at);
    const value = this.xml.slice(this.#at, end);
    if (end < 0 || value.includes("<")) throw new NotPlainError();
    this.#at = end + 1;
    attributes.push(name, valueOf(value));
  }

  #close(): void {
    this.#at += 2;
    const name = this.#name();
    this.#space();
    this.#must(GREATER);
    if (this.#open.pop() !== name) throw new NotPlainError();
    this.events.end();
  }

  #comment(): void {
    const { xml } = this;
    if (!xml.startsWith("<!--", this.#at)) throw new NotPlainError();
    const end = xml.indexOf("--", this.#at + 4);
    if (end < 0 || xml.charAt(end + 2) !== ">") throw new NotPlainError();
    this.#at = end + 3;
  }

  #instruction(): void {
    INSTRUCTION.lastIndex = this.#at;
    const end = this.xml.indexOf("?>", this.#at);
    if (!INSTRUCTION.test(this.xml) || end < 0) throw new NotPlainError();
    this.#at = end + 2;
  }

  /** A name with one prefix at most. */
  #name(): string {
    const from = this.#at;
    this.#part();
    if (this.#skip(COLON)) this.#part();
    return this.xml.slice(from, this.#at);
  }

  #part(): void {
    if (!this.#isName()) throw new NotPlainError();
    do this.#at++; while (NAME_CLASSES[this.xml.charCodeAt(this.#at)]! > 0);
  }

  #isName(): boolean {
    return NAME_CLASSES[this.xml.charCodeAt(this.#at)] === 2;
  }

  /** Whether there was any. */
  #space(): boolean {
    const from = this.#at;
    for (let code = this.#code(); isSpace(code); code = this.#code()) this.#at++;
    return this.#at > from;
  }

  /** Passes over one character if it is there. */
  #skip(code: number): boolean {
    if (this.#code() !== code) return false;
    this.#at++;
    return true;
  }

  #must(code: number): void {
    if (!this.#skip(code)) throw new NotPlainError();
  }

  #code(): number {
    return this.xml.charCodeAt(this.#at);
  }
}

function isSpace(code: number): boolean {
  return code === SPACE || code === NEW_LINE || code === TAB;
}

/** Space of any kind is a space in an attribute (XML 1.0 §3.3.3), but where an entity stands for it. */
function valueOf(raw: string): string {
  return expand(raw.includes("\n") || raw.includes("\t") ? raw.replace(/[\n\t]/g, " ") : raw);
}

function expand(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
    const value = end === "" ? undefined : ENTITIES.get(name) ?? characterOf(name);
    if (value === undefined) throw new NotPlainError();
    return value;
  });
}

/** XML 1.0 §4.1: `#38` or `#x26`, of a character that XML allows. */
function characterOf(name: string): string | undefined {
  const found = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (found === null) return undefined;
  const code = found[1] === undefined ? Number(found[2]) : Number.parseInt(found[1], 16);
  const isAllowed = code === 0x09 || code === 0x0a || code === 0x0d ||
    (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x1_0000 && code <= 0x10_ffff);
  return isAllowed ? String.fromCodePoint(code) : undefined;
}
