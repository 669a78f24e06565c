/** One attribute, its prefix resolved. */
export interface XmlAttribute {
  /** Namespace; `""` for none. */
  readonly uri: string;
  readonly name: string;
  readonly value: string;
}

/** One element of a document, prefixes resolved, entities decoded. */
export interface XmlElement {
  readonly uri: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** All text directly inside. */
  readonly text: string;
}
