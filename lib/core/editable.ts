import { takenFromXmp } from "./taken_at.ts";
import type { PhotoFields, PhotoReading } from "./reading.ts";

/** A place on earth as an edit has it. */
export interface EditablePosition {
  /** Signed degrees. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres above sea level; `null` where it is not known. */
  readonly altitude: number | null;
}

/** What a person can change of a photo; the names are those of the column `field` of the view `edits`. */
export interface EditableValues {
  readonly title: string | null;
  readonly description: string | null;
  readonly keywords: readonly string[];
  /** The keyword tree, `|` between the levels. */
  readonly keyword_paths: readonly string[];
  /** -1 (rejected) to 5. */
  readonly rating: number | null;
  readonly label: string | null;
  /** Local time with the precision that is known: `2024`, `2024-05-01`, `2024-05-01T12:30:00.123` … */
  readonly taken_at: string | null;
  /** `+02:00`. */
  readonly taken_offset: string | null;
  readonly position: EditablePosition | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly country_code: string | null;
  /** Several joined by `; `. */
  readonly creator: string | null;
  readonly rights: string | null;
}

/** One of them. */
export type EditField = keyof EditableValues;

/** All fields with what nobody has said anything about, in the order in which they are shown. */
export const NO_VALUES: EditableValues = Object.freeze({
  title: null,
  description: null,
  keywords: [],
  keyword_paths: [],
  rating: null,
  label: null,
  taken_at: null,
  taken_offset: null,
  position: null,
  city: null,
  state: null,
  country: null,
  country_code: null,
  creator: null,
  rights: null,
});

/** The names of all fields. */
export const EDIT_FIELDS = Object.keys(NO_VALUES) as readonly EditField[];

/** Some fields with the values they are to have; `null` and the empty list clear one. */
export type FieldValues = Partial<EditableValues>;

/** What of a reading an edit needs. */
type Said = Pick<PhotoReading, "fields" | "keywords" | "keywordPaths">;

/** What a photo says of the fields that can be edited; what was only guessed is not said. */
export function editableValues({ fields, keywords, keywordPaths }: Said): EditableValues {
  const { takenSource, title, description, rating, label, city, state, country } = fields;
  const isGuess = takenSource === "filename" || takenSource === "mtime";
  return {
    ...{ title, description, rating, label, city, state, country },
    keywords,
    keyword_paths: keywordPaths,
    taken_at: isGuess ? null : fields.takenAt,
    taken_offset: isGuess ? null : fields.takenOffset,
    position: positionIn(fields),
    country_code: fields.countryCode,
    creator: fields.creator,
    rights: fields.rights,
  };
}

function positionIn({ latitude, longitude, altitude }: PhotoFields): EditablePosition | null {
  return latitude === null || longitude === null ? null : { latitude, longitude, altitude };
}

/** EXIF keeps degrees and metres as fractions, so what is read is not what was written to the last digit. */
const DEGREES_APART_MAX = 1e-6;
const METRES_APART_MAX = 0.01;

/** Whether two values of a field mean the same; the order of keywords means nothing. */
export function isSameValue<Field extends EditField>(
  field: Field,
  one: EditableValues[Field],
  other: EditableValues[Field],
): boolean {
  if (field === "position") {
    return isSamePosition(one as EditablePosition | null, other as EditablePosition | null);
  }
  if (Array.isArray(one) && Array.isArray(other)) return isSameSet(one, other);
  if (field === "taken_at" && typeof one === "string" && typeof other === "string") {
    return moment(one) === moment(other);
  }
  return one === other;
}

/** Fractions of a second are kept with as many digits as somebody wrote. */
function moment(text: string): string {
  return (takenFromXmp(text)?.local ?? text).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

function isSamePosition(one: EditablePosition | null, other: EditablePosition | null): boolean {
  if (one === null || other === null) return one === other;
  const isNear = (a: number | null, b: number | null, apartMax: number) =>
    a === null || b === null ? a === b : Math.abs(a - b) <= apartMax;
  return isNear(one.latitude, other.latitude, DEGREES_APART_MAX) &&
    isNear(one.longitude, other.longitude, DEGREES_APART_MAX) &&
    isNear(one.altitude, other.altitude, METRES_APART_MAX);
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const [first, second] = [new Set(one), new Set(other)];
  return first.size === second.size && [...first].every((text) => second.has(text));
}
