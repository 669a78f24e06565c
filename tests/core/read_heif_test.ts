import assert from "node:assert/strict";
import { bytesSource } from "../../lib/core/byte_source.ts";
import { readLocations } from "../../lib/core/heif_items.ts";
import { heifPicture, type HeifTables } from "../../lib/core/heif_picture.ts";
import type { PhotoParts } from "../../lib/core/photo_parts.ts";
import { readHeif } from "../../lib/core/read_heif.ts";
import { box, bytesOf, fullBox, tiff, u16, u32 } from "../support/media_bytes.ts";

const EXIF = bytesOf(u32(0), tiff([[0x010f, "Maker"]]));
const XMP = bytesOf("<x:xmpmeta/>");
const item = (id: number, type: string, content = "") =>
  fullBox("infe", 2, u16(id), u16(0), type, "\0", content === "" ? [] : `${content}\0`);
const iinf = (...items: Uint8Array[]) => fullBox("iinf", 0, u16(items.length), ...items);

interface Options {
  /** Construction method and base offset of the metadata. */
  readonly method?: 0 | 1;
  readonly hasBase?: boolean;
  readonly properties?: readonly Uint8Array[];
  readonly order?: readonly number[];
}

/** A file with a primary picture 1, an Exif item 2 and an XMP item 3. */
function heif({ method = 0, hasBase = false, properties = [], order = [] }: Options): Uint8Array {
  const build = (dataAt: number) => {
    const location = (id: number, offset: number, length: number) => [
      ...u16(id),
      ...u16(method),
      ...u16(0),
      ...hasBase ? u32(dataAt) : [],
      ...u16(1),
      ...u32(hasBase ? offset : dataAt + offset),
      ...u32(length),
    ];
    return bytesOf(
      box("ftyp", "heic", u32(0)),
      fullBox(
        "meta",
        0,
        fullBox("pitm", 0, u16(1)),
        iinf(item(1, "hvc1"), item(2, "Exif"), item(3, "mime", "application/rdf+xml")),
        fullBox(
          "iloc",
          1,
          [0x44, hasBase ? 0x40 : 0],
          u16(2),
          location(2, 0, EXIF.length),
          location(3, EXIF.length, XMP.length),
        ),
        fullBox(
          "iref",
          0,
          box("cdsc", u16(2), u16(1), u16(1)),
          box("cdsc", u16(3), u16(1), u16(1)),
        ),
        box(
          "iprp",
          box("ipco", ...properties),
          fullBox("ipma", 0, u32(1), u16(1), [order.length, ...order]),
        ),
        ...method === 1 ? [box("idat", EXIF, XMP)] : [],
      ),
      ...method === 0 ? [box("mdat", EXIF, XMP)] : [],
    );
  };
  const size = build(0).length;
  return build(method === 1 ? 0 : size - EXIF.length - XMP.length);
}

const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const makerOf = ({ exif: [part] }: PhotoParts) =>
  part === undefined ? null : textOf(part.source.read(0, part.source.size)).includes("Maker");
const ispe = (width: number, height: number) => fullBox("ispe", 0, u32(width), u32(height));

for (
  const [title, options] of [
    ["at its place in the file", {}],
    ["at a place counted from a base", { hasBase: true }],
    ["inside the list of pictures", { method: 1 }],
  ] as const
) {
  Deno.test(`a HEIC's EXIF and XMP are found ${title}`, () => {
    const found = readHeif(bytesSource(heif(options)));
    assert.equal(makerOf(found), true);
    assert.deepEqual(found.xmp.map(textOf), ["<x:xmpmeta/>"]);
    assert.deepEqual(found.damage, []);
  });
}

Deno.test("the size is that of the primary picture, not of its thumbnail", () => {
  const properties = [ispe(320, 240), ispe(4032, 3024)];
  const { width, height } = readHeif(bytesSource(heif({ properties, order: [2] })));
  assert.deepEqual([width, height], [4032, 3024]);
});

Deno.test("a rotation and a mirroring are told as EXIF would", () => {
  const properties = [box("irot", [3]), box("imir", [1])];
  const orientation = (order: readonly number[]) =>
    readHeif(bytesSource(heif({ properties, order }))).facts.orientation;
  assert.equal(orientation([]), undefined);
  assert.equal(orientation([1]), 6);
  assert.equal(orientation([2]), 2);
  assert.equal(orientation([1, 2]), 5);
});

Deno.test("a HEIC whose metadata is not in the file keeps its size and says what is missing", () => {
  const whole = heif({ properties: [ispe(8, 6)], order: [1] });
  const found = readHeif(bytesSource(whole.subarray(0, whole.length - XMP.length)));
  assert.deepEqual([found.width, found.xmp], [8, []]);
  assert.match(found.damage.join(), /item 3/);
});

Deno.test("a HEIC that ends before its list is damaged", () => {
  const found = readHeif(bytesSource(box("ftyp", "heic", u32(0))));
  assert.match(found.damage.join(), /ends before/);
});

Deno.test("the picture of a HEIC is that of all its tiles, in their order, and of nothing else", () => {
  const at = (offset: number, length: number, method = 0) => ({
    method,
    extents: [{ offset, length }],
  });
  // 1 is made of 3 and 2; 4 is a thumbnail.
  const tables: HeifTables = {
    primary: 1,
    parts: new Map([[1, [3, 2]]]),
    locations: new Map([[1, at(0, 8, 1)], [2, at(500, 40)], [3, at(540, 60)], [4, at(600, 9)]]),
    idat: { type: "idat", uuid: "", start: 90, end: 100, isCut: false },
  };
  const extents = (change: Partial<HeifTables> = {}) =>
    heifPicture({ ...tables, ...change })?.extents ?? null;
  assert.deepEqual(extents(), [{ offset: 540, length: 60 }, { offset: 500, length: 40 }]);
  assert.deepEqual(extents({ parts: new Map() }), [{ offset: 90, length: 8 }]);
  assert.deepEqual(extents({ primary: null }), null);
  const without = (location: ReturnType<typeof at> | null) =>
    extents({
      locations: new Map([[2, at(500, 40)], ...location === null ? [] : [[3, location]] as const]),
    });
  assert.deepEqual([without(null), without(at(540, 0)), without(at(540, 60, 2))], [
    null,
    null,
    null,
  ]);
  // Made of itself: there is no picture in it.
  assert.deepEqual(extents({ parts: new Map([[1, [2]], [2, [1]]]) }), null);
});

Deno.test("a list of millions of places that take no room in it is not followed to its end", () => {
  const items = Array.from({ length: 300 }, (_, id) => [u16(id), u16(0), u16(1_000)].flat());
  const bytes = fullBox("iloc", 0, [0, 0], u16(items.length), items.flat());
  const iloc = { type: "iloc", uuid: "", start: 8, end: bytes.length, isCut: false };
  const places = [...readLocations(bytesSource(bytes), iloc).values()];
  assert(places.reduce((sum, { extents }) => sum + extents.length, 0) <= 65_536);
});
