import { UsageError } from "./usage_error.ts";

/**
 * Where the catalogue is unless `--db` says otherwise: the place the XDG base directories name.
 *
 * @throws {UsageError} when the environment does not tell
 */
export function defaultCatalogue(environment: (name: string) => string | undefined): string {
  const data = environment("XDG_DATA_HOME");
  // The specification says that a relative path here is to be ignored.
  const home = environment("HOME");
  if (!data?.startsWith("/") && !home) {
    throw new UsageError([
      "Cannot tell where the catalogue is as HOME is not set: name it with --db FILE",
    ]);
  }
  const base = data?.startsWith("/") ? data : `${home}/.local/share`;
  return `${base}/proofsheet/catalogue.db`;
}

/** The file of settings that is read when none is named; `null` when the environment does not tell. */
export function defaultConfig(environment: (name: string) => string | undefined): string | null {
  const config = environment("XDG_CONFIG_HOME");
  const home = environment("HOME");
  if (config?.startsWith("/")) return `${config}/proofsheet/config.toml`;
  return home ? `${home}/.config/proofsheet/config.toml` : null;
}

/** Where small pictures of photos are kept; `null` when the environment does not tell. */
export function defaultPreviews(environment: (name: string) => string | undefined): string | null {
  const cache = environment("XDG_CACHE_HOME");
  const home = environment("HOME");
  if (cache?.startsWith("/")) return `${cache}/proofsheet/previews`;
  return home ? `${home}/.cache/proofsheet/previews` : null;
}

/** `path` with the user's own directory for a leading `~`, which no shell has put there in a file. */
export function expandHome(path: string, home: string | undefined): string {
  return home && /^~(?=\/|$)/.test(path) ? `${home}${path.slice(1)}` : path;
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

/**
 * Where the user stands. A task runs in the project's folder and says in INIT_CWD where that was.
 *
 * @param programDirectory folder of the program's main module, if it is a file
 */
export function userDirectory(programDirectory: string | undefined): string {
  const isTask = Deno.cwd() === programDirectory;
  return (isTask ? Deno.env.get("INIT_CWD") : undefined) ?? Deno.cwd();
}
