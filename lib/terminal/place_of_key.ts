/**
 * The line of a TOML file in which a key is given its value, counted from 1; the parser tells lines of
 * mistakes in the syntax only. `null` where it is written in a form that is not looked for.
 *
 * @param rootIndex in which `[[root]]`, counted from 0; at the top of the file when left out
 */
export function placeOfKey(text: string, name: string, rootIndex?: number): number | null {
  const escaped = RegExp.escape(name);
  const key = new RegExp(`^\\s*["']?${escaped}["']?\\s*=`);
  const table = new RegExp(`^\\s*\\[\\[?\\s*${escaped}\\s*\\]\\]?`);
  let roots = 0;
  let isHere = rootIndex === undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (isHere && key.test(line)) return index + 1;
    if (rootIndex === undefined && table.test(line)) return index + 1;
    if (/^\s*\[\[\s*root\s*\]\]/.test(line)) isHere = roots++ === rootIndex;
    else if (/^\s*\[[^[\]]+\]\s*(#|$)/.test(line)) isHere = false;
  }
  return null;
}

/** The line of the table of a root, `[[root]]`, counted from 1; `null` where the roots are a list. */
export function placeOfRoot(text: string, rootIndex: number): number | null {
  const lines = text.split("\n").entries();
  const tables = [...lines].filter(([, line]) => /^\s*\[\[\s*root\s*\]\]/.test(line));
  const [index] = tables[rootIndex] ?? [];
  return index === undefined ? null : index + 1;
}
