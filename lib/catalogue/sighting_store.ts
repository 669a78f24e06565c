import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { KnownSighting, NewSighting, Sighting } from "../core/sighting.ts";
import type { Sightings } from "../core/walk_ports.ts";
import { returnArrays } from "./return_arrays.ts";

/** Directories a scan begins a sighting of, so that its first transaction stays short. */
const BEGUN_MAX = 5_000;

/** The sightings of one catalogue, for walks. */
export class SightingReader implements Sightings {
  readonly #find: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare("SELECT id, seen FROM sighting WHERE directory_id = ?");
    returnArrays(this.#find);
  }

  /** @inheritdoc */
  of(directoryId: number): KnownSighting | null {
    const row = this.#find.get(directoryId) as unknown as [number, Sighting | null] | undefined;
    return row === undefined ? null : { id: row[0], seen: row[1] };
  }
}

/** The sightings of one root, for the one writer. */
export class SightingStore {
  readonly #begin: StatementSync;
  readonly #keep: StatementSync;

  constructor(database: DatabaseSync, private readonly rootId: number) {
    this.#begin = database.prepare(
      `INSERT INTO sighting (directory_id)
       SELECT id FROM directory WHERE root_id = ?
         AND NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.directory_id = directory.id)
       LIMIT ?`,
    );
    this.#keep = database.prepare("UPDATE sighting SET seen = ? WHERE id = ?");
  }

  /** From now on what is seen of the directories can be kept, until one of their records is changed. */
  begin(): void {
    this.#begin.run(this.rootId, BEGUN_MAX);
  }

  /** Keeps what was seen, unless a record of the directory was changed since they were read. */
  keep({ id, seen }: NewSighting): void {
    this.#keep.run(seen, id);
  }
}
