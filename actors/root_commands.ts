import type { DatabaseSync } from "node:sqlite";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { removeRoot as removeRecords } from "../lib/catalogue/remove_root.ts";
import { RootStore } from "../lib/catalogue/root_store.ts";
import { finishSearch } from "../lib/catalogue/search_index.ts";
import { widenRoot as widenRecords } from "../lib/catalogue/widen_root.ts";
import { moveRoot } from "../lib/commands/move_root.ts";
import { pauseRoot, resumeRoot } from "../lib/commands/pause_root.ts";
import { removeRoot } from "../lib/commands/remove_root.ts";
import { acceptRoot, listRoots } from "../lib/commands/roots.ts";
import { widenRoot } from "../lib/commands/widen_root.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { observeRoot } from "../lib/file_system/observe_root.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { judgeByEvidence } from "./check_root.ts";
import { directoriesOf, type Invocation, withReader, withWriter } from "./invocation.ts";

/** What each verb needs behind it. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  list: [],
  accept: ["DIR"],
  remove: ["DIR"],
  move: ["OLD", "NEW"],
  widen: ["OLD", "PARENT"],
  pause: ["DIR"],
  resume: ["DIR"],
};

/** `roots`: lists them, and tells the catalogue what a person knows about one. */
export function roots(invocation: Invocation): number | Promise<number> {
  const { positionals: [verb = "list", ...paths], databasePath, json, print } = invocation;
  const names = VERBS[verb];
  if (names === undefined || names.length !== paths.length) {
    const forms = Object.entries(VERBS).map(([known, values]) => ["roots", known, ...values]);
    throw new UsageError([
      `Cannot do 'roots ${[verb, ...paths].join(" ")}': write ${
        forms.map((form) => form.join(" ")).join(", ")
      }`,
    ]);
  }
  if (verb === "list") {
    return withReader(databasePath, (database) => {
      listRoots(new CatalogueQueries(database).roots(), { json, print });
      return EXIT.done;
    });
  }
  const [from = "", to = ""] = paths.map((path) => invocation.absolute(path));
  return withWriter(invocation, async (database) => {
    await change(database, invocation, { verb, from, to });
    return EXIT.done;
  });
}

async function change(
  database: DatabaseSync,
  { options, print }: Invocation,
  { verb, from, to }: { readonly verb: string; readonly from: string; readonly to: string },
): Promise<void> {
  const store = new RootStore(database);
  const ports = { roots: store.all(), directories: directoriesOf(database) };
  const isSure = options["yes"] === true;
  switch (verb) {
    case "accept":
      return acceptRoot(
        {
          ...ports,
          accept: store.accept.bind(store),
          acceptMount: store.acceptMount.bind(store),
        },
        from,
        print,
      );
    case "remove": {
      const remove = (rootId: number) => removeRecords(database, rootId);
      const records = store.recordCounts.bind(store);
      return removeRoot({ ...ports, records, remove }, from, { isSure, print });
    }
    case "move": {
      const relocate = store.relocate.bind(store);
      return moveRoot({ ...ports, relocate }, { from, to }, { isSure, print });
    }
    case "pause":
    case "resume": {
      const pause = (rootId: number) => store.pause(rootId, Date.now());
      const resume = store.resume.bind(store);
      return (verb === "pause" ? pauseRoot : resumeRoot)({ ...ports, pause, resume }, from, print);
    }
    case "widen":
      await widenRoot(
        { ...ports, judge: judgeWith(store), widen: widenWith(database) },
        { from, to },
        print,
      );
      return await finishSearch(database);
  }
}

function judgeWith(store: RootStore): Parameters<typeof widenRoot>[0]["judge"] {
  return async ({ id, path }) =>
    (await judgeByEvidence(store, { rootId: id, path }, observeRoot)).verdict;
}

function widenWith(database: DatabaseSync): Parameters<typeof widenRoot>[0]["widen"] {
  return (path, parts, mounts) =>
    widenRecords(database, {
      rootId: parts[0]?.root.id ?? 0,
      path,
      parts: parts.map(({ root, prefix }) => ({ rootId: root.id, prefix })),
      mounts,
    });
}
