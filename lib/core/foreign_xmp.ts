import type { PropertyChange } from "./edit_properties.ts";
import type { XmlElement } from "./xml_element.ts";
import { RDF } from "./xmp_properties.ts";

/**
 * Everything of an XMP document but the properties that were changed, as one text: equal before and after
 * when nothing else was touched. Blanks between elements, and the order of attributes, say nothing.
 */
export function foreignXmp(root: XmlElement, changes: readonly PropertyChange[]): string {
  const changed = new Set(changes.map(({ uri, name }) => keyOf(uri, name)));
  return JSON.stringify(strip(root, changed, ""));
}

interface Stripped {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly text: string;
  readonly children: readonly Stripped[];
}

function strip(element: XmlElement, changed: ReadonlySet<string>, around: string): Stripped {
  const isDescription = element.uri === RDF && element.name === "Description" && around === "RDF";
  // Where ExifTool has taken out the last property, there is nothing but a line in it.
  const isRdf = element.uri === RDF && element.name === "RDF";
  const isKept = ({ uri, name }: { readonly uri: string; readonly name: string }) =>
    !isDescription || !changed.has(keyOf(uri, name));
  const children = element.children.filter(isKept)
    .map((child) => strip(child, changed, element.name))
    // One that holds nothing but changed properties may have been made for them.
    .filter((child) => element.name !== "RDF" || !isBare(child));
  return {
    name: `${element.uri} ${element.name}`,
    attributes: element.attributes.filter(isKept)
      .map(({ uri, name, value }) => `${uri} ${name} ${value}`).sort(),
    text: element.children.length > 0 || isDescription || isRdf
      ? element.text.trim()
      : element.text,
    children,
  };
}

function isBare({ attributes, text, children }: Stripped): boolean {
  return children.length === 0 && text === "" &&
    attributes.every((attribute) => attribute.startsWith(`${RDF} about`));
}

function keyOf(uri: string, name: string): string {
  return `${uri.trim().replace(/[/#]+$/, "").toLowerCase()} ${name}`;
}
