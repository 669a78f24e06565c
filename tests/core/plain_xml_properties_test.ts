import assert from "node:assert/strict";
import fc from "fast-check";
import { readPlainXml } from "../../lib/core/plain_xml.ts";
import { parseWholeXml } from "../../lib/metadata/parse_whole_xml.ts";
import { PROPERTY_RUNS } from "./property_runs.ts";

/** What a reader tells, as one text; parts of text that follow each other are one. */
class Told {
  readonly events: string[] = [];
  readonly complaints: string[] = [];
  #text = "";

  start(name: string, attributes: readonly string[]): void {
    this.#add(`<${JSON.stringify([name, ...attributes])}`);
  }

  text(part: string): void {
    this.#text += part;
  }

  end(): void {
    this.#add(">");
  }

  complaint(message: string): void {
    this.complaints.push(message);
  }

  finish(): void {}

  /** Outside of the root there is only space, which nobody asks for. */
  #add(event: string): void {
    const isInside = this.events.length > 0;
    this.events.push(...isInside && this.#text !== "" ? [JSON.stringify(this.#text)] : [], event);
    this.#text = "";
  }
}

function whole(xml: string): Told {
  const told = new Told();
  parseWholeXml(xml, told);
  return told;
}

/** `null` where it leaves the document to the whole parser. */
function plain(xml: string): Told | null {
  const told = new Told();
  return readPlainXml(xml, told) ? told : null;
}

/** Everything that may mean something to a reader of XML, whole or torn. */
const PIECE = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("<a>", "</a>", "<x:b c='1' d=\"2\">", "</x:b>", "<e/>") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        "&amp;",
        "&lt;",
        "&#65;",
        "&#x41;",
        "&#0;",
        "&#xD800;",
        "&nbsp;",
        "&",
        ";",
        "&amp",
        "&#x110000;",
      ],
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        "<!-- c -->",
        "<!-- -- -->",
        "<!--->",
        "<?p i?>",
        "<?xml version='1.0'?>",
        "<?p?>",
        "<?P??>",
      ],
      ...[
        '<?xml version="1.0"?>',
        '<?xml version="1.1"?>',
        "<?XML a?>",
        "<![CDATA[x]]>",
        "<!DOCTYPE a>",
      ],
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        "<",
        ">",
        "/",
        "=",
        '"',
        "'",
        "]]>",
        "]",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\r",
        "\ufeff",
        "\u{1f4f7}",
      ],
      ...[
        "ü",
        "\0",
        "\x1f",
        "\ufffe",
        "\ud800",
        "\u0085",
        "\u2028",
        "<ü/>",
        "<a:b:c/>",
        "<:a/>",
        "<a />",
      ],
      ...[
        "<a b='<'/>",
        "<a b=' \n\t'/>",
        "<a b='1' b='2'/>",
        "<a b/>",
        "<a b=c/>",
        "<a b = '1' >",
        "</a >",
      ],
      ...["<a\tb='&#10;x'\n/>", "<a b='1'c='2'/>", "<a.-_9/>", "<9/>", "text"],
    ),
  },
);

const DOCUMENT = fc.oneof(
  fc.array(PIECE, { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.array(PIECE, { maxLength: 8 }).map((pieces) => `<a>${pieces.join("")}</a>`),
  fc.array(PIECE, { maxLength: 4 }).map((pieces) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<x:b>${pieces.join("")}</x:b>\n`
  ),
);

Deno.test("what the quick reader of XML accepts, a whole parser reads the same", () => {
  let accepted = 0;
  fc.assert(
    fc.property(DOCUMENT, (xml) => {
      const quick = plain(xml);
      if (quick === null) return;
      accepted++;
      const { events, complaints } = whole(xml);
      assert.deepEqual({ events: quick.events, complaints: [] }, { events, complaints });
    }),
    { numRuns: 20 * PROPERTY_RUNS },
  );
  // Of all tears a good part is none.
  assert.ok(accepted > PROPERTY_RUNS, `only ${accepted} were accepted`);
});

const NAME = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,5}(:[A-Za-z_][A-Za-z0-9]{0,3})?$/);
const TEXT = fc.array(fc.constantFrom("a", "ü", " ", "\n", "\r\n", "&gt;", "&#xA;", "\u{1f4f7}"))
  .map((parts) => parts.join(""));
const ATTRIBUTES = fc.uniqueArray(fc.tuple(NAME, TEXT), { selector: ([name]) => name })
  .map((all) => all.map(([name, value]) => ` ${name}="${value}"`).join(""));
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.tuple(NAME, ATTRIBUTES, fc.oneof({ maxDepth: 4 }, TEXT, tie("element")), TEXT)
    .map(([name, attributes, inside, after]) =>
      inside === ""
        ? `<${name}${attributes}/>`
        : `<${name}${attributes}>${inside}${after}</${name}>`
    ),
}));

Deno.test("the quick reader of XML accepts what is written as nearly all is", () => {
  fc.assert(
    fc.property(element, (xml) => {
      const quick = plain(xml);
      // A value that reads like a name of the same element is left to the whole parser.
      if (quick === null) return assert.match(xml, /="([\w.:-]+)".* \1=/s);
      assert.deepEqual(quick.events, whole(xml).events);
    }),
    { numRuns: PROPERTY_RUNS },
  );
});

Deno.test("an XMP packet as Adobe writes it needs no whole parser", () => {
  const packet = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="image/jpeg">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Lake &amp; sea &#169;</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
  const quick = plain(packet);
  assert.ok(quick !== null);
  assert.deepEqual(quick.events, whole(packet).events);
});

Deno.test("thousands of attributes and of nested elements cost no more than their length", () => {
  const attributes = Array.from({ length: 20_000 }, (_, index) => ` a${index}="1"`).join("");
  assert.equal(plain(`<a${attributes}/>`), null);
  const depth = 20_000;
  assert.ok(plain("<a>".repeat(depth) + "</a>".repeat(depth)) !== null);
  assert.equal(plain("<a>".repeat(depth)), null);
});
