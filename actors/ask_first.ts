import { lockHolder } from "../lib/catalogue/lock.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { DAEMON_PROTOCOL_VERSION, type DaemonRequest } from "../lib/core/daemon_protocol.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { askDaemon } from "../lib/socket/ask_daemon.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import type { Invocation } from "./invocation.ts";

/** A daemon that has just started listens in a moment; after a crash it looks for damage before. */
const TRIES = 100;
const PAUSE_MS = 100;

/** Commands that are all done by the daemon where one serves the catalogue. */
const ASKED: ReadonlySet<string> = new Set(["sync", "edit"]);
/** Commands that are done by it where they change something; a list is read without it. */
const ASKED_TO_CHANGE: ReadonlySet<string> = new Set(["roots", "held", "ignore", "edits"]);

/** Whether a command is one for the daemon, where there is one. */
export function isForDaemon(
  { command, options, positionals: [verb = "list"] }: Invocation,
): boolean {
  if (options["dry-run"] === true) return false;
  return ASKED.has(command) || (ASKED_TO_CHANGE.has(command) && verb !== "list");
}

/**
 * Lets the daemon of the catalogue carry out a command, if there is one, with the same output and exit
 * code; `null` when nobody is there to ask, and the command is to be carried out here.
 *
 * @param directory where relative paths on the command line are seen from
 */
export async function askFirst(invocation: Invocation, directory: string): Promise<number | null> {
  const { databasePath, command, options, positionals, print, tell } = invocation;
  const display = new ProgressDisplay();
  const version = DAEMON_PROTOCOL_VERSION;
  const request: DaemonRequest = { version, command, options, positionals, directory };
  using stop = stopOnSignals();
  for (let tries = 0; tries < TRIES; tries++) {
    const holder = lockHolder(databasePath);
    if (holder?.socket == null) return null;
    try {
      const code = await askDaemon(holder.socket, request, (answer) => {
        if (answer.type === "progress") return display.show(answer.progress);
        display.clear();
        (answer.type === "print" ? print : tell)(answer.text);
      }, stop.signal);
      if (code !== null) return code;
    } catch (error) {
      const interrupted = stop.exitCode();
      if (interrupted !== null) return interrupted;
      throw new CommandError(
        `Cannot ask ${holder.command} (process ${holder.pid}): ${messageOf(error)}`,
        EXIT.failed,
        { cause: error },
      );
    } finally {
      display.clear();
    }
    const interrupted = stop.exitCode();
    if (interrupted !== null) return interrupted;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return null;
}
