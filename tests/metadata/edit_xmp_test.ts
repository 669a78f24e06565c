import assert from "node:assert/strict";
import { type PropertiesInput, propertiesOfEdit } from "../../lib/core/edit_properties.ts";
import { foreignXmp } from "../../lib/core/foreign_xmp.ts";
import { editXmp, keepsForeign } from "../../lib/metadata/edit_xmp.ts";
import { parseXml } from "../../lib/metadata/parse_xml.ts";
import { readXmp } from "../../lib/metadata/read_xmp.ts";
import { UnwritableXmpError } from "../../lib/metadata/xmp_encoding.ts";
import { copyCorpus, hasCorpus } from "../support/corpus.ts";

const NOW = "2026-11-28T08:00:00Z";

function changesOf(changed: PropertiesInput["changed"], isEmbedded = false) {
  const { taken_at = null, taken_offset = null } = changed;
  return propertiesOfEdit({
    changed,
    taken: { taken_at, taken_offset },
    isEmbedded: () => isEmbedded,
    now: NOW,
  });
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const rootOf = (bytes: Uint8Array) => parseXml(textOf(bytes)).root!;
const propertiesIn = (bytes: Uint8Array) => readXmp([bytes], []);

const ALL: PropertiesInput["changed"] = {
  title: "Täst & <Meer> €",
  description: "Zwei\nZeilen",
  keywords: ["See", "Köln"],
  keyword_paths: ["Orte|Köln"],
  rating: -1,
  label: "Red",
  taken_at: "2024-05-01T12:30:00.25",
  taken_offset: "+02:00",
  position: { latitude: -12.3456789, longitude: 179.9999999, altitude: -3.5 },
  city: "Köln",
  state: "NRW",
  country: "Deutschland",
  country_code: "DE",
  creator: "Änne; Bob",
  rights: "© ich",
};

function document(properties: string, attributes = ""): Uint8Array<ArrayBuffer> {
  return bytesOf(`<?xml version="1.0"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:own="http://example.org/own/" ${attributes}>
    ${properties}
  </rdf:Description>
</rdf:RDF></x:xmpmeta>`);
}

Deno.test("a new document holds everything that was set, and is read so", () => {
  const written = editXmp(null, changesOf(ALL));
  const { dc, xmp, lr, digiKam, photoshop, exif, iptcCore } = propertiesIn(written);
  assert.deepEqual(dc?.title, [{ lang: "x-default", value: ALL.title }]);
  assert.deepEqual(dc?.description, [{ lang: "x-default", value: ALL.description }]);
  assert.deepEqual(dc?.subject, ALL.keywords);
  assert.deepEqual(dc?.creator, ["Änne", "Bob"]);
  assert.deepEqual(dc?.rights, [{ lang: "x-default", value: ALL.rights }]);
  assert.deepEqual(xmp, { Rating: "-1", Label: "Red", MetadataDate: NOW });
  assert.deepEqual(lr, { hierarchicalSubject: ["Orte|Köln"] });
  assert.deepEqual(digiKam, { TagsList: ["Orte/Köln"], ColorLabel: "1" });
  assert.deepEqual(photoshop, {
    DateCreated: "2024-05-01T12:30:00.25+02:00",
    City: "Köln",
    State: "NRW",
    Country: "Deutschland",
  });
  assert.deepEqual(exif, {
    GPSLatitude: "12,20.7407340S",
    GPSLongitude: "179,59.9999940E",
    GPSAltitude: "3500/1000",
    GPSAltitudeRef: "1",
  });
  assert.deepEqual(iptcCore, { CountryCode: "DE" });
});

Deno.test("minutes that would be rounded up to sixty are a degree", () => {
  const position = { latitude: 12.99999999999, longitude: 0, altitude: null };
  const { exif } = propertiesIn(editXmp(null, changesOf({ position })));
  assert.equal(exif?.GPSLatitude, "13,0N");
});

Deno.test("C-105 other languages of a title stay, the default one is set before them", () => {
  const before = document(
    `<dc:title><rdf:Alt><rdf:li xml:lang="de">Meer</rdf:li></rdf:Alt></dc:title>`,
  );
  const { dc } = propertiesIn(editXmp(before, changesOf({ title: "Sea" })));
  assert.deepEqual(dc?.title, [{ lang: "x-default", value: "Sea" }, { lang: "de", value: "Meer" }]);
});

Deno.test("C-105 what is not known stays: attributes, elements, comments, other prefixes", () => {
  const before = document(
    `<!-- mine --><own:Settings rdf:parseType="Resource"><own:Depth>3</own:Depth></own:Settings>`,
    `own:Flag="yes" xmp:Rating="2" xmp:CreatorTool="darktable"`,
  );
  const changes = changesOf({ rating: 5, city: "Rom" });
  const after = editXmp(before, changes);
  assert.equal(foreignXmp(rootOf(after), changes), foreignXmp(rootOf(before), changes));
  assert.match(textOf(after), /<!-- mine -->/);
  assert.equal(propertiesIn(after).xmp?.Rating, "5");
  assert.match(textOf(after), /own:Flag="yes"/);
});

Deno.test("C-105 what ExifTool leaves when it takes out the last property can be written to", () => {
  const xmp = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Image::ExifTool 12.57">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
  const changes = changesOf({ title: "New" });
  const after = editXmp(bytesOf(xmp), changes);
  assert.ok(keepsForeign(bytesOf(xmp), after, changes));
});

Deno.test("a property under another prefix and spelling of its namespace is the same property", () => {
  const before = bytesOf(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:xap="http://ns.adobe.com/xap/1.0/" xap:Rating="1"/></rdf:RDF>`);
  const after = editXmp(before, changesOf({ rating: 4 }));
  assert.equal(propertiesIn(after).xmp?.Rating, "4");
  assert.equal(textOf(after).match(/Rating/g)?.length, 2, "one start tag and one end tag");
});

Deno.test("a prefix that stands for something else is not taken", () => {
  const before = document(
    "",
    `xmlns:photoshop="http://example.org/other/" photoshop:City="theirs"`,
  );
  const after = editXmp(before, changesOf({ city: "Rom" }));
  assert.equal(propertiesIn(after).photoshop?.City, "Rom");
  assert.match(textOf(after), /photoshop:City="theirs"/);
});

Deno.test("a field that the photo itself has is taken back by an empty property, another is taken out", () => {
  const before = document(
    `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A</rdf:li></rdf:Alt></dc:title>`,
  );
  const embedded = textOf(editXmp(before, changesOf({ title: null, city: null }, true)));
  assert.match(embedded, /<dc:title><rdf:Alt\/><\/dc:title>/);
  assert.match(embedded, /<photoshop:City\/>/);
  const alone = textOf(editXmp(before, changesOf({ title: null, city: null })));
  assert.doesNotMatch(alone, /dc:title|City/);
});

for (const label of ["utf-16le", "utf-16be"] as const) {
  Deno.test(`C-105 a document in ${label} stays in ${label}`, () => {
    const text = `\ufeff${textOf(document("")).replace("?>", ' encoding="UTF-16"?>')}`;
    const view = new DataView(new ArrayBuffer(2 * text.length));
    for (let at = 0; at < text.length; at++) {
      view.setUint16(2 * at, text.charCodeAt(at), label === "utf-16le");
    }
    const after = editXmp(new Uint8Array(view.buffer), changesOf({ city: "Köln" }));
    assert.match(new TextDecoder(label).decode(after), /<photoshop:City>Köln<\/photoshop:City>/);
    assert.equal(propertiesIn(after).photoshop?.City, "Köln");
  });
}

Deno.test("C-105 a foreign text that has a carriage return keeps it", () => {
  const before = document("<own:note>one&#13;&#10;two</own:note>", 'own:more="a&#xD;b"');
  const changes = changesOf({ rating: 1 });
  const after = editXmp(before, changes);
  assert.match(textOf(after), /<own:note>one&#13;\ntwo<\/own:note>/);
  assert.ok(keepsForeign(before, after, changes));
});

Deno.test("C-105 what is added to ASCII is in the encoding that the document declares", () => {
  const ascii = textOf(document("")).replace("?>", " encoding='ISO-8859-1'?>");
  const after = textOf(editXmp(bytesOf(ascii), changesOf({ city: "Köln" })));
  assert.match(after, /^<\?xml version="1.0" encoding='UTF-8'\?>/);
  const more = ascii.replace("uuid:1", "uuid:Köln");
  assert.throws(
    () => editXmp(bytesOf(more), changesOf({ rating: 1 })),
    /It says that it is ISO-8859-1, and is UTF-8: save it as UTF-8/,
  );
});

Deno.test("what is no well-formed XMP is not written to", () => {
  const change = changesOf({ rating: 1 });
  for (const text of ["", "<a><b></a>", "no xml", "<html/>", "<a>&bomb;</a>"]) {
    assert.throws(() => editXmp(bytesOf(text), change), UnwritableXmpError, text);
  }
});

Deno.test({
  name:
    "C-105 every valid sidecar of the real ones is read as it was meant, with everything else as before",
  ignore: !hasCorpus(),
  fn() {
    const folder = copyCorpus({ accept: (path) => path.endsWith(".xmp") })!;
    try {
      const changes = changesOf(ALL);
      const edited = filesIn(folder).filter((path) => {
        const bytes = Deno.readFileSync(path);
        const { root, complaint } = parseXml(textOf(bytes));
        if (complaint !== null || root === null) return false;
        const after = editXmp(bytes, changes);
        assert.equal(foreignXmp(rootOf(after), changes), foreignXmp(root, changes), path);
        const gone = propertiesIn(editXmp(after, changesOf(CLEARED)));
        assert.equal(gone.dc?.subject ?? gone.dc?.title ?? gone.photoshop?.City, undefined, path);
        return true;
      });
      assert.ok(edited.length >= 20, `${edited.length} sidecars were edited`);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}

const CLEARED: PropertiesInput["changed"] = {
  ...{ title: null, keywords: [], keyword_paths: [], city: null, rating: null, position: null },
};
