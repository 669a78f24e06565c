import { isWrittenInFile } from "./formats.ts";
import { textOf } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";
import type { SidecarField } from "./reading.ts";
import { type FieldGroup, SIDECAR_GROUPS } from "./sidecar_fields.ts";
import { type Statement, statementOf } from "./statement.ts";
import { takenFromXmp } from "./taken_at.ts";

/** What the XML of a sidecar says. */
export interface SidecarXmp {
  /** Properties by the short name of their namespace, see `xmpNamespace`. */
  readonly xmp: RawMetadata["xmp"];
  /** Those that stand there and are empty, see `emptyProperties`. */
  readonly empty: ReadonlySet<string>;
}

/** A photo together with its sidecar. */
export interface MergedStatement extends Statement {
  /** Fields whose value, or whose emptiness, is the sidecar's. */
  readonly decided: readonly SidecarField[];
}

/** Differences between zones: what lies closer together and has one zone only cannot be ordered. */
const ZONES_MS = 14 * 3_600_000;

/**
 * Merges what a file says of itself with what its sidecar says, field by field.
 *
 * For RAW photos, films and whatever is not written into, the sidecar wins where it says something; for
 * formats that are written in the file whoever has the newer `xmp:MetadataDate` does, and the sidecar
 * where that is not known of both. The other fills what the winner leaves open. A property that stands
 * in a winning sidecar and is empty takes the value back; one that is not there says nothing.
 */
export function mergeSidecar(
  embedded: RawMetadata,
  sidecar: SidecarXmp,
  format: string,
): MergedStatement {
  const file = statementOf(embedded);
  const beside = sidecarStatement(sidecar, embedded);
  const isNewer = isWrittenInFile(format) &&
    isLater(dateOf(embedded.xmp), dateOf(sidecar.xmp));
  const isSame = isSameMoment(file.fields, beside.fields);
  const merged = { ...values(file) };
  const decided: SidecarField[] = [];
  for (const group of SIDECAR_GROUPS) {
    if (isSame && group.fields.includes("takenAt")) continue;
    const theirs = valuesOf(values(beside), group);
    if (!decides(group, { isNewer, sidecar, ours: valuesOf(merged, group), theirs })) continue;
    Object.assign(merged, theirs);
    decided.push(...group.fields);
  }
  return { ...statement(merged), decided };
}

interface Contest {
  /** Whether the file was changed after its sidecar. */
  readonly isNewer: boolean;
  readonly sidecar: SidecarXmp;
  readonly ours: Values;
  readonly theirs: Values;
}

/** Whether the sidecar decides a group of fields. */
function decides({ properties }: FieldGroup, { isNewer, sidecar, ours, theirs }: Contest): boolean {
  if (isSilent(theirs)) {
    return !isNewer && !isSilent(ours) && properties.some((name) => sidecar.empty.has(name));
  }
  if (isSilent(ours)) return true;
  return !isNewer && properties.some((name) => {
    const [namespace = "", property = ""] = name.split(".");
    return sidecar.xmp[namespace]?.[property] !== undefined;
  });
}

type Values = Readonly<Partial<Record<SidecarField, unknown>>>;

function values({ fields, keywords, keywordPaths, faces }: Statement): Values {
  return { ...fields, keywords, keywordPaths, faces };
}

function statement(merged: Values): Statement {
  const { keywords, keywordPaths, faces, ...fields } = merged as Statement["fields"] & Statement;
  return { fields: fields as Statement["fields"], keywords, keywordPaths, faces };
}

function valuesOf(all: Values, { fields }: FieldGroup): Values {
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

function isSilent(some: Values): boolean {
  return Object.values(some).every((value) =>
    value === null || Array.isArray(value) && value.length === 0
  );
}

/** What a sidecar says alone, of a picture of that size. */
export function sidecarStatement(
  { xmp }: SidecarXmp,
  { width, height }: Pick<RawMetadata, "width" | "height">,
): Statement {
  return statementOf({
    ...{ ifd0: {}, exif: {}, gps: {}, xmp, iptc: new Map(), iptcChangedAfterXmp: false },
    ...{ width, height, littleEndian: true, facts: {} },
  });
}

/**
 * Most sidecars repeat the date of the file without its zone and its fractions: where both tell the same
 * second, the file tells it better.
 */
function isSameMoment(file: Statement["fields"], beside: Statement["fields"]): boolean {
  const second = beside.takenAt?.slice(0, 19) ?? "";
  return second.length === 19 && beside.takenOffset === null &&
    file.takenAt?.startsWith(second) === true;
}

/** `xmp:MetadataDate`: when metadata was last changed (XMP specification part 1 §8.4). */
function dateOf(xmp: RawMetadata["xmp"]): string | null {
  return textOf(xmp.xmp?.MetadataDate);
}

/** Whether one moment is surely later than another. */
function isLater(one: string | null, other: string | null): boolean {
  const [later, earlier] = [takenFromXmp(one), takenFromXmp(other)];
  if (later === null || earlier === null) return false;
  const at = ({ local, offset }: typeof later) => Date.parse(`${padded(local)}${offset ?? "Z"}`);
  const least = (later.offset === null) === (earlier.offset === null) ? 0 : ZONES_MS;
  return at(later) - at(earlier) > least;
}

/** A moment of any precision, with all its parts. */
function padded(local: string): string {
  return local + "0000-01-01T00:00:00".slice(local.length);
}
