/** The patterns in the text of a file of rules: a line each, without blank ones and comments. */
export function ruleLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
}
