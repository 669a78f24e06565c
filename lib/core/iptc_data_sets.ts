/** Data sets of IPTC record 2 that are asked for (IIM 4.2 §6). */
export const IPTC = {
  objectName: 5,
  keywords: 25,
  dateCreated: 55,
  timeCreated: 60,
  byline: 80,
  city: 90,
  state: 95,
  countryCode: 100,
  country: 101,
  copyright: 116,
  caption: 120,
} as const;

/** Bytes that IIM 4.2 §6 allows a value of these data sets; writers cut what is longer. */
const BYTES_MAX: Readonly<Record<number, number>> = {
  [IPTC.keywords]: 64,
  [IPTC.byline]: 32,
  [IPTC.city]: 32,
  [IPTC.state]: 32,
  [IPTC.country]: 64,
  [IPTC.copyright]: 128,
  [IPTC.caption]: 2_000,
};

const encoder = new TextEncoder();

/**
 * Values of a data set, each replaced by the one of XMP of which it is the beginning, cut at the limit
 * of IPTC (Metadata Working Group Guidelines 2.0 §3.3.1).
 */
export function withoutCut(
  dataSet: number,
  values: readonly string[],
  xmp: readonly string[],
): readonly string[] {
  const bytesMax = BYTES_MAX[dataSet];
  if (bytesMax === undefined) return values;
  return values.map((value, index) => {
    const whole = xmp[index];
    const isCut = whole !== undefined && whole.length > value.length && whole.startsWith(value) &&
      encoder.encode(value).length === bytesMax;
    return isCut ? whole : value;
  });
}
