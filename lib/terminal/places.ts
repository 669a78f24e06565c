/** Where the catalogue is unless `--db` says otherwise: the place the XDG base directories name. */
export function defaultCatalogue(environment: (name: string) => string | undefined): string {
  const data = environment("XDG_DATA_HOME");
  // The specification says that a relative path here is to be ignored.
  const base = data?.startsWith("/") ? data : `${environment("HOME") ?? ""}/.local/share`;
  return `${base}/proofsheet/catalogue.db`;
}

/** `path` as an absolute path without `.`, `..`, doubled or trailing slashes, seen from `directory`. */
export function absolutePath(path: string, directory: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
