/** A path for a person: control characters and line breaks are made visible, not obeyed. */
export function shownPath(path: string): string {
  // deno-lint-ignore no-control-regex
  return path.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, "0");
    return character === "\n" ? "\\n" : character === "\t" ? "\\t" : `\\x${code}`;
  });
}
