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
