import { SaxesParser } from "saxes";
import type { XmlEvents } from "../core/xml_events.ts";

/** Who is told what a document holds, and what is wrong with it; whoever throws ends the reading. */
export interface WholeXmlEvents extends XmlEvents {
  complaint(message: string): void;
  /** All of the text was read, before what is still open is complained about. */
  finish(): void;
}

/**
 * Reads any XML, well-formed or not. Nothing outside of the text is ever read, and no entity but the
 * five of XML itself is expanded: a document type declaration is passed over, so it can neither fetch
 * nor multiply anything.
 */
export function parseWholeXml(text: string, events: WholeXmlEvents): void {
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on("error", (error) => events.complaint(error.message));
  parser.on(
    "opentag",
    ({ name, attributes }) => events.start(name, Object.entries(attributes).flat()),
  );
  parser.on("text", (part) => events.text(part));
  parser.on("cdata", (part) => events.text(part));
  parser.on("closetag", () => events.end());
  parser.write(text);
  events.finish();
  parser.close();
}
