import { SaxesParser } from "saxes";
import type { XmlAttribute, XmlElement } from "../core/xml_element.ts";

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
 * Parses XML with namespaces. Nothing outside of the text is ever read, and no entity but the five
 * of XML itself is expanded: a document type declaration is passed over, so it can neither fetch nor
 * multiply anything. Prefixes that were not declared stand for themselves.
 */
export function parseXml(text: string, options: ParseXmlOptions = {}): ParsedXml {
  return new Builder(options.skip ?? (() => false)).parse(text);
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

class Builder {
  readonly #open: Open[] = [];
  #root: XmlElement | null = null;
  #complaint: string | null = null;
  #elements = 0;
  #complaints = 0;
  /** Depth below an element that is left out; 0 outside of one. */
  #skipped = 0;

  constructor(
    private readonly skip: (open: readonly XmlElement[], uri: string) => boolean,
  ) {}

  parse(text: string): ParsedXml {
    let isCutOff = false;
    const parser = new SaxesParser({ position: false, xmlns: false });
    parser.on("error", (error) => this.#complain(error.message));
    parser.on("opentag", ({ name, attributes }) => this.#start(name, attributes));
    parser.on("text", (part) => this.#text(part));
    parser.on("cdata", (part) => this.#text(part));
    parser.on("closetag", () => this.#end());
    try {
      parser.write(text);
      isCutOff = this.#root === null || this.#open.length + this.#skipped > 0;
      parser.close();
    } catch (error) {
      if (!(error instanceof TooMuchError)) throw error;
    }
    return { root: this.#root, complaint: this.#complaint, isCutOff };
  }

  #complain(message: string): void {
    this.#complaint ??= message;
    if (++this.#complaints > COMPLAINTS_MAX) throw new TooMuchError(message);
  }

  #start(qualified: string, raw: Readonly<Record<string, string>>): void {
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

  #attributes({ attributes, scope }: Open, raw: Readonly<Record<string, string>>): void {
    for (const key in raw) {
      if (isDeclaration(key)) continue;
      const [uri, name] = resolve(key, scope, "");
      if (!this.skip(this.#open, uri)) attributes.push({ uri, name, value: raw[key]! });
    }
  }

  #text(part: string): void {
    const element = this.#open.at(-1);
    if (this.#skipped === 0 && element !== undefined) element.text += part;
  }

  #end(): void {
    if (this.#skipped > 0) this.#skipped--;
    else this.#open.pop();
  }
}

/** Most elements declare nothing and share the scope of their parent. */
function scopeOf(outer: Scope, attributes: Readonly<Record<string, string>>): Scope {
  let scope: Record<string, string> | null = null;
  for (const key in attributes) {
    if (isDeclaration(key)) (scope ??= { ...outer })[key.slice(6)] = attributes[key]!;
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
