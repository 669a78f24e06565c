/** One record of `truth.jsonl`: what ExifTool says of a file, by `Group1:Tag` (`-j -n -G1 -struct`). */
export type Truth = Readonly<Record<string, unknown>>;

/** A named region of the picture, as shares of it, with its centre. */
export interface ExpectedFace {
  readonly name: string | null;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The first of `tags` that says something. */
export function first(truth: Truth, ...tags: string[]): unknown {
  for (const tag of tags) {
    const value = truth[tag];
    if (!isBlank(value)) return value;
  }
  return null;
}

/** The first of `tags` as text: lists give their first item. */
export function text(truth: Truth, ...tags: string[]): string | null {
  for (const tag of tags) {
    const value = [truth[tag]].flat().find((item) => !isBlank(item));
    if (value !== undefined && typeof value !== "object") return String(value).trim();
  }
  return null;
}

/** The first of `tags` that is a number within the limits. */
export function number(truth: Truth, least: number, most: number, ...tags: string[]) {
  for (const tag of tags) {
    const value = [truth[tag]].flat()[0];
    // Several numbers are one text, and so is a number JSON would not write the same way.
    const parsed = typeof value === "string" ? Number(value.split(" ")[0] || NaN) : value as number;
    if (parsed >= least && parsed <= most) return parsed;
  }
  return null;
}

/** All items of the first of `tags` that has any, each once. */
export function list(truth: Truth, ...tags: string[]): string[] {
  for (const tag of tags) {
    const items = [truth[tag]].flat().filter((item) => !isBlank(item) && typeof item !== "object");
    if (items.length > 0) return [...new Set(items.map((item) => String(item).trim()))];
  }
  return [];
}

/** Tags of one property in the standards that the Metadata Working Group reconciles. */
export interface Reconciled {
  readonly exif?: string | null;
  readonly xmp: string;
  readonly iptc: string;
  /** The value ExifTool chooses; tells whether the IPTC digest differs, which the truth does not. */
  readonly mwg: string;
}

/** Whether ExifTool took IPTC although XMP has a value: then the stored IPTC digest differs. */
export function isIptcNewer(truth: Truth, { xmp, iptc, mwg }: Reconciled): boolean {
  const [chosen, legacy, modern] = [mwg, iptc, xmp].map((tag) => list(truth, tag).join("; "));
  if (legacy === "" || modern === "" || legacy === modern) return false;
  return chosen === legacy;
}

/** The property as one text, several values joined by `; `. */
export function reconciled(truth: Truth, tags: Reconciled): string | null {
  if (tags.exif) return tags.exif;
  const order = isIptcNewer(truth, tags) ? [tags.iptc, tags.xmp] : [tags.xmp, tags.iptc];
  return list(truth, ...order).join("; ") || null;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null ||
    (typeof value === "string" && /^[\s\0]*$/.test(value)) ||
    (Array.isArray(value) && value.every(isBlank));
}

/** Faces of the first standard that names any: MWG, then Microsoft, then IPTC. */
export function faces(truth: Truth): ExpectedFace[] {
  return first3(mwgFaces(truth), microsoftFaces(truth), iptcFaces(truth));
}

function first3(...candidates: ExpectedFace[][]): ExpectedFace[] {
  return candidates.find((found) => found.length > 0) ?? [];
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown) =>
  (typeof value === "object" && value !== null ? value : {}) as Fields;
const itemsOf = (value: unknown) => [value ?? []].flat().map(fieldsOf);

function mwgFaces(truth: Truth): ExpectedFace[] {
  const info = fieldsOf(truth["XMP-mwg-rs:RegionInfo"]);
  const whole = fieldsOf(info["AppliedToDimensions"]);
  return itemsOf(info["RegionList"]).flatMap((region) => {
    const area = fieldsOf(region["Area"]);
    if ((region["Type"] ?? "Face") !== "Face") return [];
    const isPixels = area["Unit"] === "pixel";
    const scale = (value: unknown, pixels: unknown) =>
      Number(value ?? NaN) / (isPixels ? Number(pixels) : 1);
    return face(
      region["Name"],
      scale(area["X"], whole["W"]),
      scale(area["Y"], whole["H"]),
      scale(area["W"] ?? area["D"], whole["W"]),
      scale(area["H"] ?? area["D"], whole["H"]),
    );
  });
}

function microsoftFaces(truth: Truth): ExpectedFace[] {
  const regions = itemsOf(fieldsOf(truth["XMP-MP:RegionInfoMP"])["Regions"]);
  return regions.flatMap((region) => {
    const [x = NaN, y = NaN, w = NaN, h = NaN] = String(region["Rectangle"] ?? "").split(",")
      .map((part) => Number(part.trim() || NaN));
    return face(region["PersonDisplayName"], x + w / 2, y + h / 2, w, h);
  });
}

function iptcFaces(truth: Truth): ExpectedFace[] {
  return itemsOf(truth["XMP-iptcExt:ImageRegion"]).flatMap((region) => {
    const person = [region["PersonInImage"] ?? []].flat()[0];
    const shape = fieldsOf(region["RegionBoundary"]);
    if (person === undefined || shape["RbUnit"] !== "relative") return [];
    if (shape["RbShape"] !== "rectangle") return [];
    const [x, y, w, h] = ["RbX", "RbY", "RbW", "RbH"].map((name) => Number(shape[name] ?? NaN));
    return face(person, x! + w! / 2, y! + h! / 2, w!, h!);
  });
}

function face(name: unknown, x: number, y: number, w: number, h: number): ExpectedFace[] {
  if (![x, y, w, h].every(Number.isFinite)) return [];
  return [{ name: isBlank(name) ? null : String(name).trim(), x, y, w, h }];
}
