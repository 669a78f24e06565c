import type { DiskNode, FileNode } from "./disk_nodes.ts";
import { isAnotherPhoto, isPhoto, isSamePicture, sampleHashOf } from "./simulated_reader.ts";
import type { ScanSummary } from "../../lib/core/scan_summary.ts";
import type { SimulatedCatalogue } from "./simulated_catalogue.ts";
import type { SimulatedDisk } from "./simulated_disk.ts";

/** A root as it is in truth. */
export interface TrueRoot {
  readonly path: string;
  /** The directory that is this root, wherever it may be now. */
  readonly identity: number;
}

/** What was at a path when it was looked at last. */
interface Seen {
  readonly identity: number;
  readonly content: string | null;
}

/** A record as the catalogue holds it. */
export interface OracleRecord {
  readonly id: number;
  readonly root: string;
  readonly path: string;
  readonly hash: string | null;
  readonly isMissing: boolean;
  /** Why it is missing, as a sentence. */
  readonly evidence: string | null;
  readonly ignoredBy: string | null;
}

interface Change {
  readonly seq: number;
  readonly kind: string;
  readonly id: number;
  readonly oldId: number | null;
  readonly path: string;
  readonly oldPath: string | null;
  readonly root: string;
}

/** A record that stands on a list of what a person was asked about. */
interface HeldRecord {
  readonly list: number;
  readonly decision: "approved" | "rejected" | null;
}

/** Of so many photos that are gone a person was asked, and has to answer. */
const ASKED_MIN = 100;

/**
 * Knows what the catalogue cannot know: which file is which. After every write it compares what was
 * concluded with what is true, by rules of its own.
 */
export class Oracle {
  readonly #seen = new Map<string, Seen>();
  readonly #nodes = new Map<number, FileNode>();
  /** Identity of the file that each record stands for. */
  readonly #identities = new Map<number, number>();
  /** Bytes that were seen, by their hashes. */
  readonly #contents = new Map<string, string>();
  /** The last photo each record was of, also when nobody can read it any more. */
  readonly #photos = new Map<number, string>();
  #held = new Map<number, HeldRecord>();
  #records = new Map<number, OracleRecord>();
  #lastSeq = 0;
  /** Kinds of changes by root since its last scan. */
  readonly #kinds = new Map<string, string[]>();
  /** What was concluded wrongly, as sentences. */
  readonly violations: string[] = [];

  constructor(
    private readonly disk: SimulatedDisk,
    private readonly catalogue: SimulatedCatalogue,
    private readonly roots: () => readonly TrueRoot[],
  ) {}

  /** Somebody looked at a path. */
  noteSeen(path: string, node: DiskNode): void {
    const content = node.kind === "file" ? node.content : null;
    this.#seen.set(path, { identity: node.identity, content });
    if (content !== null) this.#contents.set(sampleHashOf(content), content);
    if (node.kind === "file") this.#nodes.set(node.identity, node);
  }

  /** A person, or the program, changed what is held. */
  noteHeld(): void {
    const rows = this.catalogue.ask(
      `SELECT held_file.file_id AS id, held.id AS list, held.decision
       FROM held JOIN held_file ON held_file.held_id = held.id`,
    ) as unknown as (HeldRecord & { id: number })[];
    const held = new Map(rows.map((row) => [row.id, row]));
    const asked = [...this.#held.values()].filter(({ decision }) => decision === null);
    for (const [id, { list, decision }] of this.#held) {
      // Of too few photos nobody needs to be asked any more.
      const isAnswered = decision === "approved" ||
        decision === null && asked.filter((one) => one.list === list).length < ASKED_MIN;
      if (!held.has(id) && !isAnswered) this.#judgeForgetting(id);
    }
    this.#held = held;
  }

  /** A question is forgotten for a photo that was seen in its place, or that has another place now. */
  #judgeForgetting(id: number): void {
    const record = this.#records.get(id);
    if (record === undefined || record.isMissing || record.ignoredBy !== null) return;
    const seen = this.#seen.get(`${record.root}/${record.path}`);
    const isFound = seen?.content != null && isPhoto(seen.content) &&
      !this.#isAnother(id, seen.content);
    if (isFound) return;
    this.violations.push(
      `record ${id} ('${record.path}') is held no more, and nobody saw it there`,
    );
  }

  /** A root is done with something: with a scan, which changes nothing, or with a reconcile. */
  noteDone(root: string, output: unknown): void {
    if (typeof output !== "object" || output === null) return;
    if ("scanId" in output) this.#kinds.set(root, []);
    if ("summary" in output && "heldOpen" in output) {
      this.#judgeSummary(root, output.summary as ScanSummary);
    }
  }

  /** What a summary says is what was there and what was done. */
  #judgeSummary(root: string, summary: ScanSummary): void {
    const { seen, appeared, changed, moved, revived, unchanged, unreadable, pending } = summary;
    const sum = appeared + changed + moved + revived + unchanged + unreadable + pending +
      summary.waiting;
    const kinds = this.#kinds.get(root) ?? [];
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    const hidden = summary.missing + summary.ignored;
    // What could not be read has changed, too, where it was known.
    const isChanged = count("changed") >= changed && count("changed") <= changed + unreadable;
    const isRight = (pending > 0 ? sum >= seen : sum === seen) && isChanged &&
      count("appeared") >= appeared && count("missing") >= hidden &&
      count("missing") <= hidden + unreadable && count("purged") === summary.purged;
    if (isRight) return;
    this.violations.push(
      `the summary of '${root}' is wrong: ${JSON.stringify(summary)}, changes: ${kinds.join()}`,
    );
  }

  /** Identity of the file a record stands for. */
  identityOf(recordId: number): number | undefined {
    return this.#identities.get(recordId);
  }

  /** All records, present and missing. */
  get records(): ReadonlyMap<number, OracleRecord> {
    return this.#records;
  }

  /** After a write that is there to stay. */
  check(): void {
    const changes = this.#changes();
    const [count] = this.catalogue.ask("SELECT count(*) AS n FROM file");
    // Most writes stage what a scan found, or note that it went on.
    if (changes.length === 0 && count?.["n"] === this.#records.size) return this.noteHeld();
    const records = this.#read();
    for (const change of changes) {
      this.#kinds.get(change.root)?.push(change.kind);
      this.#judge(change, records);
    }
    this.#checkNoneLeft(records, changes);
    this.#checkPlaces(records);
    this.#checkPhotos(records);
    this.#records = records;
    this.noteHeld();
  }

  #judge(change: Change, records: ReadonlyMap<number, OracleRecord>): void {
    const { kind, id, path, root } = change;
    const seen = this.#seen.get(`${root}/${path}`);
    switch (kind) {
      case "appeared":
      case "changed":
        if (kind === "changed" && seen?.content != null && !isPhoto(seen.content)) {
          this.violations.push(`record ${id} was given '${path}', which nobody could read`);
        }
        if (seen !== undefined) this.#identities.set(id, seen.identity);
        return;
      case "moved":
      case "revived":
        return this.#judgeMove(change, seen, records);
      case "merged":
        return this.#judgeMerging(change, seen, records);
      case "missing":
        this.#judgeEvidence(change, seen, records);
        return this.#judgeHiding(change, seen, records.get(id)?.ignoredBy ?? null);
      case "purged":
        return this.#judgeHiding(change, undefined, null);
    }
  }

  /** A record follows its file, or at least its bytes. */
  #judgeMove(change: Change, seen: Seen | undefined, records: ReadonlyMap<number, OracleRecord>) {
    const { kind, id, path, oldPath } = change;
    const identity = this.#identities.get(id);
    const isSame = seen?.identity === identity;
    const record = this.#records.get(id);
    const { hash: before = null, ignoredBy = null } = record ?? {};
    // What a rule had hidden is back under its name whatever was written to it; all else has its bytes.
    const isKnown = before !== null && ignoredBy === null;
    const hashes = isKnown ? [before] : [before, records.get(id)?.hash ?? null];
    const isEqual = seen?.content != null && hashes.includes(sampleHashOf(seen.content));
    // As is what gets content again after it was emptied, where that is not surely another photo.
    const isFilled = oldPath === null && seen?.content != null && isPhoto(seen.content) &&
      record?.evidence?.includes("no photo any more") === true &&
      !this.#isAnother(id, seen.content);
    if (!isSame && !isEqual && !isFilled) {
      this.violations.push(
        `record ${id} was ${kind} from '${oldPath ?? path}' to '${path}', which is another photo`,
      );
    }
    if (seen !== undefined) this.#identities.set(id, seen.identity);
  }

  /** A record goes to a copy only when its file is not where it was, and the copy has its bytes. */
  #judgeMerging(
    { id, root, path, oldPath }: Change,
    seen: Seen | undefined,
    records: ReadonlyMap<number, OracleRecord>,
  ): void {
    const before = this.#records.get(id);
    const identity = this.#identities.get(id);
    // One that was put back over another photo got a record there, and that one goes into its own.
    const isBack = before !== undefined && before.root === root && before.path === path;
    const isStillThere = !isBack && before !== undefined && this.#standsAt(before, identity) &&
      this.#isInPlace(before);
    if (isStillThere) {
      this.violations.push(`record ${id} was taken from '${oldPath}', where its file still is`);
    }
    const content = this.#contents.get(records.get(id)?.hash ?? "") ?? null;
    const isSamePicture = content !== null && this.#isSamePicture(id, content);
    if (before?.hash !== null && before?.hash !== records.get(id)?.hash && !isSamePicture) {
      this.violations.push(`record ${id} was merged into '${path}', which is another photo`);
    }
    if (seen !== undefined) this.#identities.set(id, seen.identity);
  }

  #standsAt({ root, path }: Pick<OracleRecord, "root" | "path">, identity?: number): boolean {
    const place = `${root}/${path}`;
    if (identity === undefined || !this.disk.has(place)) return false;
    const node = this.disk.look(place);
    return node.identity === identity && node.kind === "file" && isPhoto(node.content);
  }

  /** Only what is gone in truth, or stands elsewhere in sight, may be hidden. */
  #judgeHiding(
    { id, path, root }: Change,
    seen: Seen | undefined,
    ignoredBy: string | null,
  ): void {
    if (ignoredBy !== null) return;
    if (seen?.content != null && !isPhoto(seen.content)) return;
    if (seen?.content != null && this.#isAnother(id, seen.content)) return;
    const node = this.#nodes.get(this.#identities.get(id) ?? -1);
    if (node === undefined || node.links === 0) return;
    const trueRoot = this.roots().find((one) => one.path === root);
    if (trueRoot !== undefined && !this.#isOnline(trueRoot)) {
      this.violations.push(`record ${id} ('${path}') was hidden while '${root}' was away`);
    } else if (!this.#isInSight(node)) {
      this.violations.push(`record ${id} ('${path}') was hidden while its disk was away`);
    } else if (seen !== undefined && seen.identity !== node.identity) {
      // Another file was seen in its place, which is proof also when the two change places at once.
      return;
    } else if (this.#standsAt({ root, path }, node.identity)) {
      this.violations.push(`record ${id} ('${path}') was hidden while its file was there`);
    }
  }

  /** What is held is hidden by nobody, and all else for a reason that is said and true. */
  #judgeEvidence(
    change: Change,
    seen: Seen | undefined,
    records: ReadonlyMap<number, OracleRecord>,
  ): void {
    const { id, path } = change;
    const record = records.get(id);
    if (record === undefined || record.ignoredBy !== null) return;
    const held = this.#isTakenByKnown(change, seen, records) ? undefined : this.#held.get(id);
    if (held?.decision === "rejected") {
      this.violations.push(
        `record ${id} ('${path}') was hidden though a person said it is to stay`,
      );
    } else if (held?.decision === null && this.#goneOf(held.list) >= ASKED_MIN) {
      this.violations.push(`record ${id} ('${path}') was hidden before a person answered`);
    }
    if (!record.isMissing) return;
    if (record.evidence === null || record.evidence === "") {
      this.violations.push(`record ${id} ('${path}') was hidden without evidence`);
    } else if (record.evidence.includes("another photo")) {
      const isTrue = seen?.content != null && this.#isAnother(id, seen.content);
      if (!isTrue) this.violations.push(`record ${id} ('${path}') was displaced by no other photo`);
    }
  }

  /**
   * Whether the file of another record was moved to the place of one: a name holds one record, and whose
   * file that is was never a question (ARCHITECTURE, "A decision outlasts the scan").
   */
  #isTakenByKnown(
    { id, root, path }: Change,
    seen: Seen | undefined,
    records: ReadonlyMap<number, OracleRecord>,
  ): boolean {
    return seen !== undefined &&
      [...records.values()].some((other) =>
        other.id !== id && !other.isMissing && other.root === root && other.path === path &&
        this.#records.has(other.id) && this.#identities.get(other.id) === seen.identity
      );
  }

  /** Photos of a list that are not in their places in truth. */
  #goneOf(list: number): number {
    return [...this.#held].filter(([id, held]) => {
      const record = this.#records.get(id);
      return held.list === list && record !== undefined && !this.#isInPlace(record);
    }).length;
  }

  #isInPlace({ id, root, path }: OracleRecord): boolean {
    const place = `${root}/${path}`;
    const node = this.disk.has(place) ? this.disk.look(place) : null;
    return node?.kind === "file" && isPhoto(node.content) && !this.#isAnother(id, node.content);
  }

  /** Whether these bytes are surely of another photo than the one a record stands for. */
  #isAnother(id: number, content: string): boolean {
    const photo = this.#photos.get(id);
    return photo !== undefined && isAnotherPhoto(photo, content);
  }

  /** Whether these bytes are the photo of a record, as an editor saved it. */
  #isSamePicture(id: number, content: string): boolean {
    const photo = this.#photos.get(id);
    return photo !== undefined && isSamePicture(photo, content);
  }

  /** Whatever happened to a record, it is of the photo that it was of. */
  #checkPhotos(records: ReadonlyMap<number, OracleRecord>): void {
    for (const { id, path, hash, ignoredBy } of records.values()) {
      const before = this.#records.get(id);
      if (hash === null || hash === before?.hash) continue;
      const content = this.#contents.get(hash);
      if (content === undefined) continue;
      // What a rule had hidden was there all the time, and is back whatever was written to it.
      const wasHidden = before !== undefined && before.ignoredBy !== null;
      if (!wasHidden && ignoredBy === null && this.#isAnother(id, content)) {
        this.violations.push(`record ${id} is at '${path}', which is another photo`);
      }
      if (isPhoto(content)) this.#photos.set(id, content);
    }
  }

  #isOnline({ path, identity }: TrueRoot): boolean {
    return this.disk.has(path) && this.disk.look(path).identity === identity;
  }

  #isInSight(node: FileNode): boolean {
    return node.volume.isMounted;
  }

  /** A record leaves with a change that says so, or not at all. */
  #checkNoneLeft(records: ReadonlyMap<number, OracleRecord>, changes: readonly Change[]): void {
    const left = changes.filter(({ kind }) => kind === "purged" || kind === "merged")
      .flatMap(({ id, oldId }) => [id, oldId]);
    for (const { id, path, hash } of this.#records.values()) {
      if (hash === null || records.has(id) || left.includes(id)) continue;
      this.violations.push(`record ${id} ('${path}') is gone and no change says so`);
    }
  }

  /** One place, one present record. */
  #checkPlaces(records: ReadonlyMap<number, OracleRecord>): void {
    const places = new Set<string>();
    for (const { id, root, path, isMissing } of records.values()) {
      if (isMissing) continue;
      const place = `${root}/${path}`;
      if (places.has(place)) this.violations.push(`record ${id} is the second at '${place}'`);
      places.add(place);
    }
  }

  #changes(): Change[] {
    const rows = this.catalogue.ask(
      `SELECT seq, kind, photo_id AS id, old_photo_id AS oldId, path, old_path AS oldPath, root
       FROM changes WHERE seq > ? ORDER BY seq`,
      this.#lastSeq,
    ) as unknown as Change[];
    this.#lastSeq = rows.at(-1)?.seq ?? this.#lastSeq;
    return rows;
  }

  #read(): Map<number, OracleRecord> {
    const rows = this.catalogue.ask(
      `SELECT id, root, path, sample_hash AS hash, missing_since_ms IS NOT NULL AS missing,
         missing_evidence AS evidence, ignored_by AS ignoredBy FROM record`,
    ) as unknown as (OracleRecord & { missing: number })[];
    return new Map(
      rows.map(({ missing, ...row }) => [row.id, { ...row, isMissing: missing === 1 }]),
    );
  }
}
