import { getLogger } from "@logtape/logtape";
import { summaryLine } from "../lib/commands/describe_summary.ts";
import type { ScanSummary } from "../lib/core/scan_summary.ts";
import { describeEvent, stateChanges, type StateValue } from "../lib/core/state_changes.ts";
import type { RootMoment, RootObserver } from "./observe_roots.ts";

/** What was last told of a root. */
interface Told {
  readonly state: StateValue;
  readonly trouble: string | null;
  readonly summary: ScanSummary | null;
}

const NOTHING: Told = { state: "", trouble: null, summary: null };
const logger = () => getLogger(["proofsheet", "root"]);

/** Logs what happens to roots: every reconcile as one line, trouble once, and states at debug. */
export function logRoots(): RootObserver {
  const told = new Map<string, Told>();
  return (moment) => {
    const { path, trouble, watchTrouble, summary, mode } = moment.snapshot.context;
    if (moment.crash !== null) return tellCrash(path, moment.crash, mode);
    const last = told.get(path) ?? NOTHING;
    logStates(last.state, moment);
    const isNew = summary !== null && summary !== last.summary;
    const now = trouble ?? watchTrouble;
    if (now !== null && now !== last.trouble) {
      const isAway = moment.snapshot.matches({ running: { work: "offline" } });
      logger().warn(isAway ? "{path}: offline: {now}" : "{path}: {now}", { path, now });
    }
    if (isNew && now === null && last.trouble !== null) {
      logger().info("{path}: all is well again", { path });
    }
    if (isNew && mode === "watch") {
      logger().info("{path}: {summary}", { path, summary: summaryLine(summary) });
      const { problems } = summary;
      if (problems > (last.summary?.problems ?? 0)) {
        logger().warn(
          "{path}: something could not be brought in, see the command 'problems': {problems} now",
          {
            path,
            problems,
          },
        );
      }
    }
    // A retry looks well until it has failed again, so only a finished reconcile ends the trouble.
    const state = moment.snapshot.value as StateValue;
    told.set(path, { state, trouble: isNew ? now : now ?? last.trouble, summary });
  };
}

function tellCrash(path: string, crash: string, mode: "watch" | "once"): void {
  const next = mode === "watch" ? "it is started again after a pause" : "the next sync carries on";
  logger().error("{path}: an error of this program ended the work on it, {next}: {crash}", {
    path,
    next,
    crash,
  });
}

function logStates(last: StateValue, { snapshot, event }: RootMoment): void {
  const { path, mode } = snapshot.context;
  const because = describeEvent(event);
  for (const { region, before, after } of stateChanges(last, snapshot.value as StateValue)) {
    const where = region === "" || region === "work" ? "" : `${region} `;
    logger().debug("{path}: {where}{before} -> {after} ({because})", {
      path,
      where,
      before: before !== "" ? before : last === "" ? "new" : "running",
      after,
      because,
    });
    if (mode === "once" && region === "work" && after.startsWith("debouncing")) {
      logger().info("{path}: some files were written a moment ago, looking again", { path });
    }
  }
}
