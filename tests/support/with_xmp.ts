/** A JPEG with an XMP packet of these elements in front of whatever it has. */
export function withXmp(jpeg: Uint8Array, elements: string): Uint8Array {
  const packet = new TextEncoder().encode(
    `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">` +
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
      `<rdf:Description rdf:about="">${elements}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
  const length = packet.length + 2;
  return Uint8Array.from([
    ...jpeg.subarray(0, 2),
    ...[0xff, 0xe1, length >> 8, length & 0xff],
    ...packet,
    ...jpeg.subarray(2),
  ]);
}
