import type { DatabaseSync } from "node:sqlite";
import type { ReadRequest } from "../lib/core/reading.ts";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { IgnoreRuleStore } from "../lib/catalogue/ignore_rule_store.ts";
import { PathQueries } from "../lib/catalogue/path_queries.ts";
import { RootStore } from "../lib/catalogue/root_store.ts";
import { show } from "../lib/commands/show.ts";
import { unknownRoot } from "../lib/commands/unknown_root.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { whyNoPhoto } from "../lib/core/comparison.ts";
import { baseName, parentPath, type RelativePath } from "../lib/core/entry.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import type { PathFacts } from "../lib/core/explain_path.ts";
import { fileErrorKind, messageOf } from "../lib/core/file_error.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { placeFolder } from "../lib/core/folder.ts";
import { isCandidate } from "../lib/core/formats.ts";
import { isSidecarName } from "../lib/core/sidecars.ts";
import { RulesAbove } from "../lib/core/rules_above.ts";
import type { WalkFileSystem } from "../lib/core/walk_ports.ts";
import { RootFileSystem } from "../lib/file_system/root_file_system.ts";
import { gitPatterns } from "../lib/ignore/git_patterns.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { directoriesOf, type Invocation, place, withReader } from "./invocation.ts";
import { ruleSources } from "./rule_sources.ts";

/** A path of a known root. */
interface Placed {
  readonly rootId: number;
  readonly root: string;
  readonly path: RelativePath;
}

type Files = Pick<WalkFileSystem, "look">;

/** `show PATH`: everything known about it, and why it is as it is; with `--all`, what its file says. */
export async function showPath(invocation: Invocation, programUrl: string): Promise<number> {
  const { positionals: [named], options, databasePath, json, print } = invocation;
  if (named === undefined) throw new UsageError(["Missing PATH: write show PATH"]);
  const { root, path, facts, request } = withReader(databasePath, (database) => {
    const placed = placeItself(database, invocation.absolute(named)) ??
      placeInRoot(invocation, named);
    return { ...placed, facts: factsOf(database, placed), request: requestOf(database, placed) };
  });
  const tags = options["all"] === true && facts.kind === "file"
    ? { tags: await (await import("./read_tags.ts")).readTags(request, programUrl) }
    : {};
  return withReader(databasePath, (database) => {
    show(new CatalogueQueries(database), { root, path, facts, ...tags, json, print });
    return EXIT.done;
  });
}

/** The file at a path, with the sidecar that it was read with. */
function requestOf(database: DatabaseSync, { root, path }: Placed): ReadRequest {
  const sidecar = new CatalogueQueries(database).photo(root, path)?.["sidecar"] ?? null;
  const file = `${root}/${path}`;
  return sidecar === null ? { path: file } : { path: file, sidecar: `${root}/${sidecar}` };
}

function placeInRoot(invocation: Invocation, named: string): Placed {
  const [placed] = place(invocation, [named]);
  const { rootId, path: root, scope: [path = ""] } = placed ??
    { rootId: null, path: named, scope: [] };
  if (rootId === null) throw unknownRoot("show", root);
  return { rootId, root, path };
}

/**
 * A path that is a symbolic link stands for itself, not for what it leads to; and one that nobody may
 * look at is what it was when it was last seen.
 */
function placeItself(database: DatabaseSync, named: string): Placed | null {
  const clean = named.replace(/\/+$/, "");
  const parent = realParent(database, clean);
  if (parent === null) return null;
  const full = `${parent === "/" ? "" : parent}/${baseName(clean)}`;
  const verdict = placeFolder(full, new RootStore(database).all());
  if (verdict.kind !== "within" || verdict.path === "") return null;
  const { root: { id, path: root }, path } = verdict;
  const { kind, trouble } = lookAt(filesOf(database, id, root), path);
  return kind === "symlink" || trouble !== null ? { rootId: id, root, path } : null;
}

/** As it was typed where the folders above may not be entered; `null` when it is not there. */
function realParent(database: DatabaseSync, path: string): string | null {
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  try {
    return directoriesOf(database).resolve(parent)?.path ?? null;
  } catch (error) {
    if (error instanceof CommandError) return parent;
    throw error;
  }
}

/** Of a root that would let whoever looks at it wait for ever. */
const SILENT_FILES: Files = {
  look: () => {
    throw new Error("its root did not answer when it was looked at last");
  },
};

function filesOf(database: DatabaseSync, rootId: number, root: string): Files {
  const roots = new RootStore(database);
  if (roots.silent().includes(root)) return SILENT_FILES;
  const { fileSystem } = roots.get(rootId);
  return new RootFileSystem(root, fileSystemOfName(fileSystem));
}

function factsOf(database: DatabaseSync, { rootId, root, path }: Placed): PathFacts {
  const queries = new PathQueries(database, rootId);
  const files = filesOf(database, rootId, root);
  const given = new IgnoreRuleStore(database, rootId).all();
  const rules = new RulesAbove(files, ruleSources(root, given, gitPatterns));
  const looked = lookAt(files, path);
  return {
    path,
    ...looked,
    linkAbove: linkAbove(files, path),
    hidden: hiddenAt(rules, path, looked.kind),
    offline: queries.offline(),
    record: queries.record(path),
    sidecarOf: queries.sidecarOf(path),
    hiddenRecords: queries.hiddenRecords(path),
    lists: queries.lists(path),
    problems: queries.problems(path),
    folder: queries.folder(path),
  };
}

/** Sidecars are looked at, too, though they are no photos. */
function isTaken(name: string): boolean {
  return isCandidate(name) || isSidecarName(name);
}

function lookAt(
  files: Files,
  path: RelativePath,
): Pick<PathFacts, "kind" | "trouble" | "fingerprint"> {
  try {
    const { kind, fingerprint } = files.look(path);
    return { kind, trouble: null, fingerprint: kind === "file" ? fingerprint : null };
  } catch (error) {
    const isAbsent = ["not-found", "not-a-directory"].includes(fileErrorKind(error));
    return { kind: null, trouble: isAbsent ? null : messageOf(error), fingerprint: null };
  }
}

function linkAbove(files: Files, path: RelativePath): RelativePath | null {
  const parts = path.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    const directory = parts.slice(0, depth).join("/");
    if (lookAt(files, directory).kind === "symlink") return directory;
  }
  return null;
}

function hiddenAt(
  rules: RulesAbove,
  path: RelativePath,
  kind: PathFacts["kind"],
): PathFacts["hidden"] {
  const above = rules.hiding(path);
  if (above !== null) return { path: above.directory, reason: above.reason };
  const name = baseName(path);
  const reason = path === "" || kind === "directory"
    ? rules.whyHidden(path)
    : kind === "file"
    ? whyNoPhoto(name, rules.of(parentPath(path)), isTaken)
    : null;
  return reason === null ? null : { path, reason };
}
