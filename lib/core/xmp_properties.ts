import type { RawBlock } from "./metadata_values.ts";
import type { XmlElement } from "./xml_element.ts";
import { xmpNamespace } from "./xmp_namespaces.ts";

/** The namespace of RDF itself. */
export const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML = "http://www.w3.org/XML/1998/namespace";
const LISTS = new Set(["Bag", "Seq", "Alt"]);
/** Structures within structures; real ones have four levels. */
const DEPTH_MAX = 12;

/** A simple value, a structure, a list of them, or a text with its language. */
export type XmpValue = string | XmpStructure | readonly XmpValue[];
/** Fields by local name; a text of a language alternative has `lang` and `value`. */
export interface XmpStructure {
  readonly [field: string]: XmpValue;
}

/**
 * Properties of an XMP document by the short name of their namespace (XMP specification part 1 §7;
 * ISO 16684-1): attributes and elements alike, of every `rdf:Description` directly in `rdf:RDF`. A
 * later property replaces an earlier one, unless it is empty.
 */
export function xmpProperties(root: XmlElement): Record<string, RawBlock> {
  const properties: Record<string, Record<string, XmpValue>> = {};
  const set = (uri: string, name: string, value: XmpValue | null) => {
    const namespace = xmpNamespace(uri);
    if (namespace === null || value === null) return;
    (properties[namespace] ??= {})[name] = value;
  };
  for (const rdf of findRdf(root)) {
    for (const description of rdf.children) {
      for (const { uri, name, value } of description.attributes) {
        if (isProperty(uri) && value !== "") set(uri, name, value);
      }
      for (const child of description.children) set(child.uri, child.name, valueOf(child, 0));
    }
  }
  return properties;
}

/**
 * Properties, as `dc.title`, that stand there and say nothing: an empty attribute, element or list. In a
 * document that speaks of another file, that is how a value is taken back.
 */
export function emptyProperties(root: XmlElement): ReadonlySet<string> {
  const empty = new Set<string>();
  const note = (uri: string, name: string, isEmpty: boolean) => {
    const namespace = isProperty(uri) ? xmpNamespace(uri) : null;
    if (namespace !== null && isEmpty) empty.add(`${namespace}.${name}`);
  };
  for (const description of findRdf(root).flatMap((rdf) => rdf.children)) {
    for (const { uri, name, value } of description.attributes) note(uri, name, value.trim() === "");
    for (const child of description.children) {
      note(child.uri, child.name, valueOf(child, 0) === null);
    }
  }
  return empty;
}

/** Whether a document holds XMP at all. */
export function hasRdf(root: XmlElement): boolean {
  return findRdf(root).length > 0;
}

/**
 * `rdf:RDF` is the root or stands in `x:xmpmeta`. In an element of another namespace its properties
 * are that element's, and not the picture's.
 */
function findRdf(root: XmlElement): readonly XmlElement[] {
  const isRdf = ({ uri, name }: XmlElement) => uri === RDF && name === "RDF";
  if (isRdf(root)) return [root];
  if (!META.test(root.uri)) return [];
  return root.children.flatMap((child) => {
    return isRdf(child) ? [child] : META.test(child.uri) ? child.children.filter(isRdf) : [];
  });
}

/** Of `x:xmpmeta`, and its prefix where nobody declared it. */
const META = /^(?:adobe:ns:meta\/?|x)$/;

function isProperty(uri: string): boolean {
  return uri !== "" && uri !== RDF && uri !== XML;
}

/** `null` where the property is empty. */
function valueOf(element: XmlElement, depth: number): XmpValue | null {
  if (depth > DEPTH_MAX) return null;
  const attribute = (uri: string, name: string) =>
    element.attributes.find((item) => item.uri === uri && item.name === name)?.value ?? null;
  const resource = attribute(RDF, "resource");
  if (resource !== null) return resource || null;
  const [first] = element.children;
  const isResource = attribute(RDF, "parseType") === "Resource";
  if (first === undefined || isResource) {
    const fields = structureOf(element, depth);
    return fields ?? (element.text.trim() === "" ? null : element.text);
  }
  if (first.uri === RDF && LISTS.has(first.name)) return listOf(first, depth);
  if (first.uri === RDF && first.name === "Description") return structureOf(first, depth);
  return structureOf(element, depth);
}

function listOf(list: XmlElement, depth: number): XmpValue | null {
  const items = list.children.flatMap((item): readonly XmpValue[] => {
    const value = valueOf(item, depth + 1);
    if (value === null) return [];
    const lang = item.attributes.find(({ uri, name }) => uri === XML && name === "lang")?.value;
    return [lang === undefined ? value : { lang: lang.toLowerCase(), value }];
  });
  return items.length === 0 ? null : items;
}

/** The fields of a structure; of one that is only a value with qualifiers, the value. */
function structureOf(element: XmlElement, depth: number): XmpValue | null {
  const fields: Record<string, XmpValue> = {};
  for (const { uri, name, value } of element.attributes) {
    if (isProperty(uri) && value !== "") fields[name] = value;
  }
  for (const child of element.children) {
    const value = valueOf(child, depth + 1);
    if (value === null) continue;
    if (child.uri === RDF && child.name === "value") return value;
    fields[child.name] = value;
  }
  return Object.keys(fields).length === 0 ? null : fields;
}
