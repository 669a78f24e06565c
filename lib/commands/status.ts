import { counted, numberText } from "../core/counted.ts";
import type { RootProgress } from "../core/root_work.ts";
import { shownPath } from "../core/shown_path.ts";
import { pausedText } from "./pause_root.ts";

/** One root as status shows it. */
export interface StatusRoot {
  readonly path: string;
  readonly photos: number;
  readonly missing: number;
  readonly problems: number;
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
  readonly progress: RootProgress | null;
  /** Hinted paths that wait for a scan. */
  readonly pending: number;
  /** Why it is not well, or not watched; `null` when all is well. */
  readonly trouble: string | null;
  /** When everything is looked at again at the latest, UTC ISO 8601; `null` before the first look. */
  readonly nextRecrawl: string | null;
}

/** What status asks of the catalogue. */
export interface StatusPorts {
  roots(): readonly StatusRoot[];
  lastScan(root: string): Readonly<Record<string, string | number | null>> | null;
  heldLists(): readonly { readonly root: string; readonly count: number }[];
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

/** Tells what the catalogue holds and who works on it. */
export function status(ports: StatusPorts, options: StatusOptions): void {
  const { holder, isSilent } = options;
  const held = ports.heldLists();
  const roots = ports.roots().map((root) => ({
    ...root,
    held: held.filter((list) => list.root === root.path).reduce((sum, list) => sum + list.count, 0),
    lastScan: ports.lastScan(root.path),
    live: ports.live(root.path),
  }));
  if (options.json) {
    const { catalogue } = options;
    return options.print(JSON.stringify({ catalogue, worker: holder, isSilent, roots }, null, 2));
  }
  const silence = isSilent ? ", which does not answer" : "";
  const work = holder === null ? "nobody" : `${holder.command}, process ${holder.pid}${silence}`;
  options.print(`Catalogue ${options.catalogue}\nWorking on it now: ${work}`);
  if (roots.length === 0) options.print("No roots yet: sync --folder DIR makes one");
  for (const root of roots) options.print(describe(root));
}

function describe(
  root: StatusRoot & {
    held: number;
    lastScan: ReturnType<StatusPorts["lastScan"]>;
    live: LiveRoot | null;
  },
): string {
  const lines = [
    root.path,
    `  ${counted(root.photos, "photo")}, ${numberText(root.missing)} missing, ${
      counted(root.problems, "problem")
    }`,
  ];
  if (root.live !== null) lines.push(`  ${describeLive(root.live)}`);
  if (root.unhashed > 0) {
    lines.push(`  ${counted(root.unhashed, "photo")} without a content hash yet`);
  }
  if (root.held > 0) {
    lines.push(`  Hiding of ${counted(root.held, "photo")} is held: see the command 'held'`);
  }
  if (root.offlineReason !== null) {
    lines.push(`  Offline since ${root.offlineSince}: ${root.offlineReason}`);
  }
  if (root.pausedSince !== null) lines.push(`  ${pausedText(root.path, root.pausedSince)}`);
  const scan = root.lastScan;
  if (scan === null) lines.push("  Never scanned");
  else if (scan["outcome"] === null) lines.push(`  Scan begun ${scan["started"]}, not ended`);
  else {
    const detail = scan["detail"] === null ? "" : ` (${scan["detail"]})`;
    lines.push(`  Last scan ${scan["finished"]}: ${scan["outcome"]}${detail}`);
  }
  return lines.join("\n");
}

function describeLive(live: LiveRoot): string {
  const { state, watching, progress, pending, trouble, nextRecrawl } = live;
  const parts = [`Now ${state}`];
  if (progress !== null) {
    const of = progress.total === null ? "" : ` of ${numberText(progress.total)}`;
    parts.push(`${numberText(progress.done)}${of} files`);
    if (progress.directory) parts.push(`in ${shownPath(progress.directory)}`);
  }
  if (pending > 0) parts.push(`${counted(pending, "path")} waiting`);
  parts.push(WATCHING_WORDS[watching] ?? watching);
  if (nextRecrawl !== null && watching === "listening") {
    parts.push(`all is looked at again by ${nextRecrawl}`);
  }
  return trouble === null ? parts.join(", ") : `${parts.join(", ")}: ${trouble}`;
}

const WATCHING_WORDS: Readonly<Record<string, string>> = {
  listening: "watched",
  opening: "about to be watched",
  polling: "not watched but looked at regularly",
  deaf: "looked at regularly, as its watcher does not hear everything",
  closed: "not watched",
};
