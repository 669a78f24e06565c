import { counted, numberText } from "../core/counted.ts";
import { formatDuration } from "../core/duration.ts";
import { EXIT, worstExitCode } from "../core/exit_code.ts";
import type { LastAudit } from "../core/last_audit.ts";
import type { RootProgress } from "../core/root_work.ts";
import { shownPath } from "../core/shown_path.ts";
import { outOfSightText } from "./out_of_sight_text.ts";
import { pausedText } from "./pause_root.ts";
import { shownTime } from "./shown_time.ts";

/** One root as status shows it. */
export interface StatusRoot {
  readonly path: string;
  readonly photos: number;
  readonly missing: number;
  readonly problems: number;
  /** Photos that are shown and cannot be looked at, as their folder or disk cannot be read. */
  readonly outOfSight: number;
  /** Photos whose bytes have not all been read yet. */
  readonly unhashed: number;
  readonly offlineSince: string | null;
  readonly offlineReason: string | null;
  readonly pausedSince: string | null;
}

/** What a root is doing this moment, told by the daemon. */
export interface LiveRoot {
  /** Of its statechart: `idle`, `scanning`, … */
  readonly state: string;
  /** How changes are noticed: `listening`, `polling`, … */
  readonly watching: string;
  /** In quiet hours nothing is looked at that was not announced. */
  readonly hours: "usual" | "quiet";
  /** What no scan has taken yet. */
  readonly owed: "nothing" | "paths" | "everything";
  /** With files a second since the phase began; `null` while that would be a guess. */
  readonly progress: (RootProgress & { readonly perSecond: number | null }) | null;
  /** Hinted paths that wait for a scan. */
  readonly pending: number;
  /** For how long the oldest of what is owed or in hand has been, milliseconds; `null` for nothing. */
  readonly lagMs: number | null;
  /** While it waits for quiet: when it looks if nothing else changes, milliseconds from now. */
  readonly windowMs: number | null;
  /** Why it is not well; `null` when all is well. */
  readonly trouble: string | null;
  /** Why it is not watched, or not believed to hear everything. */
  readonly watchTrouble: string | null;
  /** What was wrong the last time since the daemon started; kept when all is well again. */
  readonly lastError: { readonly at: string; readonly message: string } | null;
  /** When everything is looked at again at the latest, UTC ISO 8601; `null` before the first look. */
  readonly nextRecrawl: string | null;
}

/** What status asks of the catalogue. */
export interface StatusPorts {
  roots(): readonly StatusRoot[];
  lastScan(root: string): Readonly<Record<string, string | number | null>> | null;
  heldLists(): readonly { readonly root: string; readonly count: number }[];
  lastAudit(root: string): LastAudit | null;
  /** `null` when nobody is at work on the root of that path, or nobody could be asked. */
  live(path: string): LiveRoot | null;
}

/** How status is told. */
export interface StatusOptions {
  readonly json: boolean;
  readonly catalogue: string;
  /** Who is working on the catalogue now, or `null`. */
  readonly holder: { readonly command: string; readonly pid: number } | null;
  /** It was asked what it is doing, and did not answer. */
  readonly isSilent: boolean;
  readonly print: (text: string) => void;
}

/** Tells what the catalogue holds and who works on it; gives the exit code for who monitors it. */
export function status(ports: StatusPorts, options: StatusOptions): number {
  const { holder, isSilent } = options;
  const held = ports.heldLists();
  const roots = ports.roots().map((root) => ({
    ...root,
    held: held.filter((list) => list.root === root.path).reduce((sum, list) => sum + list.count, 0),
    lastScan: ports.lastScan(root.path),
    lastAudit: ports.lastAudit(root.path),
    live: ports.live(root.path),
  }));
  const code = judge(roots, options);
  if (options.json) {
    const { catalogue } = options;
    options.print(JSON.stringify({ catalogue, worker: holder, isSilent, roots }, null, 2));
    return code;
  }
  const silence = isSilent ? ", which does not answer" : "";
  const work = holder === null ? "nobody" : `${holder.command}, process ${holder.pid}${silence}`;
  options.print(`Catalogue ${options.catalogue}\nWorking on it now: ${work}`);
  if (roots.length === 0) options.print("No roots yet: sync --folder DIR makes one");
  for (const root of roots) options.print(describe(root));
  return code;
}

/** A paused root is as somebody wants it. */
function judge(roots: readonly ToldRoot[], { holder, isSilent }: StatusOptions): number {
  const watch = holder?.command === "watch" && !isSilent ? EXIT.done : EXIT.failed;
  return worstExitCode([
    watch,
    ...roots.flatMap(({ held }) => held > 0 ? [EXIT.held] : []),
    ...roots.flatMap((root) =>
      root.offlineSince !== null && root.pausedSince === null ? [EXIT.offline] : []
    ),
  ]);
}

type ToldRoot = StatusRoot & {
  readonly held: number;
  readonly lastScan: ReturnType<StatusPorts["lastScan"]>;
  readonly lastAudit: LastAudit | null;
  readonly live: LiveRoot | null;
};

function describe(root: ToldRoot): string {
  const { live, lastAudit } = root;
  const lines = [
    `${counted(root.photos, "photo")}, ${numberText(root.missing)} missing, ${
      counted(root.problems, "problem")
    }`,
    ...live === null ? [] : describeLive(live),
  ];
  if (root.unhashed > 0) {
    lines.push(`${counted(root.unhashed, "photo")} without a content hash yet`);
  }
  const hidden = outOfSightText(root);
  if (hidden !== null) lines.push(hidden);
  if (root.held > 0) {
    lines.push(`Hiding of ${counted(root.held, "file")} is held: see the command 'held'`);
  }
  if (root.offlineSince !== null) {
    lines.push(`Offline since ${shownTime(root.offlineSince)}: ${root.offlineReason}`);
  }
  if (root.pausedSince !== null) lines.push(pausedText(root.path, root.pausedSince));
  lines.push(describeScan(root.lastScan));
  if (lastAudit !== null) lines.push(describeAudit(lastAudit));
  const error = live?.lastError ?? null;
  // What is wrong now is told above.
  if (error !== null && live?.trouble === null && live.watchTrouble === null) {
    lines.push(`Last trouble ${shownTime(error.at)}, over now: ${error.message}`);
  }
  return [root.path, ...lines.map((line) => `  ${line}`)].join("\n");
}

function describeScan(scan: ToldRoot["lastScan"]): string {
  if (scan === null) return "Never scanned";
  const { outcome, detail, started, finished } = scan;
  if (outcome === null) return `Scan begun ${shownTime(String(started))}, not ended`;
  const why = detail === null ? "" : ` (${detail})`;
  return `Last scan ${shownTime(String(finished))}: ${outcome}${why}`;
}

function describeAudit(audit: LastAudit): string {
  const { at, compared, files, differences, unreadable, problems, outOfSight } = audit;
  const equal = problems === 0 ? "equal" : "equal as far as it could be read";
  const found = differences === 0 ? equal : counted(differences, "difference");
  const hidden = outOfSight === 0 ? "" : `, ${counted(outOfSight, "photo")} out of sight`;
  const with_ = compared.length === 0 ? "" : `, ${compared.join(" and ")} too`;
  const unread = unreadable === 0 ? "" : `, ${numberText(unreadable)} could not be read`;
  return `Last audit ${shownTime(at)}: ${found}, ${
    counted(files, "file")
  }${with_}${unread}${hidden}`;
}

/** What is owed to a root or done for it, in words; `null` when the catalogue is up to date. */
export function owedText({ state, owed, hours, pending, lagMs }: LiveRoot): string | null {
  if (owed === "everything") {
    if (state === "offline") return "everything is looked at when it is back";
    return hours === "quiet" && state === "idle"
      ? "everything is looked at when the quiet hours end"
      : "everything is to be looked at";
  }
  const since = lagMs === null ? "" : `, the oldest for ${formatDuration(lagMs)}`;
  if (owed === "paths") {
    return `${counted(pending, "path")} ${pending === 1 ? "is" : "are"} to be looked at${since}`;
  }
  return state === "scanning" || state === "reconciling" ? "a scan is under way" : null;
}

function describeLive(live: LiveRoot): readonly string[] {
  const { state, watching, progress, trouble, watchTrouble, nextRecrawl, owed, hours } = live;
  const now = [`Now ${STATE_WORDS[state] ?? state}`];
  if (progress !== null) {
    const of = progress.total === null ? "" : ` of ${numberText(progress.total)}`;
    now.push(`${numberText(progress.done)}${of} files`);
    if (progress.perSecond !== null) now.push(`${numberText(progress.perSecond)} a second`);
    if (progress.directory) now.push(`in ${shownPath(progress.directory)}`);
  }
  if (live.windowMs !== null) {
    now.push(`looked at in ${Math.ceil(live.windowMs / 1_000)} s if nothing else changes`);
  }
  const owing = owed === "nothing" ? null : owedText(live);
  if (owing !== null) now.push(owing);
  const hearing = [WATCHING_WORDS[watching] ?? watching];
  if (hours === "quiet") hearing.push("in quiet hours only what is announced is looked at");
  else if (nextRecrawl !== null && watching === "listening") {
    hearing.push(`everything is looked at again by ${shownTime(nextRecrawl)}`);
  }
  const because = (reason: string | null) => reason === null ? "" : `: ${reason}`;
  // Why it is offline the catalogue tells, with the time.
  const first = `${now.join(", ")}${because(state === "offline" ? null : trouble)}`;
  // Of a root that is not at work nothing else is to be said.
  return watching === "closed" ? [first] : [first, `${hearing.join(", ")}${because(watchTrouble)}`];
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  starting: "starting",
  debouncing: "waiting until it is quiet",
  retrying: "waiting to try again",
  stopped: "waiting to be started again",
};

const WATCHING_WORDS: Readonly<Record<string, string>> = {
  listening: "Watched",
  opening: "About to be watched",
  polling: "Not watched but looked at regularly",
  deaf: "Looked at regularly, as its watcher does not hear everything",
};
