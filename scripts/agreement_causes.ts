/** A disagreement that is understood: which lines it explains, and why. */
interface Cause {
  readonly line: RegExp;
  readonly cause: string;
}

/** Of disagreements that recur in real files; what is not here is a question. */
const CAUSES: readonly Cause[] = [
  { line: /^undecodable/, cause: "ExifTool was not told the encoding; we read Windows-1252" },
  {
    line: /^invented RAW .*\.(?:crw|x3f)\)$/i,
    cause: "the camera's own values, which ExifTool files under maker notes",
  },
  { line: /takenAt: .*\.avi\)$/, cause: "ExifTool drops the seconds of a date with slashes" },
  {
    line: /^different video (?:make|model): /,
    cause: "ExifTool does not give a key of another language its plain name beside user data",
  },
];

/** Why values differ, where that is known. */
export function causeOf(line: string): string {
  return CAUSES.find((known) => known.line.test(line))?.cause ?? "?";
}
