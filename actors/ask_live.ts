import { lockHolder } from "../lib/catalogue/lock.ts";
import type { LiveRoot } from "../lib/commands/status.ts";
import { DAEMON_PROTOCOL_VERSION } from "../lib/core/daemon_protocol.ts";
import { askDaemon } from "../lib/socket/ask_daemon.ts";

/** One that does not answer within this time is stopped, or busy with something that is wrong. */
const ANSWER_LIMIT_MS = 2_000;

/** What the daemon of a catalogue says of its roots, by path. */
export type LiveRoots =
  | { readonly isSilent: false; readonly roots: ReadonlyMap<string, LiveRoot> }
  /** It is there, and does not answer. */
  | { readonly isSilent: true };

const NOBODY: LiveRoots = { isSilent: false, roots: new Map() };

/** Asks the daemon of a catalogue what its roots do this moment; it has only a short time. */
export async function askLive(databasePath: string): Promise<LiveRoots> {
  const socket = lockHolder(databasePath)?.socket;
  if (socket == null) return NOBODY;
  const request = {
    version: DAEMON_PROTOCOL_VERSION,
    command: "live",
    options: {},
    positionals: [],
    directory: "/",
  };
  let told = "";
  try {
    const code = await askDaemon(socket, request, (answer) => {
      if (answer.type === "print") told = answer.text;
    }, AbortSignal.timeout(ANSWER_LIMIT_MS));
    if (code === null) return NOBODY;
    const roots: [string, LiveRoot][] = JSON.parse(told);
    return { isSilent: false, roots: new Map(roots) };
  } catch {
    return { isSilent: true };
  }
}
