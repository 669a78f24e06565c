import { DOMParser, type Element, type Node, XMLSerializer } from "@xmldom/xmldom";
import type { PropertyChange, PropertyForm } from "../core/edit_properties.ts";
import { foreignXmp } from "../core/foreign_xmp.ts";
import { RDF } from "../core/xmp_properties.ts";
import { parseXml } from "./parse_xml.ts";
import { decodeXmp, encodeUtf8, UnwritableXmpError } from "./xmp_encoding.ts";

const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";

const NEW_DOCUMENT = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Proofsheet">
 <rdf:RDF xmlns:rdf="${RDF}">
  <rdf:Description rdf:about="">
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;

/**
 * Changes properties of an XMP document and nothing else: elements, attributes and namespaces that this
 * program does not know stay where they are, and so does the encoding.
 *
 * @param bytes the document; `null` for a new one
 * @throws {UnwritableXmpError} when it is no well-formed XMP
 */
export function editXmp(
  bytes: Uint8Array | null,
  changes: readonly PropertyChange[],
): Uint8Array<ArrayBuffer> {
  const { text, encode } = bytes === null
    ? { text: NEW_DOCUMENT, encode: encodeUtf8 }
    : decodeXmp(bytes);
  const descriptions = descriptionsOf(parse(text));
  const document = descriptions[0]!.ownerDocument!;
  for (const change of changes) applyChange(descriptions, change);
  // A reader would make a plain one the end of a line (XML 1.0 §2.11), and the serializer leaves it so.
  return encode(new XMLSerializer().serializeToString(document).replaceAll("\r", "&#13;"));
}

function parse(text: string): Element {
  const complaints: string[] = [];
  try {
    const onError = (_level: string, message: string) => void complaints.push(message);
    const document = new DOMParser({ onError }).parseFromString(text, "text/xml");
    const root = document.documentElement;
    if (root !== null && complaints.length === 0) return root;
  } catch (error) {
    complaints.push((error as Error).message);
  }
  throw new UnwritableXmpError(`It is no well-formed XML: ${complaints[0] ?? "it is empty"}`);
}

function descriptionsOf(root: Element): Element[] {
  const [rdf] = root.namespaceURI === RDF && root.localName === "RDF"
    ? [root]
    : [...root.getElementsByTagNameNS(RDF, "RDF")];
  if (rdf === undefined) throw new UnwritableXmpError("It is no XMP: it holds no RDF");
  const known = elementsOf(rdf).filter((one) => isRdf(one, "Description"));
  if (known.length > 0) return known;
  const made = rdf.ownerDocument!.createElementNS(
    RDF,
    rdf.prefix === null ? "Description" : `${rdf.prefix}:Description`,
  );
  made.setAttributeNS(RDF, rdf.prefix === null ? "rdf:about" : `${rdf.prefix}:about`, "");
  rdf.appendChild(made);
  return [made];
}

function isRdf(element: Element, name: string): boolean {
  return element.namespaceURI === RDF && element.localName === name;
}

function elementsOf(node: Node): Element[] {
  return [...node.childNodes].filter((child): child is Element => child.nodeType === 1);
}

/** Where a property stands: an attribute or an element of a description. */
interface Place {
  readonly description: Element;
  /** `null` for an attribute. */
  readonly element: Element | null;
}

function placesOf(descriptions: readonly Element[], { uri, name }: PropertyChange): Place[] {
  return descriptions.flatMap((description): Place[] => {
    const elements = elementsOf(description).filter((child) =>
      child.localName === name && isSameNamespace(child.namespaceURI, uri)
    );
    const attributes = [...description.attributes].filter((one) =>
      one.localName === name && isSameNamespace(one.namespaceURI, uri)
    );
    return [
      ...attributes.map(() => ({ description, element: null })),
      ...elements.map((element) => ({ description, element })),
    ];
  });
}

/** Writers disagree about the mark at the end of a URI and about its case. */
function isSameNamespace(one: string | null, other: string): boolean {
  const key = (uri: string) => uri.trim().replace(/[/#]+$/, "").toLowerCase();
  return one !== null && key(one) === key(other);
}

function applyChange(descriptions: readonly Element[], change: PropertyChange): void {
  const places = placesOf(descriptions, change);
  if (places.length === 0 && (change.onlyIfThere || change.texts === null)) return;
  const [first] = places;
  // Other languages are somebody's work, and say nothing about the default one.
  if (change.form === "languages" && change.texts?.length === 1 && first?.element != null) {
    if (setDefaultLanguage(first.element, change.texts[0]!)) return;
  }
  const description = first?.description ?? descriptions[0]!;
  const next = first?.element?.nextSibling ?? null;
  for (const place of places) remove(place, change);
  if (change.texts === null) return;
  insert(description, elementFor(description, change), next);
}

function remove({ description, element }: Place, { uri, name }: PropertyChange): void {
  if (element !== null) {
    const before = element.previousSibling;
    // The line it stands on goes with it.
    if (before?.nodeType === 3 && before.nodeValue?.trim() === "") description.removeChild(before);
    description.removeChild(element);
    return;
  }
  for (const attribute of [...description.attributes]) {
    if (attribute.localName !== name || !isSameNamespace(attribute.namespaceURI, uri)) continue;
    description.removeAttributeNode(attribute);
  }
}

/** Whether the property is a list of languages, of which the default one was set. */
function setDefaultLanguage(element: Element, text: string): boolean {
  const list = elementsOf(element).find((child) => isRdf(child, "Alt"));
  if (list === undefined) return false;
  const items = elementsOf(list).filter((child) => isRdf(child, "li"));
  const standard = items.find((item) =>
    item.getAttributeNS(XML, "lang")?.toLowerCase() === "x-default"
  );
  const item = standard ?? element.ownerDocument!.createElementNS(RDF, nameLike(list, "li"));
  while (item.firstChild !== null) item.removeChild(item.firstChild);
  item.appendChild(element.ownerDocument!.createTextNode(text));
  if (standard === undefined) {
    item.setAttributeNS(XML, "xml:lang", "x-default");
    // The default language comes first (XMP specification part 1 §8.2.2.4).
    list.insertBefore(item, list.firstChild);
  }
  return true;
}

function elementFor(description: Element, change: PropertyChange): Element {
  const { uri, name, form, texts } = change;
  const document = description.ownerDocument!;
  const property = document.createElementNS(uri, `${prefixFor(description, change)}:${name}`);
  if (form === "text") {
    const [text] = texts ?? [];
    if (text !== undefined) property.appendChild(document.createTextNode(text));
    return property;
  }
  const rdf = description.prefix === null ? "" : `${description.prefix}:`;
  const list = document.createElementNS(RDF, `${rdf}${LISTS[form]}`);
  for (const text of texts ?? []) {
    const item = document.createElementNS(RDF, `${rdf}li`);
    if (form === "languages") item.setAttributeNS(XML, "xml:lang", "x-default");
    item.appendChild(document.createTextNode(text));
    list.appendChild(item);
  }
  property.appendChild(list);
  return property;
}

const LISTS: Readonly<Record<Exclude<PropertyForm, "text">, string>> = {
  languages: "Alt",
  bag: "Bag",
  seq: "Seq",
};

function nameLike({ prefix }: Element, name: string): string {
  return prefix === null ? name : `${prefix}:${name}`;
}

/** The prefix that stands for the namespace here, or a new one; never one that stands for another. */
function prefixFor(description: Element, { uri, prefix }: PropertyChange): string {
  const known = description.lookupPrefix(uri);
  if (known !== null && known !== "") return known;
  const free = [prefix, ...Array.from({ length: 100 }, (_, index) => `${prefix}${index + 2}`)]
    .find((name) => description.lookupNamespaceURI(name) === null)!;
  description.setAttributeNS(XMLNS, `xmlns:${free}`, uri);
  return free;
}

function insert(description: Element, element: Element, before: Node | null): void {
  const document = description.ownerDocument!;
  const line = document.createTextNode(`\n   `);
  if (before !== null && before.parentNode === description) {
    description.insertBefore(line, before);
    description.insertBefore(element, before);
    return;
  }
  const last = description.lastChild;
  const isBlank = last?.nodeType === 3 && last.nodeValue?.trim() === "";
  if (isBlank) {
    description.insertBefore(line, last);
    description.insertBefore(element, last);
    return;
  }
  description.appendChild(line);
  description.appendChild(element);
  description.appendChild(document.createTextNode("\n  "));
}

/**
 * Whether a changed document says the same as before but for the changes, by another parser than the one
 * that changed it.
 *
 * @param before `null` for a document that was made anew
 */
export function keepsForeign(
  before: Uint8Array | null,
  after: Uint8Array,
  changes: readonly PropertyChange[],
): boolean {
  const foreignIn = (text: string) => {
    const { root, complaint } = parseXml(text);
    return root === null || complaint !== null ? null : foreignXmp(root, changes);
  };
  const wanted = foreignIn(before === null ? NEW_DOCUMENT : decodeXmp(before).text);
  return wanted !== null && wanted === foreignIn(decodeXmp(after).text);
}
