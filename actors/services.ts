import type { DatabaseSync } from "node:sqlite";
import { RootCatalogue } from "../lib/catalogue/root_catalogue.ts";
import type { World } from "./world.ts";

/** What all actors share. */
export interface Services {
  /** The writer's connection: there is one, and it is used by the main thread only. */
  readonly database: DatabaseSync;
  readonly databasePath: string;
  readonly world: World;
  /** Work that is still going on; the database is closed only when it is empty. */
  readonly underWay: Set<Promise<unknown>>;
}

/** Notes work of an actor, so that shutting down can wait for what outlives the actor. */
export function track<Result>(services: Services, work: Promise<Result>): Promise<Result> {
  const settled: Promise<unknown> = work.then(() => {}, () => {})
    .finally(() => services.underWay.delete(settled));
  services.underWay.add(settled);
  return work;
}

const catalogues = new WeakMap<DatabaseSync, Map<number, RootCatalogue>>();

/** The catalogue of one root; its statements are prepared once. */
export function catalogueOf(services: Services, rootId: number): RootCatalogue {
  const ofDatabase = catalogues.get(services.database) ?? new Map<number, RootCatalogue>();
  catalogues.set(services.database, ofDatabase);
  const catalogue = ofDatabase.get(rootId) ?? new RootCatalogue(services.database, rootId);
  ofDatabase.set(rootId, catalogue);
  return catalogue;
}
