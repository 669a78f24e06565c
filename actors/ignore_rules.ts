import { IgnoreRuleStore } from "../lib/catalogue/ignore_rule_store.ts";
import { RootStore } from "../lib/catalogue/root_store.ts";
import { inTransaction } from "../lib/catalogue/transaction.ts";
import { addRules, type GivenRule, listRules, removeRules } from "../lib/commands/ignore.ts";
import { unknownRoot } from "../lib/commands/unknown_root.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { isWithin, type RelativePath } from "../lib/core/entry.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { resolvePath } from "../lib/file_system/resolve_path.ts";
import { gitPatterns } from "../lib/ignore/git_patterns.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { type Invocation, place, withReader, withWriter } from "./invocation.ts";

/** A folder of a known root. */
interface Folder {
  readonly rootId: number;
  readonly root: string;
  readonly folder: RelativePath;
}

type FolderRule = GivenRule & Folder;

/** `ignore`: lists the rules a person gave, adds some, removes some. */
export function ignore(invocation: Invocation): number | Promise<number> {
  const { positionals: [verb = "list", ...patterns], options, json, print } = invocation;
  if (verb === "list" && patterns.length === 0) return list(invocation);
  if (verb !== "add" && verb !== "remove") {
    throw new UsageError([
      `Unknown 'ignore ${verb}': write ignore list, ignore add PATTERN --folder DIR or ` +
      "ignore remove PATTERN --folder DIR",
    ]);
  }
  if (patterns.length === 0) {
    throw new UsageError([`Missing PATTERN: write ignore ${verb} PATTERN --folder DIR`]);
  }
  if (options["folder"] === undefined) {
    throw new UsageError([`Missing --folder DIR: say for which folder to ${verb} it`]);
  }
  const rules = folders(invocation).flatMap((folder) =>
    patterns.map((pattern): FolderRule => ({ ...folder, pattern }))
  );
  return withWriter(invocation, (database) => {
    const store = ({ root }: GivenRule) =>
      new IgnoreRuleStore(database, rules.find((rule) => rule.root === root)?.rootId ?? 0);
    const given = rules.map(({ root, folder, pattern }) => ({ root, folder, pattern }));
    const has = (rule: GivenRule) =>
      store(rule).all().some((one) => one.folder === rule.folder && one.pattern === rule.pattern);
    const add = (rule: GivenRule) => store(rule).add(rule);
    const remove = (rule: GivenRule) => void store(rule).remove(rule);
    inTransaction(database, () => {
      if (verb === "add") addRules({ add, compile: gitPatterns }, given, { json, print });
      else removeRules({ has, remove }, given, { json, print });
    });
    return EXIT.done;
  });
}

/** Rules at or below the folders that were named, or all. */
function list(invocation: Invocation): number {
  const { databasePath, options } = invocation;
  return withReader(databasePath, (database) => {
    const asked = options["folder"] === undefined
      ? new RootStore(database).all().map(({ id, path }) => ({
        rootId: id,
        root: path,
        folder: "",
      }))
      : folders(invocation);
    const rules = asked.flatMap(({ rootId, root, folder: top }) =>
      new IgnoreRuleStore(database, rootId).all()
        .filter(({ folder }) => isWithin(folder, top))
        .map(({ folder, pattern }) => ({ root, folder, pattern }))
    );
    listRules(rules, invocation);
    return EXIT.done;
  });
}

function folders(invocation: Invocation): Folder[] {
  return place(invocation, invocation.options["folder"]).flatMap(({ rootId, path, scope }) => {
    if (rootId === null) throw unknownRoot("give rules for", path);
    return scope.map((folder) => {
      const full = folder === "" ? path : `${path}/${folder}`;
      if (resolvePath(full)?.isDirectory === false) {
        throw new CommandError(
          `Cannot give rules for '${full}' as it is no folder: name the folder that holds it`,
          EXIT.usage,
        );
      }
      return { rootId, root: path, folder };
    });
  });
}
