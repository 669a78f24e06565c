/** The page that says what can be asked over HTTP, and how it is answered. */
export const REFERENCE = Deno.readTextFileSync(new URL("../../docs/api.md", import.meta.url));

/** Requests of the reference, each with what its row says of the answer; several may share a row. */
export function referenceRows(): Map<string, string> {
  const table = REFERENCE.split("\n").filter((line) => /^\| `(GET|POST|DELETE) /.test(line));
  const all = new Map<string, string>();
  for (const row of table) {
    const [, first = "", said = ""] = row.split(/(?<!\\) \| |^\| /);
    const [, method = "", path = ""] = /^`([A-Z]+) (\/[^` ?]*)/.exec(first) ?? [];
    all.set(`${method} ${path}`, said);
    for (const [, other = ""] of first.matchAll(/, `([a-z/]+)`/g)) {
      const place = other.startsWith("/") ? other : path.replace(/[^/]+$/, other);
      all.set(`${method} ${place}`, said);
    }
  }
  return all;
}
