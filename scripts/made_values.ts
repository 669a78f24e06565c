/** A tag as ExifTool writes it, and values that readers get wrong or that people really have. */
export interface MadeTag {
  readonly tag: string;
  /** Of raw form (`-n`); a list is written item by item. */
  readonly values: readonly (string | readonly string[])[];
}

/** Texts that are hard to encode, or look like something else. */
export const MADE_TEXTS = [
  "Harbour at dusk",
  "Größe übers Meer, naïve café",
  "夕暮れの港 – 東京",
  "Вечер 🌇 emoji",
  "  spaces around  ",
  "two\nlines",
  "a; b, c / d | e",
  "quotes \" and ' & <tags>",
  "0001234",
  "12e3",
  "true",
  "-",
];
/** People. */
export const MADE_NAMES = ["Ada Lovelace", "José Ñandú", "Œuvre d’Été", "王小明", "O'Neil & Sons"];

/** Tags of one group of ExifTool. */
export function madeTags(
  group: string,
  table: Readonly<Record<string, MadeTag["values"]>>,
): MadeTag[] {
  return Object.entries(table).map(([name, values]) => ({ tag: `${group}:${name}`, values }));
}
