import type { DatabaseSync } from "node:sqlite";
import { AbsentStore } from "./absent_store.ts";
import type { CopyIdentity, PictureIdentity } from "../core/copies.ts";
import { SAME_CONTENT, SAME_PICTURE } from "./copy_criterion.ts";
import { CopyStore } from "./copy_store.ts";
import { DirectoryStore } from "./directory_store.ts";
import { DisplacedStore } from "./displaced_store.ts";
import { FailedStore } from "./failed_store.ts";
import { FileStore } from "./file_store.ts";
import { EditStore } from "./edit_store.ts";
import { HeldStore } from "./held_store.ts";
import { IgnoredStore } from "./ignored_store.ts";
import { OutboxStore } from "./outbox_store.ts";
import { ProblemStore } from "./problem_store.ts";
import { MarkStore } from "./mark_store.ts";
import { RestoredStore } from "./restored_store.ts";
import { ReturnedStore } from "./returned_store.ts";
import { RootStore } from "./root_store.ts";
import { ScanStore } from "./scan_store.ts";
import { SearchIndex } from "./search_index.ts";
import { SightingStore } from "./sighting_store.ts";
import { StageStore } from "./stage_store.ts";
import { inTransaction } from "./transaction.ts";
import { trimHistory } from "./trim_history.ts";

/** Everything the catalogue holds of one root, for the one writer. */
export class RootCatalogue {
  readonly absent: AbsentStore;
  readonly copies: CopyStore<CopyIdentity>;
  /** Photos with the same picture and other metadata. */
  readonly edited: CopyStore<PictureIdentity>;
  readonly directories: DirectoryStore;
  readonly displaced: DisplacedStore;
  readonly edits: EditStore;
  readonly failed: FailedStore;
  readonly files: FileStore;
  readonly held: HeldStore;
  readonly ignored: IgnoredStore;
  readonly outbox: OutboxStore;
  readonly problems: ProblemStore;
  readonly restored: RestoredStore;
  readonly marks: MarkStore;
  readonly returned: ReturnedStore;
  readonly roots: RootStore;
  readonly scans: ScanStore;
  readonly sightings: SightingStore;
  readonly stage: StageStore;
  readonly #search: SearchIndex;

  constructor(private readonly database: DatabaseSync, readonly rootId: number) {
    this.directories = new DirectoryStore(database, rootId);
    this.absent = new AbsentStore(database, rootId, this.directories);
    this.#search = new SearchIndex(database);
    this.copies = new CopyStore(database, rootId, this.#search, SAME_CONTENT);
    this.edited = new CopyStore(database, rootId, this.#search, SAME_PICTURE);
    this.displaced = new DisplacedStore(database, rootId);
    this.edits = new EditStore(database);
    this.failed = new FailedStore(database, rootId);
    this.files = new FileStore(database, rootId, this.directories, this.#search);
    this.held = new HeldStore(database, rootId);
    this.ignored = new IgnoredStore(database, rootId);
    this.outbox = new OutboxStore(database, rootId);
    this.problems = new ProblemStore(database, rootId);
    this.restored = new RestoredStore(database, rootId);
    this.marks = new MarkStore(database);
    this.returned = new ReturnedStore(database);
    this.roots = new RootStore(database);
    this.scans = new ScanStore(database, rootId);
    this.sightings = new SightingStore(database, rootId);
    this.stage = new StageStore(database, rootId);
  }

  /** Drops what of the history is older than it is kept. */
  trimHistory(nowMs: number): void {
    trimHistory(this.database, this.rootId, nowMs);
  }

  /** Runs `work` in one transaction; see `inTransaction`. */
  transact<Result>(work: () => Result): Result {
    try {
      return inTransaction(this.database, () => {
        const result = work();
        this.#search.write();
        return result;
      });
    } catch (error) {
      this.directories.forget();
      this.#search.forget();
      throw error;
    }
  }
}
