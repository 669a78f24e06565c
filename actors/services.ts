import type { DatabaseSync } from "node:sqlite";
import { RootCatalogue } from "../lib/catalogue/root_catalogue.ts";
import { sqliteTrouble } from "../lib/core/sqlite_trouble.ts";
import type { CatalogueGuard } from "./catalogue_guard.ts";
import type { FairTurns } from "./fair_turns.ts";
import type { World } from "./world.ts";

/** What all actors share. */
export interface Services {
  /** The writer's connection: there is one, and it is used by the main thread only. */
  readonly database: DatabaseSync;
  readonly databasePath: string;
  readonly world: World;
  readonly guard: CatalogueGuard;
  /** Of scans and reconciles: so many roots are at work at the same time. */
  readonly turns: FairTurns;
  /** Work that is still going on; the database is closed only when it is empty. */
  readonly underWay: Set<Promise<unknown>>;
}

/**
 * Notes work of an actor, so that shutting down can wait for what outlives the actor, and so that what
 * is wrong with the catalogue itself is not taken for trouble with one root.
 */
export function track<Result>(services: Services, work: Promise<Result>): Promise<Result> {
  const watched = work.catch((error) => {
    services.guard.heed(error);
    throw sqliteTrouble(error) === "full" ? diskFull(services, error) : error;
  });
  const settled: Promise<unknown> = watched.then(() => {}, () => {})
    .finally(() => services.underWay.delete(settled));
  services.underWay.add(settled);
  return watched;
}

function diskFull({ databasePath }: Services, cause: unknown): Error {
  return new Error(
    `Cannot write to the catalogue '${databasePath}' as its disk is full: make room there; ` +
      "nothing was half applied, and the next scan carries on",
    { cause },
  );
}

const catalogues = new WeakMap<DatabaseSync, Map<number, RootCatalogue>>();

/** The catalogue of one root; its statements are prepared once, and its folders are remembered. */
export function catalogueOf(services: Services, rootId: number): RootCatalogue {
  const ofDatabase = catalogues.get(services.database) ?? new Map<number, RootCatalogue>();
  catalogues.set(services.database, ofDatabase);
  const catalogue = ofDatabase.get(rootId) ?? new RootCatalogue(services.database, rootId);
  ofDatabase.set(rootId, catalogue);
  return catalogue;
}

/** For who has changed roots beside their catalogues: what these remember of folders is not true any more. */
export function forgetCatalogues({ database }: Pick<Services, "database">): void {
  catalogues.delete(database);
}
