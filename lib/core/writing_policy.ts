import { baseName } from "./entry.ts";
import { isRaw } from "./formats.ts";
import { standardsOf } from "./tag_values.ts";

/** What a person may choose of how edits of a root are written. */
export interface WritingPolicy {
  /** Whether a file that is written keeps its time of change. */
  readonly keepsMtime: boolean;
  /** Whether a DNG is written itself; otherwise it gets a sidecar, as every RAW. */
  readonly writesDng: boolean;
  /** Whether a new sidecar of a RAW is `name.xmp`, which is the only one that Adobe's programs read. */
  readonly namesAsAdobe: boolean;
}

/** Whether edits of a file go into the file itself, as far as its format decides it. */
export function isWrittenItself(
  format: string,
  { writesDng }: Pick<WritingPolicy, "writesDng">,
): boolean {
  return standardsOf(format) !== null && (format !== "dng" || writesDng);
}

/** The name of a new sidecar beside a photo. */
export function sidecarNameFor(
  path: string,
  { namesAsAdobe }: Pick<WritingPolicy, "namesAsAdobe">,
): string {
  const name = baseName(path);
  if (!namesAsAdobe || !isRaw(name)) return `${name}.xmp`;
  return `${name.slice(0, name.lastIndexOf("."))}.xmp`;
}
