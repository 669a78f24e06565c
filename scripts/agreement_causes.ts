/** A disagreement that is understood: which lines it explains, and why. */
interface Cause {
  readonly line: RegExp;
  readonly cause: string;
}

/** Of disagreements that recur in real files; what is not here is a question. */
const CAUSES: readonly Cause[] = [
  { line: /^undecodable/, cause: "ExifTool was not told the encoding; we read Windows-1252" },
  {
    line: /RAW (?:width|height): .*\.(?:arw|sr2)\)/i,
    cause: "ExifTool takes the size from maker notes, we from the directory of the picture",
  },
  { line: /\.(?:crw|x3f|mts|m2ts)\)$/i, cause: "no walker: left to a slower reader" },
  { line: /serial: null, ExifTool "-?[\d.]+e\+308/, cause: "numbers where the standard has text" },
  {
    line: /xmp_latin1\.heic\)$/,
    cause: "xmpmeta in a namespace of its own: ExifTool does not know the properties then",
  },
  {
    line: /issue-590\.png\)$/,
    cause: "position in XMP as quotients and without hemisphere, which ExifTool adds up wrongly",
  },
  { line: /corrupt\.mkv\)$/, cause: "ExifTool gives up at the damage, we read what stands before" },
];

/** Why values differ, where that is known. */
export function causeOf(line: string): string {
  return CAUSES.find((known) => known.line.test(line))?.cause ?? "?";
}
