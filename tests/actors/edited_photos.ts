import type { DatabaseSync } from "node:sqlite";
import { createActor, toPromise } from "xstate";
import type { Services } from "../../actors/services.ts";
import { catalogueOf } from "../../actors/services.ts";
import type { World } from "../../actors/world.ts";
import { writeBack } from "../../actors/write_back.ts";
import { decideEdits, type EditDecision, listEdits } from "../../lib/catalogue/edit_decisions.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import type { Fingerprint } from "../../lib/core/entry.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";
import type { FileTraits, ReplaceSteps } from "../../lib/core/replacing.ts";

/** Two roots. */
export const [ROOT, OTHER] = [{ rootId: 1, path: "/photos" }, { rootId: 2, path: "/other" }];
/** So long others wait for a photo that hangs. */
const TURN_LIMIT_MS = 100;
const POLICY = { keepsMtime: false, writesDng: false, namesAsAdobe: false };
const SEEN_MS = 1_000_000;

/** A photo that is nothing but its title. */
interface Photo {
  readonly title: string;
  readonly fingerprint: Fingerprint;
}

/** Photos in memory with the title "old", a catalogue that knows them, and a writer that can be held up. */
export class EditedPhotos {
  readonly database: DatabaseSync = emptyCatalogue();
  readonly files = new Map<string, Photo>();
  /** Photos that were begun to be written, in order. */
  readonly begun: string[] = [];
  /** What changing a copy of a photo waits for, by path, and bringing temporaries (`.tmp`) or the names of a directory to the disk. */
  readonly gates = new Map<string, Promise<void>>();
  /** Whether no file gets another one's name, as where that is immutable. */
  isImmutable = false;
  readonly #services: Services;
  readonly #logic;
  #nowMs = 10 * SEEN_MS;
  #inodes = 0;

  /** @param names of photos in the one root; there is one `a.jpg` in the other */
  constructor(names: readonly string[]) {
    this.database.exec(
      "INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0), (2, '/other', 0)",
    );
    this.#services = {
      database: this.database,
      databasePath: "",
      world: this.#world(),
      underWay: new Set(),
      guard: { heed: () => {} },
    } as unknown as Services;
    for (const name of names) this.#add(ROOT, name);
    this.#add(OTHER, "a.jpg");
    this.#logic = writeBack(this.#services, TURN_LIMIT_MS);
  }

  #add({ rootId, path }: typeof ROOT, name: string): void {
    const catalogue = catalogueOf(this.#services, rootId);
    const photo = this.#make("old", SEEN_MS);
    this.files.set(`${path}/${name}`, photo);
    const place = { directory: "", name };
    catalogue.transact(() => catalogue.files.add(place, this.#readingOf(photo), 1, 0));
  }

  edit(name: string, title: string, { rootId, path } = ROOT): void {
    const sql = "SELECT id FROM photos WHERE root = ? AND path = ?";
    const id = Number(this.database.prepare(sql).get(path, name)?.["id"]);
    const catalogue = catalogueOf(this.#services, rootId);
    catalogue.transact(() => catalogue.edits.accept(id, { title }, this.#nowMs));
  }

  decide(decision: EditDecision): void {
    decideEdits(this.database, listEdits(this.database, null), decision, this.#nowMs);
  }

  /** Holds up the changing of a photo, or what follows its new name, until the answer is called. */
  holdUp(path: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gates.set(path, promise);
    return resolve;
  }

  /** Begins a pass over all edits of a root; `end` resolves with it, and `stop` interrupts it. */
  begin(root = ROOT): { readonly end: Promise<unknown>; readonly stop: () => void } {
    const actor = createActor(this.#logic, { input: { ...root, policy: POLICY, mode: "once" } });
    actor.subscribe({ error: () => {} });
    actor.start();
    return { end: toPromise(actor), stop: () => actor.stop() };
  }

  /** Title in the file, and in the catalogue. */
  titles(name: string): readonly [string | undefined, unknown] {
    const sql = "SELECT title FROM photos WHERE root = '/photos' AND path = ?";
    return [
      this.files.get(`/photos/${name}`)?.title,
      this.database.prepare(sql).get(name)?.["title"],
    ];
  }

  get states(): string[] {
    const rows = this.database.prepare("SELECT field, state, reason FROM edit ORDER BY id").all();
    return rows.map(({ state, reason }) => reason === null ? String(state) : `${state}: ${reason}`);
  }

  get temporaries(): string[] {
    return [...this.files.keys()].filter((path) => path.endsWith(".tmp"));
  }

  #make(title: string, mtimeMs: number): Photo {
    const inode = ++this.#inodes;
    return {
      title,
      fingerprint: { size: title.length, mtimeMs, ctimeMs: mtimeMs, inode, bornMs: null },
    };
  }

  #readingOf({ title, fingerprint }: Photo): PhotoReading {
    return {
      ...NOTHING_READ,
      ...{ format: "jpeg", mime: "image/jpeg", sampleHash: title, lookedAtMs: 2 * SEEN_MS },
      fields: { ...NOTHING_READ.fields, title },
      fingerprint,
    };
  }

  #at(path: string): Photo {
    const photo = this.files.get(path);
    if (photo === undefined) throw new Deno.errors.NotFound(`There is no '${path}'`);
    return photo;
  }

  #world(): World {
    return {
      now: () => ++this.#nowMs,
      breathe: () => Promise.resolve(),
      read: (requests) =>
        Promise.resolve(
          requests.map(({ path }) => ({
            status: "read" as const,
            reading: this.#readingOf(this.#at(path)),
          })),
        ),
      editing: {
        steps: this.#steps(),
        write: async (_root, { path, temporary, changed: { title } }) => {
          this.begun.push(path);
          await this.gates.get(path);
          this.files.set(temporary, { ...this.#at(temporary), title: String(title) });
          return { status: "written" };
        },
      },
    } as Partial<World> as World;
  }

  #steps(): ReplaceSteps {
    const traits = (path: string): FileTraits => ({
      ...{ isFile: true, isSymlink: false, mode: 0o644, owner: 0, group: 0, links: 1 },
      fingerprint: this.#at(path).fingerprint,
    });
    const rename = (from: string, to: string) => {
      this.files.set(to, this.#at(from));
      return this.files.delete(from);
    };
    return {
      look: async (path) => await traits(path),
      create: async (path) => void await this.files.set(path, this.#make("", this.#nowMs)),
      cloneTraits: () => Promise.resolve(null),
      adoptTraits: () => Promise.resolve(),
      setTime: () => Promise.resolve(),
      flush: async (path) => await this.gates.get(path.endsWith(".tmp") ? ".tmp" : path),
      renameOver: async (from, to, isStill) => {
        if (this.isImmutable) throw new Error("Operation not permitted");
        return await isStill(traits(to)) && rename(from, to);
      },
      renameNew: async (from, to) => await !this.files.has(to) && rename(from, to),
      linkAs: () => Promise.resolve("unsupported"),
      remove: async (path) => void await this.files.delete(path),
    };
  }
}
