import { type Tag, tiff } from "./media_bytes.ts";

/** The text of a sidecar, or of the XMP in a file, with these elements. */
export function makeSidecar(elements: string, attributes = ""): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Any program">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" ${NAMESPACES} ${attributes}>
${elements}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

const NAMESPACES = Object.entries({
  dc: "http://purl.org/dc/elements/1.1/",
  xmp: "http://ns.adobe.com/xap/1.0/",
  photoshop: "http://ns.adobe.com/photoshop/1.0/",
  exif: "http://ns.adobe.com/exif/1.0/",
  lr: "http://ns.adobe.com/lightroom/1.0/",
}).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`).join(" ");

/** A title as every program writes it. */
export function title(text: string): string {
  return `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:title>`;
}

/** Keywords as every program writes them. */
export function keywords(...words: readonly string[]): string {
  const items = words.map((word) => `<rdf:li>${word}</rdf:li>`).join("");
  return `<dc:subject><rdf:Bag>${items}</rdf:Bag></dc:subject>`;
}

/** A RAW photo that is TIFF inside (NEF, ARW, DNG …) and says this of itself in XMP. */
export function makeRaw(elements: string, tags: readonly Tag[] = []): Uint8Array {
  const xmp = new TextEncoder().encode(makeSidecar(elements));
  const size: Tag[] = [[0xfe, 0], [0x100, 6000], [0x101, 4000]];
  return tiff([...size, ...tags, [0x2bc, xmp]]);
}
