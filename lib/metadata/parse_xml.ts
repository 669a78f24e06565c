import { readPlainXml } from "../core/plain_xml.ts";
import type { XmlAttribute, XmlElement } from "../core/xml_element.ts";
import { parseWholeXml, type WholeXmlEvents } from "./parse_whole_xml.ts";

/** What is kept of a document. */
export interface ParseXmlOptions {
  /**
   * Attributes and elements of a namespace for which this is true are left out with everything
   * inside; `open` are the elements around them, the outermost first.
   */
  readonly skip?: (open: readonly XmlElement[], uri: string) => boolean;
}

/** What could be parsed. */
export interface ParsedXml {
  /** `null` where there is no element at all. */
  readonly root: XmlElement | null;
  /** The first complaint of the parser; the tree holds what was understood nevertheless. */
  readonly complaint: string | null;
  /** Whether the document ends where an element is still open, or before there is any. */
  readonly isCutOff: boolean;
}

/** Elements of one document; the largest edit histories have some ten thousand. */
const ELEMENTS_MAX = 100_000;
const DEPTH_MAX = 64;
/** Mistakes after which nothing sensible is to be expected any more. */
const COMPLAINTS_MAX = 1_000;

/**
 * Parses XML with namespaces: by a quick reader what is written as nearly all of it is, by a whole
 * parser anything else. Prefixes that were not declared stand for themselves.
 */
export function parseXml(text: string, options: ParseXmlOptions = {}): ParsedXml {
  const skip = options.skip ?? (() => false);
  return new Builder(skip).parsePlain(text) ?? new Builder(skip).parse(text);
}

type Open =
  & {
    -readonly [Key in keyof XmlElement]: XmlElement[Key];
  }
  & { children: XmlElement[]; attributes: XmlAttribute[]; readonly scope: Scope };

interface Scope {
  readonly [prefix: string]: string;
}

const FIRST_SCOPE: Scope = { xml: "http://www.w3.org/XML/1998/namespace" };

/** Ends the parsing of a document that would take too much; what was understood stays. */
class TooMuchError extends Error {}

class Builder implements WholeXmlEvents {
  readonly #open: Open[] = [];
  #root: XmlElement | null = null;
  #complaint: string | null = null;
  #elements = 0;
  #complaints = 0;
  /** Depth below an element that is left out; 0 outside of one. */
  #skipped = 0;
  #isCutOff = false;

  constructor(
    private readonly skip: (open: readonly XmlElement[], uri: string) => boolean,
  ) {}

  /** `null` for what only a whole parser understands: whatever was built of it is of no use. */
  parsePlain(text: string): ParsedXml | null {
    return this.#build(() => readPlainXml(text, this)) ? this.#parsed() : null;
  }

  parse(text: string): ParsedXml {
    this.#build(() => parseWholeXml(text, this));
    return this.#parsed();
  }

  #parsed(): ParsedXml {
    return { root: this.#root, complaint: this.#complaint, isCutOff: this.#isCutOff };
  }

  /** What was built until it became too much stays. */
  #build(read: () => boolean | void): boolean {
    try {
      return read() !== false;
    } catch (error) {
      if (error instanceof TooMuchError) return true;
      throw error;
    }
  }

  finish(): void {
    this.#isCutOff = this.#root === null || this.#open.length + this.#skipped > 0;
  }

  complaint(message: string): void {
    this.#complaint ??= message;
    if (++this.#complaints > COMPLAINTS_MAX) throw new TooMuchError(message);
  }

  start(qualified: string, raw: readonly string[]): void {
    this.#elements++;
    const parent = this.#open.at(-1);
    if (this.#elements > ELEMENTS_MAX || this.#open.length + this.#skipped >= DEPTH_MAX) {
      this.#complaint ??= "The document has too many elements, or too many within each other";
      throw new TooMuchError(this.#complaint);
    }
    if (this.#skipped > 0) {
      this.#skipped++;
      return;
    }
    const scope = scopeOf(parent?.scope ?? FIRST_SCOPE, raw);
    const [uri, name] = resolve(qualified, scope, scope[""] ?? "");
    if (parent !== undefined && this.skip(this.#open, uri)) {
      this.#skipped = 1;
      return;
    }
    const element: Open = { uri, name, attributes: [], children: [], text: "", scope };
    if (parent === undefined) this.#root ??= element;
    else parent.children.push(element);
    this.#open.push(element);
    this.#attributes(element, raw);
  }

  #attributes({ attributes, scope }: Open, raw: readonly string[]): void {
    for (let at = 0; at < raw.length; at += 2) {
      if (isDeclaration(raw[at]!)) continue;
      const [uri, name] = resolve(raw[at]!, scope, "");
      if (!this.skip(this.#open, uri)) attributes.push({ uri, name, value: raw[at + 1]! });
    }
  }

  text(part: string): void {
    const element = this.#open.at(-1);
    if (this.#skipped === 0 && element !== undefined) element.text += part;
  }

  end(): void {
    if (this.#skipped > 0) this.#skipped--;
    else this.#open.pop();
  }
}

/** Most elements declare nothing and share the scope of their parent. */
function scopeOf(outer: Scope, attributes: readonly string[]): Scope {
  let scope: Record<string, string> | null = null;
  for (let at = 0; at < attributes.length; at += 2) {
    const key = attributes[at]!;
    if (isDeclaration(key)) (scope ??= { ...outer })[key.slice(6)] = attributes[at + 1]!;
  }
  return scope ?? outer;
}

/** `xmlns`, which declares the namespace of names without a prefix, or `xmlns:prefix`. */
function isDeclaration(key: string): boolean {
  return key.startsWith("xmlns") && (key.length === 5 || key[5] === ":");
}

function resolve(qualified: string, scope: Scope, none: string): [uri: string, name: string] {
  const colon = qualified.indexOf(":");
  if (colon < 0) return [none, qualified];
  const prefix = qualified.slice(0, colon);
  return [scope[prefix] ?? prefix, qualified.slice(colon + 1)];
}
