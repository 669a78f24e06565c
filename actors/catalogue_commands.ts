import { readAudits } from "../lib/catalogue/audit_notes.ts";
import { CatalogueQueries } from "../lib/catalogue/catalogue_queries.ts";
import { HeldStore } from "../lib/catalogue/held_store.ts";
import { lockHolder } from "../lib/catalogue/lock.ts";
import { decideHeld, listHeld } from "../lib/commands/held.ts";
import { problems } from "../lib/commands/problems.ts";
import { status } from "../lib/commands/status.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { askLive } from "./ask_live.ts";
import { followStatus } from "./follow_status.ts";
import { type Invocation, place, withReader, withWriter } from "./invocation.ts";

/** `status`: what the catalogue holds and who works on it. */
export async function tellStatus(invocation: Invocation): Promise<number> {
  const { options, json, print } = invocation;
  if (options["watch"] !== true) return await tellStatusOnce(invocation);
  if (json || options["check"] === true) {
    throw new UsageError(["Cannot go on with --json or --check: leave out --watch"]);
  }
  return await followStatus(async () => {
    const parts: string[] = [];
    await tellStatusOnce({ ...invocation, print: (text) => parts.push(text) });
    return parts.join("\n");
  }, print);
}

async function tellStatusOnce(
  { databasePath, json, print, options }: Invocation,
): Promise<number> {
  const live = await askLive(databasePath);
  return withReader(databasePath, (database) => {
    const queries = new CatalogueQueries(database);
    const holder = lockHolder(databasePath);
    const audits = readAudits(databasePath);
    const ports = {
      roots: () => queries.roots(),
      lastScan: (root: string) => queries.lastScan(root),
      heldLists: () => queries.heldLists(),
      lastAudit: (path: string) => audits[path] ?? null,
      live: (path: string) => live.isSilent ? null : live.roots.get(path) ?? null,
    };
    const isSilent = live.isSilent && holder !== null;
    const code = status(ports, { json, print, catalogue: databasePath, holder, isSilent });
    return options["check"] === true ? code : EXIT.done;
  });
}

/** `problems`: files that could not be read. */
export function listProblems(invocation: Invocation): number {
  return withReader(invocation.databasePath, (database) => {
    const queries = new CatalogueQueries(database);
    const rows = place(invocation, invocation.options["folder"]).flatMap(({ path, scope }) =>
      scope.flatMap((top) => [...queries.problems(path, top)])
    );
    problems(rows, invocation);
    return EXIT.done;
  });
}

/** `held`: lists what waits for a person, approves, rejects. */
export function held(invocation: Invocation): number | Promise<number> {
  const { positionals: [verb = "list", id], databasePath, json, print } = invocation;
  if (verb === "list") {
    return withReader(
      databasePath,
      (database) => listHeld(new CatalogueQueries(database), { json, print }),
    );
  }
  if (verb !== "approve" && verb !== "reject") {
    throw new UsageError([`Unknown 'held ${verb}': write held, held approve ID or held reject ID`]);
  }
  if (id === undefined) throw new UsageError([`Missing ID: write held ${verb} ID`]);
  return withWriter(invocation, (database) => {
    const queries = new CatalogueQueries(database);
    const decision = verb === "approve" ? "approved" : "rejected";
    const ports = {
      heldLists: () => queries.heldLists(),
      decide: (listId: number) => HeldStore.decide(database, listId, decision),
    };
    decideHeld(ports, id, decision, print);
    return EXIT.done;
  });
}
