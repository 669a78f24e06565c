import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What is known of a root at the moment of the question. */
export interface RootMeasure {
  readonly path: string;
  /** Of its statechart. */
  readonly state: string;
  readonly photos: number;
  readonly missing: number;
  readonly problems: number;
  readonly held: number;
  readonly unhashed: number;
  readonly pending: number;
  readonly lagMs: number | null;
  readonly owesRecrawl: boolean;
  /** When the last audit without a difference ended, milliseconds since the epoch. */
  readonly equalAuditMs: number | null;
}

/** What is known of the program at that moment. */
export interface ProgramMeasure {
  readonly catalogueBytes: number;
  readonly logBytes: number;
  readonly memoryBytes: number;
  readonly listeners: number;
  /** Edits that wait for something or somebody, by state. */
  readonly edits: Readonly<Record<"pending" | "failed" | "conflict", number>>;
}

/** A scan with its reconcile that has ended. */
export interface ScanMeasure {
  readonly path: string;
  readonly scanMs: number;
  readonly reconcileMs: number;
  /** Applied changes by kind. */
  readonly changes: Readonly<Record<string, number>>;
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly unreadable: number;
  /** Found by looking at everything although nobody had announced them. */
  readonly missedByWatcher: number;
}

/** From a look at one file to that of a large library on a slow share. */
const SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1_800];
const STALL_SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

/** What Prometheus is told, in its text format (version 0.0.4). */
export class Metrics {
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #changes = this.#counter("changes_total", "Applied changes", ["root", "kind"]);
  readonly #read = this.#counter("files_read_total", "Files whose metadata was read", ["root"]);
  readonly #bytes = this.#counter("bytes_read_total", "Bytes read for metadata", ["root"]);
  readonly #extractions = this.#counter(
    "extractions_total",
    "Files that were opened to be read, by what they are, or by their name where that is not known",
    ["format"],
  );
  readonly #failures = this.#counter(
    "extraction_failures_total",
    "Of these, what was wrong with them, by kind of problem",
    ["format", "kind"],
  );
  readonly #failed = this.#counter("files_unreadable_total", "Files that were no photo", ["root"]);
  readonly #missed = this.#counter("missed_by_watcher_total", "Changes nobody announced", ["root"]);
  readonly #scan = this.#histogram("scan_seconds", "Time of a scan", SECONDS, ["root"]);
  readonly #reconcile = this.#histogram("reconcile_seconds", "Of a reconcile", SECONDS, ["root"]);
  readonly #stall = this.#histogram("loop_stall_seconds", "Lateness of a timer", STALL_SECONDS, []);

  /** Takes a scan that has ended. */
  takeScan(scan: ScanMeasure): void {
    const root = { root: scan.path };
    this.#scan.observe(root, scan.scanMs / 1_000);
    this.#reconcile.observe(root, scan.reconcileMs / 1_000);
    for (const [kind, count] of Object.entries(scan.changes)) {
      this.#changes.inc({ ...root, kind }, count);
    }
    this.#read.inc(root, scan.filesRead);
    this.#bytes.inc(root, scan.bytesRead);
    this.#failed.inc(root, scan.unreadable);
    this.#missed.inc(root, scan.missedByWatcher);
  }

  /** Takes a file that was opened to be read, with the kinds of problems it has. */
  takeExtraction(format: string, problems: readonly string[]): void {
    this.#extractions.inc({ format });
    for (const kind of problems) this.#failures.inc({ format, kind });
  }

  /** Takes how late a timer was. */
  takeStall(ms: number): void {
    this.#stall.observe(ms / 1_000);
  }

  /** Everything, with what is true at this moment. */
  async text(roots: readonly RootMeasure[], program: ProgramMeasure): Promise<string> {
    for (const gauge of this.#gauges.values()) gauge.reset();
    for (const root of roots) this.#setRoot(root);
    this.#set("catalogue_bytes", "Size of the catalogue", program.catalogueBytes);
    this.#set("catalogue_log_bytes", "Size of its write-ahead log", program.logBytes);
    this.#set("memory_bytes", "Resident memory of the main process", program.memoryBytes);
    for (const [state, count] of Object.entries(program.edits)) {
      this.#set("outbox_edits", "Edits that are not done with, by state", count, { state });
    }
    this.#set("event_listeners", "Streams of events that are open", program.listeners);
    return await this.#registry.metrics();
  }

  #setRoot(one: RootMeasure): void {
    const root = { root: one.path };
    this.#set("root_state", "1 for the state a root is in", 1, { ...root, state: one.state });
    this.#set("photos", "Photos that are present", one.photos, root);
    this.#set("missing_records", "Records that are hidden", one.missing, root);
    this.#set("problems", "Open problems", one.problems, root);
    this.#set("held_records", "Records whose hiding waits for a person", one.held, root);
    this.#set("unhashed_photos", "Photos without a content hash", one.unhashed, root);
    this.#set("pending_paths", "Hinted paths that wait for a scan", one.pending, root);
    const lag = (one.lagMs ?? 0) / 1_000;
    this.#set("index_lag_seconds", "Age of the oldest of what is owed or in hand", lag, root);
    this.#set(
      "owed_recrawls",
      "1 while a look at everything is owed",
      one.owesRecrawl ? 1 : 0,
      root,
    );
    if (one.equalAuditMs === null) return;
    const audited = one.equalAuditMs / 1_000;
    this.#set("last_equal_audit_seconds", "When an audit found no difference", audited, root);
  }

  #set(name: string, help: string, value: number, labels: Record<string, string> = {}): void {
    const labelNames = Object.keys(labels);
    const known = this.#gauges.get(name) ??
      new Gauge({ name: `proofsheet_${name}`, help, labelNames, registers: [this.#registry] });
    this.#gauges.set(name, known);
    known.set(labels, value);
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    const registers = [this.#registry];
    return new Counter({ name: `proofsheet_${name}`, help, labelNames, registers });
  }

  #histogram(name: string, help: string, buckets: number[], labelNames: string[]): Histogram {
    const registers = [this.#registry];
    return new Histogram({ name: `proofsheet_${name}`, help, buckets, labelNames, registers });
  }
}
