import type { OptionSpec } from "./option_specs.ts";

/** The options that say what of photos is to change. */
export const EDITING = {
  title: { kind: "text", value: "TEXT", help: "Set the title" },
  description: { kind: "text", value: "TEXT", help: "Set the description" },
  "add-keyword": {
    kind: "texts",
    value: "KEYWORD",
    help: "Add a keyword, or a branch of the keyword tree as 'Places|Italy'; may be repeated",
  },
  "remove-keyword": {
    kind: "texts",
    value: "KEYWORD",
    help: "Remove a keyword or a branch of the tree; may be repeated",
  },
  rating: { kind: "text", value: "N", help: "Set the stars, 0 to 5; -1 for rejected" },
  label: {
    kind: "text",
    value: "LABEL",
    help: "Set the colour label, in English, or your own word",
  },
  date: {
    kind: "text",
    value: "DATE",
    help: "Set when it was taken: 2024-05-01T12:30:00, or as much as is known",
  },
  offset: { kind: "text", value: "+HH:MM", help: "Set the offset of that time from UTC" },
  gps: { kind: "text", value: "LAT,LON[,ALT]", help: "Set the position, in degrees and metres" },
  "no-gps": { kind: "flag", help: "Remove the position, with everything GPS in the file" },
  city: { kind: "text", value: "TEXT", help: "Set the city" },
  state: { kind: "text", value: "TEXT", help: "Set the state or province" },
  country: { kind: "text", value: "TEXT", help: "Set the country" },
  "country-code": { kind: "text", value: "CODE", help: "Set the country code, as DE or DEU" },
  creator: { kind: "text", value: "NAME", help: "Set who made it; several divided by ';'" },
  rights: { kind: "text", value: "TEXT", help: "Set the copyright notice" },
  clear: {
    kind: "texts",
    value: "FIELD",
    help: "Remove a field: title, keywords, rating, date, gps …; may be repeated",
  },
  stdin: { kind: "flag", help: "Read edits from standard input, a JSON object a line" },
  "dry-run": {
    kind: "flag",
    short: "n",
    help: "Print what would change and where, and do nothing",
  },
  wait: {
    kind: "flag",
    short: "w",
    help: "Return when it is on the disk (without a watch it always is)",
  },
} as const satisfies Record<string, OptionSpec>;
