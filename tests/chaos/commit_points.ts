import { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Loaded before a program (`--preload`): watches what its main thread commits to SQLite. A commit point is
 * named after the place in the source that asks for it. With `COMMIT_LOG` every point that is met is
 * appended to that file; with `COMMIT_STOP`, a `PointStop` in JSON, the program stops dead at that
 * moment, says so on standard error and waits for SIGKILL.
 */
interface PointStop {
  readonly point: string;
  /** Which of the times at which it is met, from 1. */
  readonly time: number;
  readonly moment: "before" | "midst" | "after";
  /** In the midst: after so many statements that write, or before the commit where there are fewer. */
  readonly statements: number;
}

const log = Deno.env.get("COMMIT_LOG");
const asked = Deno.env.get("COMMIT_STOP");
const stop: PointStop | null = asked === undefined ? null : JSON.parse(asked);

/** They run what others give them: the point is named after those. */
const CARRIERS = /\/(?:commit_points|transaction|root_catalogue)\.ts:/;
/** Nobody waits for it in the stack, so its transactions are named after what they write first. */
const SLICES = /\/slice_writer\.ts:/;
const WRITES =
  /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|WITH\b[^]*\b(?:INSERT|UPDATE|DELETE))\b/i;
const COMMITS_ALONE = /^\s*PRAGMA (?:journal_mode =|wal_checkpoint|user_version =)/i;

Error.stackTraceLimit = 40;
const met = new Map<string, number>();
interface Transaction {
  /** `null` until it is known. */
  point: string | null;
  isTarget: boolean;
  statements: number;
}

let open: Transaction | null = null;

interface Place {
  readonly frame: string;
  readonly name: string | undefined;
  readonly place: string;
}

function placesHere(): Place[] {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  return frames.flatMap((frame) => {
    const found =
      /^\s*at (?:async )?(?:(.*) \()?file:\/\/.*?\/((?:lib|actors)\/[^:]+):(\d+):\d+\)?$/
        .exec(frame);
    const isMeant = found !== null && !CARRIERS.test(frame);
    return isMeant ? [{ frame, name: found[1], place: `${found[2]}:${found[3]}` }] : [];
  });
}

/** `lib/reconcile/hide_vanished.ts:26 hideBatch`; `null` where only what is written can tell. */
function pointHere(): string | null {
  const [first] = placesHere();
  if (first === undefined) return "outside";
  if (SLICES.test(first.frame)) return null;
  return [first.place, ...first.name === undefined ? [] : [first.name]].join(" ");
}

/** `lib/reconcile/slice_writer.ts:44 for settle`, from within the transaction. */
function sliceHere(): string {
  const places = placesHere();
  const slice = places.findIndex(({ frame }) => SLICES.test(frame));
  const transaction = places.findLast(({ name }) => name?.endsWith("#write"));
  const [writer = "something"] = places.slice(0, slice).map(({ name }) => name)
    .filter((name) => name !== undefined && !name.includes(".")).slice(-1);
  return `${transaction?.place ?? "slice"} for ${writer}`;
}

function meet(point: string): boolean {
  const time = (met.get(point) ?? 0) + 1;
  met.set(point, time);
  return stop !== null && stop.point === point && stop.time === time;
}

/** @param statements 0 for what commits by itself */
function note(point: string, statements: number): void {
  if (log === undefined) return;
  Deno.writeTextFileSync(log, JSON.stringify({ point, statements }) + "\n", { append: true });
}

function stopDead(): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`\nSTOPPED AT ${JSON.stringify(stop)}\n`));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** What commits by itself, without a transaction around it. */
function commitAlone<Result>(work: () => Result): Result {
  const point = pointHere() ?? sliceHere();
  const isTarget = meet(point);
  if (isTarget && stop?.moment === "before") stopDead();
  const result = work();
  note(point, 0);
  if (isTarget) stopDead();
  return result;
}

function countStatement(): void {
  if (open === null) return;
  if (open.point === null) {
    open.point = sliceHere();
    open.isTarget = meet(open.point);
  }
  open.statements++;
  const isDue = open.isTarget && stop?.moment === "midst" && open.statements >= stop.statements;
  if (isDue) stopDead();
}

const realExec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql: string): void {
  const run = () => realExec.call(this, sql);
  if (/^BEGIN IMMEDIATE/.test(sql)) {
    run();
    const point = pointHere();
    open = { point, isTarget: point !== null && meet(point), statements: 0 };
  } else if (/^(?:COMMIT|ROLLBACK)/.test(sql)) {
    const ended = open;
    if (ended?.isTarget && stop?.moment !== "after") stopDead();
    run();
    open = null;
    if (ended === null || !sql.startsWith("COMMIT")) return;
    note(ended.point ?? "slice without a word", Math.max(1, ended.statements));
    if (ended.isTarget) stopDead();
  } else if (open === null && (WRITES.test(sql) || COMMITS_ALONE.test(sql))) commitAlone(run);
  else {
    run();
    if (WRITES.test(sql)) countStatement();
  }
};

for (const method of ["run", "get", "all"] as const) {
  const real = StatementSync.prototype[method] as (...values: unknown[]) => unknown;
  (StatementSync.prototype as unknown as Record<string, unknown>)[method] = function (
    this: StatementSync,
    ...values: unknown[]
  ): unknown {
    const run = () => real.apply(this, values);
    if (!WRITES.test(this.sourceSQL)) return run();
    if (open === null) return commitAlone(run);
    const result = run();
    countStatement();
    return result;
  };
}
