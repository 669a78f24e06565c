/** The namespaces that hold a field, by the short name this program gives them. */
export const XMP_URIS = {
  dc: "http://purl.org/dc/elements/1.1/",
  xmp: "http://ns.adobe.com/xap/1.0/",
  xmpNote: "http://ns.adobe.com/xmp/note/",
  tiff: "http://ns.adobe.com/tiff/1.0/",
  exif: "http://ns.adobe.com/exif/1.0/",
  exifEX: "http://cipa.jp/exif/1.0/",
  aux: "http://ns.adobe.com/exif/1.0/aux/",
  photoshop: "http://ns.adobe.com/photoshop/1.0/",
  iptcCore: "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
  iptcExt: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
  lr: "http://ns.adobe.com/lightroom/1.0/",
  digiKam: "http://www.digikam.org/ns/1.0/",
  microsoft: "http://ns.microsoft.com/photo/1.0/",
  MP: "http://ns.microsoft.com/photo/1.2/",
  mwgRegions: "http://www.metadataworkinggroup.com/schemas/regions/",
  acdsee: "http://ns.acdsee.com/iptc/1.0/",
  mediapro: "http://ns.iview-multimedia.com/mediapro/1.0/",
  photomech: "http://ns.camerabits.com/photomechanic/1.0/",
  darktable: "http://darktable.sf.net/",
} as const satisfies Readonly<Record<string, string>>;

/** Short names by their URI in `keyOf`'s spelling. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries(XMP_URIS).map(([name, uri]) => [keyOf(uri), name]),
);

/** Writers disagree about the mark at the end of a URI and about its case. */
function keyOf(uri: string): string {
  return uri.trim().replace(/[/#]+$/, "").toLowerCase();
}

/**
 * The short name this program gives a namespace, whatever prefix the file uses for it; `null` for
 * one that holds no field.
 */
export function xmpNamespace(uri: string): string | null {
  const known = asked.get(uri);
  if (known !== undefined) return known;
  const name = PREFIXES.get(keyOf(uri)) ?? null;
  if (asked.size >= ASKED_MAX) asked.clear();
  asked.set(uri, name);
  return name;
}

/** Every property of every photo asks, and the same few dozen URIs come again and again. */
const asked = new Map<string, string | null>();
const ASKED_MAX = 1_000;
