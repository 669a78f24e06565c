import {
  EDIT_FIELDS,
  type EditablePosition,
  type EditField,
  type FieldValues,
  NO_VALUES,
} from "./editable.ts";
import { offsetOf, takenFromXmp } from "./taken_at.ts";

/** What somebody asks to be changed, whatever the photo says now. */
export interface Edit {
  /** `null` and the empty list clear a field. */
  readonly set: FieldValues;
  /** A keyword, or a path of the tree with `|` between the levels. */
  readonly addKeywords: readonly string[];
  readonly removeKeywords: readonly string[];
}

/** An edit as it is typed, by the names of the options; all texts. */
export type TypedEdit = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

const TEXT_CHARACTERS_MAX = 10_000;
const WORD_CHARACTERS_MAX = 255;
const KEYWORDS_MAX = 1_000;
const LABELS = ["Red", "Orange", "Yellow", "Green", "Blue", "Purple", "Magenta", "Gray", "Black"];

/** What `--clear` takes, beside the names of the fields themselves. */
const CLEARED: Readonly<Record<string, readonly EditField[]>> = {
  ...Object.fromEntries(EDIT_FIELDS.map((field) => [field.replaceAll("_", "-"), [field]])),
  // Without keywords there is no tree of them, and an offset belongs to a date.
  keywords: ["keywords", "keyword_paths"],
  date: ["taken_at", "taken_offset"],
  offset: ["taken_offset"],
  gps: ["position"],
};

/**
 * Reads an edit as it was typed.
 *
 * @param typed by option: `title`, `add-keyword` (a list), `no-gps` (a switch) …
 * @param complain told of everything that is wrong, in a sentence with the value and the cure
 */
export function parseEdit(typed: TypedEdit, complain: (complaint: string) => void): Edit {
  const attempt = <Value>(option: string, parse: () => Value): readonly Value[] => {
    try {
      return [parse()];
    } catch (error) {
      complain(`${(error as Error).message} (--${option})`);
      return [];
    }
  };
  const cleared = listOf(typed["clear"]).flatMap((name) => attempt("clear", () => clear(name)));
  const given = Object.entries(PARSERS).flatMap(([option, parse]) => {
    const text = typed[option];
    return typeof text === "string" ? attempt(option, () => parse(text)) : [];
  });
  const noGps = typed["no-gps"] === true ? { position: null } : {};
  const keywords = (option: string) =>
    listOf(typed[option]).flatMap((text) => attempt(option, () => parseKeyword(text)));
  const edit = {
    set: Object.assign({}, ...cleared, ...given, noGps) as FieldValues,
    addKeywords: keywords("add-keyword"),
    removeKeywords: keywords("remove-keyword"),
  };
  for (const complaint of contradictions(typed, edit)) complain(complaint);
  return edit;
}

/** What each option sets; a date that brings its offset sets both, unless `--offset` says otherwise. */
const PARSERS: Readonly<Record<string, (text: string) => FieldValues>> = {
  title: (text) => ({ title: parseText(text, TEXT_CHARACTERS_MAX) }),
  description: (text) => ({ description: parseText(text, TEXT_CHARACTERS_MAX) }),
  creator: (text) => ({ creator: parseNames(text) }),
  rights: (text) => ({ rights: parseText(text, TEXT_CHARACTERS_MAX) }),
  city: (text) => ({ city: parseLine(text) }),
  state: (text) => ({ state: parseLine(text) }),
  country: (text) => ({ country: parseLine(text) }),
  "country-code": (text) => ({ country_code: parseCountryCode(text) }),
  rating: (text) => ({ rating: parseRating(text) }),
  label: (text) => ({ label: parseLabel(text) }),
  gps: (text) => ({ position: parsePosition(text) }),
  date: parseMoment,
  offset: (text) => ({ taken_offset: parseOffset(text) }),
};

/** The options that set one field each; their values are texts. */
export const SETTING_OPTIONS: readonly string[] = Object.keys(PARSERS);

function clear(name: string): FieldValues {
  const fields = CLEARED[name];
  if (fields === undefined) {
    const known = Object.keys(CLEARED).join(", ");
    throw new RangeError(`Cannot clear '${name}': write one of ${known}`);
  }
  return Object.fromEntries(fields.map((field) => [field, NO_VALUES[field]])) as FieldValues;
}

function contradictions(typed: TypedEdit, { addKeywords, removeKeywords }: Edit): string[] {
  const twice = addKeywords.filter((keyword) => removeKeywords.includes(keyword));
  return [
    ...typed["no-gps"] === true && typed["gps"] !== undefined
      ? ["Cannot set and remove the position at once: write --gps or --no-gps"]
      : [],
    ...twice.map((keyword) => `Cannot add and remove '${keyword}' at once: write it once`),
    ...addKeywords.length > KEYWORDS_MAX
      ? [`Cannot add ${addKeywords.length} keywords to a photo: the most is ${KEYWORDS_MAX}`]
      : [],
  ];
}

/** Whether an edit asks for nothing. */
export function isEmptyEdit({ set, addKeywords, removeKeywords }: Edit): boolean {
  return Object.keys(set).length + addKeywords.length + removeKeywords.length === 0;
}

function listOf(value: TypedEdit[string]): readonly string[] {
  return typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
}

/** XML 1.0 §2.2 has no place for other control characters, and a lone surrogate is no character. */
// deno-lint-ignore no-control-regex
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

function parseText(text: string, charactersMax: number): string {
  // Readers of XML make one character of both ends of a line (XML 1.0 §2.11).
  const trimmed = text.trim().replaceAll(/\r\n?/g, "\n");
  const shown = trimmed.length > 40 ? `${trimmed.slice(0, 40)}…` : trimmed;
  if (trimmed === "") throw new RangeError("Cannot set an empty text: use --clear FIELD");
  if (UNWRITABLE.test(trimmed) || !trimmed.isWellFormed()) {
    throw new RangeError(
      `Cannot write ${JSON.stringify(shown)}: it holds control characters, leave them out`,
    );
  }
  if (trimmed.length > charactersMax) {
    throw new RangeError(
      `Cannot write ${trimmed.length} characters ('${shown}'): the most is ${charactersMax}`,
    );
  }
  return trimmed;
}

function parseLine(text: string): string {
  const line = parseText(text, WORD_CHARACTERS_MAX);
  if (!/[\n\r\t]/.test(line)) return line;
  throw new RangeError(`Cannot write ${JSON.stringify(line)}: write it in one line, without tabs`);
}

/** As they are read back: each once. */
function parseNames(text: string): string {
  const names = parseLine(text).split(";").map((name) => name.trim()).filter((name) => name !== "");
  if (names.length > 0) return [...new Set(names)].join("; ");
  throw new RangeError(`Cannot read '${text}' as names: write them like 'Ada; Bob'`);
}

function parseKeyword(text: string): string {
  const levels = parseLine(text).split("|").map((level) => level.trim());
  if (levels.every((level) => level !== "")) return levels.join("|");
  throw new RangeError(`Cannot read '${text}' as a keyword: a level between '|' is empty`);
}

function parseCountryCode(text: string): string {
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2,3}$/.test(code)) return code;
  throw new RangeError(`Cannot read '${text}' as a country code: write two or three letters`);
}

function parseRating(text: string): number {
  if (/^(?:-1|[0-5])$/.test(text.trim())) return Number(text);
  throw new RangeError(
    `Cannot read '${text}' as a rating: write -1 for rejected, or 0 to 5 (--rating=-1 on a command line)`,
  );
}

/** The usual colours are written as Lightroom has them; other words are a person's own. */
function parseLabel(text: string): string {
  const label = parseLine(text);
  return LABELS.find((known) => known.toLowerCase() === label.toLowerCase()) ?? label;
}

function parseMoment(text: string): FieldValues {
  const taken = takenFromXmp(text.trim().replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, "$1T"));
  if (taken !== null && (taken.offset === null || taken.local.length > 10)) {
    const { local, offset } = taken;
    return { taken_at: local, ...offset === null ? {} : { taken_offset: offset } };
  }
  throw new RangeError(
    `Cannot read '${text}' as a date: write it like 2024-05-01T12:30:00, with an offset like +02:00 ` +
      "if it is known, or as much as is known: 2024-05-01, 2024-05, 2024",
  );
}

function parseOffset(text: string): string {
  const offset = offsetOf(text);
  if (offset !== null) return offset;
  throw new RangeError(`Cannot read '${text}' as an offset: write it like +02:00, -05:00 or Z`);
}

function parsePosition(text: string): EditablePosition {
  const parts = text.split(",").map((part) => part.trim());
  const isNumber = (part: string) => /^[-+]?\d+(?:\.\d+)?$/.test(part);
  const [latitude = NaN, longitude = NaN, altitude = null] = parts.map(Number);
  const isRight = (parts.length === 2 || parts.length === 3) && parts.every(isNumber) &&
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 &&
    Math.abs(altitude ?? 0) <= 100_000;
  if (isRight) return { latitude, longitude, altitude };
  throw new RangeError(
    `Cannot read '${text}' as a position: write latitude (-90 to 90) and longitude (-180 to 180) in ` +
      "degrees, and the altitude in metres if it is known, like 52.5163,13.3777,34",
  );
}
