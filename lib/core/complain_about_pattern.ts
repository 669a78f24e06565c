/** More than any path has. */
const CHARACTERS_MAX = 4_096;

/** Why a text cannot be a pattern in the syntax of .gitignore, with the cure, or `null` when it can. */
export function complainAboutPattern(pattern: string): string | null {
  const complain = (why: string) => `Cannot use the pattern '${pattern.slice(0, 100)}' ${why}`;
  if (pattern.replace(/^!/, "").trim() === "") return complain("as it is empty: name what to hide");
  if (pattern.length > CHARACTERS_MAX) return complain(`as it is longer than ${CHARACTERS_MAX}`);
  // deno-lint-ignore no-control-regex
  if (/[\u0000\r\n]/.test(pattern)) {
    return complain("as it has more than one line: give each by itself");
  }
  if (pattern.startsWith("#")) {
    return complain("as it would be a comment: write \\# for a name with #");
  }
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern)) {
    return complain("as nothing follows its last backslash: write \\\\ for a backslash");
  }
  if (/^!?\/?\.{1,2}(?:\/|$)/.test(pattern)) {
    return complain("as it would match nothing: write it as seen from its folder, without . or ..");
  }
  if (/^!?\/+$/.test(pattern)) return complain("as it would match nothing: name what to hide");
  return null;
}
