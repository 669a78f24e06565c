import assert from "node:assert/strict";
import { readXmp } from "../../lib/metadata/read_xmp.ts";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const packet = (attributes: string, content = "") =>
  `<?xpacket begin="\ufeff"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">` +
  `<rdf:Description rdf:about="" ${attributes}>${content}</rdf:Description></rdf:RDF></x:xmpmeta>` +
  `   \n<?xpacket end="w"?>\0\0`;
const read = (...texts: string[]) => {
  const damage: string[] = [];
  const xmp = readXmp(texts.map((text) => new TextEncoder().encode(text)), damage);
  return { xmp, damage };
};
const DC = `xmlns:dc="http://purl.org/dc/elements/1.1/"`;

Deno.test("a property is known by its namespace, whatever its prefix", () => {
  const { xmp } = read(packet(`xmlns:xap="http://ns.adobe.com/xap/1.0/" xap:Rating="3"`));
  assert.deepEqual(xmp, { xmp: { Rating: "3" } });
  const other = read(packet(`xmlns:xmp="http://example.com/other/" xmp:Rating="3"`));
  assert.deepEqual(other.xmp, {});
});

Deno.test("in an element that is none of XMP's the properties are not the picture's", () => {
  const rdf = (open: string) =>
    `${open}<rdf:RDF xmlns:rdf="${RDF}"><rdf:Description ${DC} dc:format="a"/></rdf:RDF>${
      open === "" ? "" : "</x:xmpmeta>"
    }`;
  const wanted = { dc: { format: "a" } };
  for (const uri of [`xmlns:x="adobe:ns:meta/"`, `xmlns:x="adobe:ns:meta"`, ""]) {
    assert.deepEqual(read(rdf(`<x:xmpmeta ${uri}>`)).xmp, wanted);
  }
  assert.deepEqual(read(rdf("")).xmp, wanted);
  assert.deepEqual(read(rdf(`<x:xmpmeta xmlns:x="adobe.ns.meta/">`)).xmp, {});
});

Deno.test("a number written as text stays as it was written", () => {
  const aux = `xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="0000129324"`;
  assert.equal(read(packet(aux)).xmp.aux?.SerialNumber, "0000129324");
});

Deno.test("lists, languages and structures are read in every way they may be written", () => {
  const content =
    `<dc:subject><rdf:Bag><rdf:li>a &amp; b</rdf:li><rdf:li>ü</rdf:li></rdf:Bag></dc:subject>
    <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Lake</rdf:li><rdf:li xml:lang="DE">See</rdf:li></rdf:Alt></dc:title>
    <exif:Flash xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:Fired="True" exif:Mode="1"/>
    <r:Regions xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/" rdf:parseType="Resource">
      <r:RegionList><rdf:Bag><rdf:li><rdf:Description r:Name="Ann"><r:Area area:x="0.5" xmlns:area="http://ns.adobe.com/xmp/sType/Area#"/></rdf:Description></rdf:li></rdf:Bag></r:RegionList>
    </r:Regions>`;
  const { xmp, damage } = read(packet(DC, content));
  assert.deepEqual(xmp.dc?.subject, ["a & b", "ü"]);
  assert.deepEqual(xmp.dc?.title, [{ lang: "x-default", value: "Lake" }, {
    lang: "de",
    value: "See",
  }]);
  assert.deepEqual(xmp.exif?.Flash, { Fired: "True", Mode: "1" });
  assert.deepEqual(xmp.mwgRegions?.Regions, {
    RegionList: [{ Name: "Ann", Area: { x: "0.5" } }],
  });
  assert.deepEqual(damage, []);
});

Deno.test("a structure's fields may be of any namespace", () => {
  const content =
    `<mp:RegionInfo xmlns:mp="http://ns.microsoft.com/photo/1.2/"><rdf:Description><i:Regions xmlns:i="urn:i">` +
    `<rdf:Bag><rdf:li><rdf:Description r:Rectangle="0, 0, 1, 1" xmlns:r="urn:r"/></rdf:li></rdf:Bag>` +
    `</i:Regions></rdf:Description></mp:RegionInfo>`;
  assert.deepEqual(read(packet(DC, content)).xmp.MP?.RegionInfo, {
    Regions: [{ Rectangle: "0, 0, 1, 1" }],
  });
});

Deno.test("a value with qualifiers is its value", () => {
  const content =
    `<dc:source rdf:parseType="Resource"><rdf:value>Lake</rdf:value><dc:type>x</dc:type></dc:source>`;
  assert.equal(read(packet(DC, content)).xmp.dc?.source, "Lake");
});

Deno.test("what a second packet says replaces what the first one says", () => {
  const first = packet(`${DC} dc:source="first"`);
  const second = packet(`${DC} dc:source="second" dc:format="image/jpeg"`);
  assert.deepEqual(read(first, second).xmp.dc, { source: "second", format: "image/jpeg" });
});

Deno.test("a sidecar in UTF-16 and with a byte order mark is read", () => {
  const text = packet(`${DC} dc:source="Zürich"`);
  const wide = Uint8Array.from(`\ufeff${text}`, () => 0);
  const bytes = new Uint8Array(wide.length * 2);
  [...`\ufeff${text}`].forEach((character, index) => {
    bytes.set([character.charCodeAt(0) >> 8, character.charCodeAt(0) & 0xff], index * 2);
  });
  assert.equal(readXmp([bytes], []).dc?.source, "Zürich");
  assert.equal(read(`\ufeff${text}`).xmp.dc?.source, "Zürich");
});

Deno.test("a packet in another encoding than it may have is still readable", () => {
  const bytes = Uint8Array.from(
    packet(`${DC} dc:source="Z\xfcrich"`).replace("\ufeff", ""),
    (letter) => letter.charCodeAt(0),
  );
  assert.equal(readXmp([bytes], []).dc?.source, "Zürich");
});

Deno.test("entities of a document type are neither fetched nor multiplied", () => {
  const bomb =
    `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`;
  const { xmp } = read(
    bomb + packet(DC, `<dc:source>&b;&c;</dc:source>`).replace(/^<\?xpacket.*?\?>/, ""),
  );
  assert.equal(xmp.dc?.source, "&b;&c;");
});

Deno.test("a packet that is cut gives what stands before the cut, nonsense says that it is", () => {
  const whole = packet(DC, `<dc:source>kept</dc:source><dc:format>lost</dc:format>`);
  assert.equal(read(whole.slice(0, whole.indexOf("lost"))).xmp.dc?.source, "kept");
  const nonsense = read("<nonsense><<<");
  assert.deepEqual(nonsense.xmp, {});
  assert.match(nonsense.damage.join(), /cannot be read/);
});

Deno.test("elements within elements for ever end", () => {
  const { xmp } = read(packet(DC, `<dc:source>${"<dc:a>".repeat(50_000)}`));
  assert.deepEqual(Object.keys(xmp.dc ?? {}), []);
});
