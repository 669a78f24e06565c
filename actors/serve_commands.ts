import { getLogger } from "@logtape/logtape";
import type { LiveRoot } from "../lib/commands/status.ts";
import { reportSync } from "../lib/commands/sync.ts";
import type { DaemonAnswer, DaemonRequest } from "../lib/core/daemon_protocol.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { messageOf } from "../lib/core/file_error.ts";
import type { RootProgress } from "../lib/core/root_work.ts";
import { type RequestServer, serveRequests } from "../lib/socket/serve_requests.ts";
import { complaintOf } from "../lib/terminal/complain.ts";
import { absolutePath } from "../lib/terminal/places.ts";
import { held } from "./catalogue_commands.ts";
import { editForOthers } from "./edit_for_others.ts";
import { edits } from "./edits_command.ts";
import { ignore } from "./ignore_rules.ts";
import { type Invocation, place } from "./invocation.ts";
import type { LiveNotes } from "./live_notes.ts";
import { liveRoot } from "./live_root.ts";
import { roots } from "./root_commands.ts";
import type { Services } from "./services.ts";
import type { SupervisedRoots } from "./supervised_roots.ts";

const PROGRESS_EVERY_MS = 100;

/**
 * Serves what others want of this catalogue while it is watched, on a socket; the same functions do it
 * that would do it alone. Without a socket the daemon works all the same.
 */
export function serveCommands(daemon: DaemonCommands, path: string | null): RequestServer {
  const logger = getLogger("proofsheet");
  try {
    if (path === null) throw new Error("no place for it has a name short enough");
    return serveRequests(path, (...request) => daemon.handle(...request));
  } catch (error) {
    const reason = messageOf(error);
    logger.warn("No socket, so other commands cannot ask this one: {reason}", { reason });
    return { close: () => {} };
  }
}

/** Carries out what others ask of the daemon, over the socket or over HTTP. */
export class DaemonCommands {
  constructor(
    private readonly services: Services,
    private readonly roots: SupervisedRoots,
    private readonly notes: LiveNotes,
  ) {}

  /** Carries out one request and gives the exit code; `signal` is aborted when the asker has gone. */
  async handle(
    request: DaemonRequest,
    answer: (answer: DaemonAnswer) => void,
    signal: AbortSignal,
  ): Promise<number> {
    const { command, positionals } = request;
    // What changes something is for the log; what only asks comes too often.
    const level = command === "live" || command === "sync" ? "debug" : "info";
    const asked = [command, ...positionals].join(" ");
    getLogger("proofsheet")[level]("Asked for: {asked}", { asked });
    try {
      return await this.#run(this.#invocation(request, answer), answer, signal);
    } catch (error) {
      const { text, exitCode } = complaintOf(error);
      answer({ type: "tell", text });
      return exitCode;
    }
  }

  #invocation(request: DaemonRequest, answer: (answer: DaemonAnswer) => void): Invocation {
    const { command, options, positionals, directory } = request;
    const line = { command, options, positionals, rootOptions: [], configPath: null };
    return {
      ...line,
      readAgain: () => line,
      databasePath: this.services.databasePath,
      json: options["json"] === true,
      absolute: (path) => absolutePath(path, directory),
      print: (text) => answer({ type: "print", text }),
      tell: (text) => answer({ type: "tell", text }),
      write: (work) => this.#write(request, work),
    };
  }

  async #run(
    invocation: Invocation,
    answer: (answer: DaemonAnswer) => void,
    signal: AbortSignal,
  ): Promise<number> {
    switch (invocation.command) {
      case "sync":
        return await this.#sync(invocation, answer, signal);
      case "live":
        invocation.print(JSON.stringify(this.live()));
        return EXIT.done;
      case "edit":
        return await editForOthers(invocation, this.services, this.roots, signal);
      case "edits":
        return await edits(invocation);
      case "roots":
        return await roots(invocation);
      case "held":
        return await held(invocation);
      case "ignore":
        return await ignore(invocation);
      default:
        throw new Error(`Cannot do '${invocation.command}' for others`);
    }
  }

  /** What every root does this moment, by path. */
  live(): [string, LiveRoot][] {
    const { notes } = this;
    return this.roots.all().map((root) => {
      const { path } = root.input;
      return [path, liveRoot(root, notes.of(path), notes.elapsedMs())];
    });
  }

  async #sync(
    invocation: Invocation,
    answer: (answer: DaemonAnswer) => void,
    signal: AbortSignal,
  ): Promise<number> {
    const { options, json, print } = invocation;
    const placed = place(invocation, options["folder"]);
    let toldAtMs = 0;
    const onProgress = (progress: RootProgress) => {
      if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return;
      toldAtMs = performance.now();
      answer({ type: "progress", progress });
    };
    const reports = await this.roots.sync(placed, { signal, onProgress });
    return reportSync(reports, { json, print, strict: options["strict"] === true });
  }

  /** What a person decides about roots is done while none is at work, and takes effect at once. */
  async #write<Result>(
    { command, positionals: [verb = ""] }: DaemonRequest,
    work: (database: Services["database"]) => Result | Promise<Result>,
  ): Promise<Result> {
    const { database } = this.services;
    const isPause = command === "roots" && (verb === "pause" || verb === "resume");
    if (isPause) return await this.roots.besideRoots(() => work(database));
    if (command === "roots") return await this.roots.atRest(() => work(database));
    const result = await work(database);
    if (command === "edits") this.roots.tellEdited();
    else this.roots.recrawl();
    return result;
  }
}
