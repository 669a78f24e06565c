/** Who is told what a document holds, in its order. */
export interface XmlEvents {
  /** An element begins; `attributes` are its names and values in turn, entities decoded. */
  start(name: string, attributes: readonly string[]): void;
  /** A part of what stands between the tags, entities decoded. */
  text(part: string): void;
  /** The element that began last, of those that are open, ends. */
  end(): void;
}
