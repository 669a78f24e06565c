import type { EditablePosition, EditField, FieldValues } from "./editable.ts";
import { XMP_URIS } from "./xmp_namespaces.ts";

/** The form in which XMP keeps a property (XMP specification part 1 §6.3). */
export type PropertyForm = "text" | "languages" | "bag" | "seq";

/** One property of an XMP document that is changed. */
export interface PropertyChange {
  /** Of the namespace. */
  readonly uri: string;
  /** Customary prefix of the namespace, for a document that has none. */
  readonly prefix: string;
  readonly name: string;
  readonly form: PropertyForm;
  /**
   * Its texts; one but for lists. `[]` leaves the property there, empty, and so takes back what the photo
   * itself says; `null` takes it out.
   */
  readonly texts: readonly string[] | null;
  /** Leaves a document alone that has no such property. */
  readonly onlyIfThere: boolean;
}

/** What is to be written into the XMP beside a photo. */
export interface PropertiesInput {
  readonly changed: FieldValues;
  /** Date and offset as they are to be, for they share a property. */
  readonly taken: Required<Pick<FieldValues, "taken_at" | "taken_offset">>;
  /** Whether the photo itself says something of a field, so that it has to be taken back. */
  readonly isEmbedded: (field: EditField) => boolean;
  /** When it is written, ISO 8601. */
  readonly now: string;
}

type Namespace = keyof typeof XMP_URIS;

/** Prefixes that are customary where they differ from the short names. */
const CUSTOMARY: Partial<Record<Namespace, string>> = {
  iptcCore: "Iptc4xmpCore",
  microsoft: "MicrosoftPhoto",
};

/** The properties that hold the changed fields, as METADATA has them for sidecars. */
export function propertiesOfEdit(input: PropertiesInput): PropertyChange[] {
  const fields = Object.keys(input.changed) as EditField[];
  const writers = new Set(fields.map((field) => WRITERS[field]));
  return [
    ...[...writers].flatMap((write) => write(new Properties(input), input)),
    ...change("xmp", "MetadataDate", { form: "text", texts: [input.now] }),
  ];
}

function change(
  namespace: Namespace,
  name: string,
  what: Pick<PropertyChange, "form" | "texts"> & { readonly onlyIfThere?: boolean },
): PropertyChange[] {
  const prefix = CUSTOMARY[namespace] ?? namespace;
  return [{ uri: XMP_URIS[namespace], prefix, name, onlyIfThere: false, ...what }];
}

class Properties {
  constructor(private readonly input: PropertiesInput) {}

  /** The property a field is written to; where it is cleared, empty or gone. */
  main(
    field: EditField,
    [namespace, name]: readonly [Namespace, string],
    form: PropertyForm,
    texts: readonly string[],
  ): PropertyChange[] {
    const isCleared = texts.length === 0;
    const isTakenBack = isCleared && this.input.isEmbedded(field);
    return change(namespace, name, { form, texts: isCleared && !isTakenBack ? null : texts });
  }

  /** Another property of the same meaning, where a document has it. */
  also(namespace: Namespace, name: string, text: string | null): PropertyChange[] {
    const texts = text === null ? null : [text];
    return change(namespace, name, { form: "text", texts, onlyIfThere: true });
  }

  /** Properties that a field is read from after the one that is written. */
  gone(isCleared: boolean, names: readonly (readonly [Namespace, string])[]): PropertyChange[] {
    return isCleared ? names.flatMap(([namespace, name]) => this.also(namespace, name, null)) : [];
  }
}

type Writer = (properties: Properties, input: PropertiesInput) => PropertyChange[];

const WRITERS: Readonly<Record<EditField, Writer>> = {
  title: (properties, { changed: { title = null } }) => [
    ...properties.main("title", ["dc", "title"], "languages", listOf(title)),
    ...properties.gone(title === null, [["photoshop", "Headline"]]),
  ],
  description: (properties, { changed: { description = null } }) =>
    properties.main("description", ["dc", "description"], "languages", listOf(description)),
  keywords: (properties, { changed: { keywords = [] } }) =>
    properties.main("keywords", ["dc", "subject"], "bag", keywords),
  keyword_paths: (properties, { changed: { keyword_paths: paths = [] } }) => [
    ...properties.main("keyword_paths", ["lr", "hierarchicalSubject"], "bag", paths),
    ...change("digiKam", "TagsList", {
      form: "seq",
      texts: paths.length === 0 ? null : paths.map((path) => path.replaceAll("|", "/")),
    }),
    ...properties.gone(paths.length === 0, [
      ["microsoft", "LastKeywordXMP"],
      ["mediapro", "CatalogSets"],
    ]),
  ],
  rating: (properties, { changed: { rating = null } }) => {
    const stars = rating === null || rating < 0 ? null : rating;
    return [
      ...properties.main("rating", ["xmp", "Rating"], "text", listOf(rating)),
      ...properties.also("acdsee", "rating", stars === null ? null : String(stars)),
      ...properties.also("microsoft", "Rating", stars === null ? null : String(PERCENT[stars])),
    ];
  },
  label: (properties, { changed: { label = null } }) => {
    const number = label === null ? -1 : DIGIKAM_LABELS.indexOf(label);
    return [
      ...properties.main("label", ["xmp", "Label"], "text", listOf(label)),
      ...change("digiKam", "ColorLabel", {
        form: "text",
        texts: number < 0 ? null : [String(number)],
      }),
      ...properties.gone(label === null, [
        ["photoshop", "Urgency"],
        ["photomech", "ColorClass"],
        ["darktable", "colorlabels"],
      ]),
    ];
  },
  taken_at: writeTaken,
  taken_offset: writeTaken,
  position: (properties, { changed: { position = null } }) => writePosition(properties, position),
  city: place("city", "City"),
  state: place("state", "State"),
  country: place("country", "Country"),
  country_code: (properties, { changed: { country_code: code = null } }) =>
    properties.main("country_code", ["iptcCore", "CountryCode"], "text", listOf(code)),
  creator: (properties, { changed: { creator = null } }) => {
    const several = creator?.split(/\s*;\s*/).filter((name) => name !== "") ?? [];
    return properties.main("creator", ["dc", "creator"], "seq", several);
  },
  rights: (properties, { changed: { rights = null } }) =>
    properties.main("rights", ["dc", "rights"], "languages", listOf(rights)),
};

/** digiKam's numbers of colours; Lightroom's purple is its magenta. */
export const DIGIKAM_LABELS: readonly string[] = [
  ...["", "Red", "Orange", "Yellow", "Green", "Blue", "Purple", "Gray", "Black", "White"],
];

/** Windows keeps stars as percent, beside the stars. */
export const PERCENT: readonly number[] = [0, 1, 25, 50, 75, 99];

function place(field: "city" | "state" | "country", name: string): Writer {
  return (properties, { changed }) =>
    properties.main(field, ["photoshop", name], "text", listOf(changed[field] ?? null));
}

function writeTaken(properties: Properties, { taken }: PropertiesInput): PropertyChange[] {
  const { taken_at: at, taken_offset: offset } = taken;
  const text = at === null ? null : `${at}${offset ?? ""}`;
  return [
    ...properties.main("taken_at", ["photoshop", "DateCreated"], "text", listOf(text)),
    ...properties.also("exif", "DateTimeOriginal", text),
    ...properties.gone(at === null, [["xmp", "CreateDate"]]),
  ];
}

function writePosition(
  properties: Properties,
  position: EditablePosition | null,
): PropertyChange[] {
  const { latitude, longitude, altitude = null } = position ?? {};
  const coordinate = (degrees: number | undefined, signs: string) =>
    degrees === undefined ? [] : [inMinutes(degrees, signs)];
  const metres = altitude === null ? [] : [`${Math.round(Math.abs(altitude) * 1000)}/1000`];
  const ref = altitude === null ? [] : [altitude < 0 ? "1" : "0"];
  const main = (name: string, texts: readonly string[]) =>
    properties.main("position", ["exif", name], "text", texts);
  return [
    ...main("GPSLatitude", coordinate(latitude, "NS")),
    ...main("GPSLongitude", coordinate(longitude, "EW")),
    ...main("GPSAltitude", metres),
    ...main("GPSAltitudeRef", ref),
  ];
}

/** `52,30.9780000N`: degrees and minutes (XMP specification part 2 §3.3, GPSCoordinate). */
function inMinutes(degrees: number, [plus, minus]: string): string {
  const whole = Math.floor(Math.abs(degrees));
  const minutes = (Math.abs(degrees) - whole) * 60;
  // Rounded up to 60 it would be no minute any more.
  const carried = Number(minutes.toFixed(7)) >= 60;
  const text = `${whole + (carried ? 1 : 0)},${carried ? "0" : minutes.toFixed(7)}`;
  return `${text}${degrees < 0 ? minus : plus}`;
}

function listOf(value: string | number | null): readonly string[] {
  return value === null ? [] : [String(value)];
}
