import type { Random } from "../tests/program/random.ts";
import { MADE_NAMESPACES, MADE_PROPERTIES, type XmpMeaning } from "./made_xmp_properties.ts";

/** An XMP packet with properties chosen at random, in one of the many ways in which RDF may write them. */
export function madeXmp(random: Random): Uint8Array {
  return new Writer(random).write();
}

class Writer {
  /** Prefixes are a writer's whim. */
  readonly #prefixes = new Map<string, string>();
  /** A property stands in one description only. */
  readonly #used = new Set<string>();

  constructor(private readonly random: Random) {}

  write(): Uint8Array {
    const descriptions = Array.from(
      { length: this.random.between(1, 3) },
      () => this.#description(),
    );
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${
      descriptions.join("\n")
    }</rdf:RDF>`;
    const meta = this.#maybe(0.85)
      ? `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="made">${rdf}</x:xmpmeta>`
      : rdf;
    const packet = this.#maybe(0.8)
      ? `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${meta}\n${
        " ".repeat(200)
      }<?xpacket end="w"?>`
      : meta;
    return this.#maybe(0.95) ? new TextEncoder().encode(packet) : utf16(packet, this.#maybe(0.5));
  }

  #maybe(share: number): boolean {
    return this.random.next() < share;
  }

  #description(): string {
    const names = Object.keys(MADE_PROPERTIES).filter((name) =>
      !this.#used.has(name) && this.#maybe(0.25)
    );
    names.forEach((name) => this.#used.add(name));
    const attributes: string[] = [];
    const elements: string[] = [];
    for (const name of names) {
      const value = MADE_PROPERTIES[name]!(this.random);
      if (typeof value === "string" && this.#maybe(0.5)) {
        attributes.push(this.#attribute(name, value));
      } else elements.push(this.#element(name, value));
    }
    const spaces = Object.keys(MADE_NAMESPACES).map((prefix) =>
      `xmlns:${this.#prefix(prefix)}="${MADE_NAMESPACES[prefix]}"`
    );
    const about = this.#maybe(0.9) ? ` rdf:about="${this.#maybe(0.8) ? "" : "uuid:1"}"` : "";
    const head = `<rdf:Description${about} ${[...spaces, ...attributes].join("\n ")}`;
    return elements.length === 0
      ? `${head}/>`
      : `${head}>\n${elements.join("\n")}</rdf:Description>`;
  }

  #prefix(standard: string): string {
    const known = this.#prefixes.get(standard);
    if (known !== undefined) return known;
    const other = standard === "xmp" ? "xap" : `n${this.#prefixes.size}`;
    const prefix = this.#maybe(0.15) ? other : standard;
    this.#prefixes.set(standard, prefix);
    return prefix;
  }

  #name(name: string): string {
    const [prefix, local] = name.split(":");
    return `${this.#prefix(prefix!)}:${local}`;
  }

  #attribute(name: string, value: string): string {
    return `${this.#name(name)}="${this.#escaped(value, true)}"`;
  }

  #element(name: string, value: XmpMeaning): string {
    const tag = this.#name(name);
    return this.#tagged(tag, "", value);
  }

  /** An element of a name, with attributes of its own, and the value in it. */
  #tagged(tag: string, attributes: string, value: XmpMeaning): string {
    if (typeof value === "string") {
      if (value === "" && this.#maybe(0.5)) return `<${tag}${attributes}/>`;
      return `<${tag}${attributes}>${this.#text(value)}</${tag}>`;
    }
    if ("list" in value) {
      // Some writers put a list of one where a text belongs, and the other way round.
      const [first] = value.list;
      if (typeof first === "string" && value.list.length === 1 && this.#maybe(0.1)) {
        return `<${tag}${attributes}>${this.#text(first)}</${tag}>`;
      }
      const items = value.list.map((item) => this.#tagged("rdf:li", "", item)).join("\n");
      return `<${tag}${attributes}>\n<rdf:${value.kind}>${items}</rdf:${value.kind}>\n</${tag}>`;
    }
    if ("languages" in value) {
      const items = Object.entries(value.languages).map(([language, text]) =>
        this.#tagged("rdf:li", this.#maybe(0.95) ? ` xml:lang="${language}"` : "", text)
      );
      return `<${tag}${attributes}><rdf:Alt>${items.join("")}</rdf:Alt></${tag}>`;
    }
    return this.#structure(tag, attributes, value.fields);
  }

  #structure(
    tag: string,
    attributes: string,
    fields: Readonly<Record<string, XmpMeaning>>,
  ): string {
    const entries = Object.entries(fields);
    const isSimple = entries.every(([, value]) => typeof value === "string");
    if (isSimple && this.#maybe(0.3)) {
      const all = entries.map(([name, value]) => this.#attribute(name, value as string)).join(" ");
      return `<${tag}${attributes} ${all}/>`;
    }
    const inner = entries.map(([name, value]) => this.#element(name, value)).join("\n");
    if (this.#maybe(0.5)) return `<${tag}${attributes} rdf:parseType="Resource">${inner}</${tag}>`;
    return `<${tag}${attributes}><rdf:Description>${inner}</rdf:Description></${tag}>`;
  }

  #text(value: string): string {
    if (!value.includes("<") && this.#maybe(0.1)) return `<![CDATA[${value}]]>`;
    return this.#escaped(value, false);
  }

  #escaped(value: string, isAttribute: boolean): string {
    const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    const quoted = isAttribute
      ? escaped.replaceAll('"', "&quot;").replaceAll("\n", "&#xA;")
      : escaped;
    return this.#maybe(0.1)
      ? quoted.replace(/\P{ASCII}/gu, (letter) => `&#${letter.codePointAt(0)};`)
      : quoted;
  }
}

function utf16(text: string, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2 + 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, isLittle);
  for (let index = 0; index < text.length; index++) {
    view.setUint16(2 + index * 2, text.charCodeAt(index), isLittle);
  }
  return bytes;
}
