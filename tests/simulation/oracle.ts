import type { DiskNode, FileNode } from "./disk_nodes.ts";
import { isPhoto, sampleHashOf } from "./simulated_reader.ts";
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

/**
 * Knows what the catalogue cannot know: which file is which. After every write it compares what was
 * concluded with what is true, by rules of its own.
 */
export class Oracle {
  readonly #seen = new Map<string, Seen>();
  readonly #nodes = new Map<number, FileNode>();
  /** Identity of the file that each record stands for. */
  readonly #identities = new Map<number, number>();
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
    if (node.kind === "file") this.#nodes.set(node.identity, node);
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
    if (changes.length === 0 && count?.["n"] === this.#records.size) return;
    const records = this.#read();
    for (const change of changes) {
      this.#kinds.get(change.root)?.push(change.kind);
      this.#judge(change, records);
    }
    this.#checkNoneLeft(records, changes);
    this.#checkPlaces(records);
    this.#records = records;
  }

  #judge(change: Change, records: ReadonlyMap<number, OracleRecord>): void {
    const { kind, id, path, root } = change;
    const seen = this.#seen.get(`${root}/${path}`);
    switch (kind) {
      case "appeared":
      case "changed":
        if (seen !== undefined) this.#identities.set(id, seen.identity);
        return;
      case "moved":
      case "revived":
        return this.#judgeMove(change, seen, records);
      case "merged":
        return this.#judgeMerging(change, seen, records);
      case "missing":
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
    const { hash: before = null, ignoredBy = null } = this.#records.get(id) ?? {};
    // What a rule had hidden is back under its name whatever was written to it; all else has its bytes.
    const isKnown = before !== null && ignoredBy === null;
    const hashes = isKnown ? [before] : [before, records.get(id)?.hash ?? null];
    const isEqual = seen?.content != null && hashes.includes(sampleHashOf(seen.content));
    if (!isSame && !isEqual) {
      this.violations.push(
        `record ${id} was ${kind} from '${oldPath ?? path}' to '${path}', which is another photo`,
      );
    }
    if (seen !== undefined) this.#identities.set(id, seen.identity);
  }

  /** A record goes to a copy only when its file is not where it was, and the copy has its bytes. */
  #judgeMerging(
    { id, path, oldPath }: Change,
    seen: Seen | undefined,
    records: ReadonlyMap<number, OracleRecord>,
  ): void {
    const before = this.#records.get(id);
    const identity = this.#identities.get(id);
    if (before !== undefined && this.#standsAt(before, identity)) {
      this.violations.push(`record ${id} was taken from '${oldPath}', where its file still is`);
    }
    if (before?.hash !== null && before?.hash !== records.get(id)?.hash) {
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
         ignored_by AS ignoredBy FROM record`,
    ) as unknown as (OracleRecord & { missing: number })[];
    return new Map(
      rows.map(({ missing, ...row }) => [row.id, { ...row, isMissing: missing === 1 }]),
    );
  }
}
