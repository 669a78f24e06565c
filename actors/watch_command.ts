import { getLogger } from "@logtape/logtape";
import { lockHolder } from "../lib/catalogue/lock.ts";
import { bringUpToDate } from "../lib/catalogue/open_exclusively.ts";
import { assertRoots } from "../lib/commands/place_folders.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { messageOf } from "../lib/core/file_error.ts";
import type { Logging } from "../lib/logging/configure_logging.ts";
import { Hooks } from "../lib/hooks/hooks.ts";
import { ServiceNotifier } from "../lib/service/service_notifier.ts";
import { GatheredCalls } from "../lib/terminal/gather_calls.ts";
import { defaultPreviews } from "../lib/terminal/places.ts";
import { ProgressDisplay } from "../lib/terminal/progress_display.ts";
import { onHangUps } from "../lib/terminal/hang_ups.ts";
import { stopOnSignals } from "../lib/terminal/stop_on_signals.ts";
import { allComplaints } from "./all_complaints.ts";
import { adoptRoots } from "./adopt_roots.ts";
import { type Invocation, place } from "./invocation.ts";
import type { HttpService } from "./http_service.ts";
import { type HttpSettings, httpSettings } from "./http_settings.ts";
import { LiveNotes } from "./live_notes.ts";
import { logAsAsked } from "./log_as_asked.ts";
import { withServices } from "./open_services.ts";
import { reloadSettings, rootsAtOnce } from "./reload_settings.ts";
import type { RootInput } from "../machines/root_protocol.ts";
import type { RootObserver } from "./observe_roots.ts";
import { reportNews } from "./report_news.ts";
import { runRoots } from "./run_roots.ts";
import { DaemonCommands, serveCommands } from "./serve_commands.ts";
import type { Services } from "./services.ts";
import { settingsOfRoots, tellStray } from "./settings_of_roots.ts";
import { SupervisedRoots, type Supervisor } from "./supervised_roots.ts";

/** Between two looks whether the catalogue is free. */
const LOCK_PAUSE_MS = 200;

const environment = (name: string) => Deno.env.get(name);

/** What the command is given beside the command line. */
export interface WatchCommandOptions {
  /** The program's main module, which also plays the workers. */
  readonly programUrl: string;
  /** Where other commands are listened to; `null` when there is no place for it. */
  readonly socket: string | null;
}

/** `watch`: runs roots under the supervisor until a signal comes, and serves other commands meanwhile. */
export async function watch(invocation: Invocation, options: WatchCommandOptions): Promise<number> {
  const { command, databasePath, tell } = invocation;
  const http = httpSettingsOf(invocation);
  using reloads = new GatheredCalls();
  // From the beginning: one that came while a catalogue is looked over for damage would end all.
  using _hangUps = onHangUps(() => reloads.call());
  if (!await untilOthersEnded(databasePath, tell)) return EXIT.done;
  // With its socket: who comes meanwhile waits for it.
  await bringUpToDate(databasePath, { command, socket: options.socket, tell });
  assertRoots(place(invocation, invocation.options["root"]));
  await new Daemon(invocation, { ...options, http }, reloads).run();
  return EXIT.done;
}

/** @throws {UsageError} with what is wrong with the folders, too, when the settings are wrong */
function httpSettingsOf(invocation: Invocation): HttpSettings | null {
  try {
    return httpSettings(invocation, environment);
  } catch (error) {
    throw allComplaints(error, invocation, invocation.options);
  }
}

/**
 * Waits for a command that works on the catalogue and ends by itself, as a `sync` that cron has begun: a
 * service that gave up would not watch for months. False when a signal came meanwhile.
 */
async function untilOthersEnded(
  databasePath: string,
  tell: (message: string) => void,
): Promise<boolean> {
  using stop = stopOnSignals({ isHangUpOther: true });
  let isTold = false;
  for (;;) {
    const holder = lockHolder(databasePath);
    // One that has a socket is a `watch` itself, and does not end.
    if (holder === null || holder.socket !== null) return true;
    if (stop.signal.aborted) return false;
    if (!isTold) tell(`Waiting until ${holder.command} (process ${holder.pid}) has ended`);
    isTold = true;
    await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
  }
}

class Daemon {
  readonly #display = new ProgressDisplay();
  readonly #hooks = new Hooks({
    environment: pick(["PATH", "HOME", "LANG"]),
    onTrouble: (reason) => getLogger("proofsheet").warn("{reason}", { reason }),
  });
  readonly #service = new ServiceNotifier({
    socket: Deno.env.get("NOTIFY_SOCKET"),
    searchPath: Deno.env.get("PATH") ?? "",
    onTrouble: (reason) =>
      getLogger("proofsheet").warn("Cannot tell the service manager: {reason}", { reason }),
  });
  /** Settings in force. */
  #current: Invocation;
  #logging: Logging | null = null;

  constructor(
    invocation: Invocation,
    private readonly options: WatchCommandOptions & { readonly http: HttpSettings | null },
    private readonly reloads: GatheredCalls,
  ) {
    this.#current = invocation;
  }

  async run(): Promise<void> {
    using stop = stopOnSignals({ isHangUpOther: true });
    await this.#log(this.#current);
    const { databasePath, command, configPath: config } = this.#current;
    await this.#useHooks(this.#current);
    if (config !== null) getLogger("proofsheet").debug("Settings from {config}", { config });
    const { programUrl, socket } = this.options;
    const log = this.#current.options["log-file"];
    const ownFiles = typeof log === "string" ? [this.#current.absolute(log)] : [];
    const owner = { databasePath, programUrl, command, socket, ownFiles };
    stop.signal.addEventListener("abort", () => this.#service.tell("STOPPING=1"), { once: true });
    try {
      await withServices(
        { ...owner, rootsAtOnce: rootsAtOnce(this.#current) },
        (services) => this.#watch(services, stop.signal),
      );
    } finally {
      this.#hooks.close();
      await this.#service.told();
    }
  }

  async #watch(services: Services, signal: AbortSignal): Promise<void> {
    // Placed again: it may be another catalogue than it was, with other ids.
    const placed = place(this.#current, this.#current.options["root"]);
    const paths = placed.map(({ path }) => path);
    const settings = settingsOfRoots(this.#current, paths);
    tellStray(settings, paths);
    const roots = adoptRoots(services, placed, { mode: "watch", settings });
    const notes = new LiveNotes(services.world);
    const http = await this.#openHttp(roots);
    using _http = { [Symbol.dispose]: () => http?.close() };
    const world = http?.counting(services.world) ?? services.world;
    await runRoots({ ...services, world }, {
      roots,
      rootsAtOnce: placed.length,
      isLasting: true,
      onStarted: (supervisor) => this.#serve(services, { supervisor, notes, http }, signal),
      observers: [
        notes.observe,
        ...(http === null ? [] : [http.observe]),
        reportNews((news) => this.#hooks.tell(news)),
        this.#tellReady(roots),
      ],
      signal,
      onProgress: (progress) => this.#display.show(progress, true),
    });
  }

  #serve(
    services: Services,
    { supervisor, notes, http }: {
      readonly supervisor: Supervisor;
      readonly notes: LiveNotes;
      readonly http: HttpService | null;
    },
    signal: AbortSignal,
  ): { close(): void } {
    const roots = new SupervisedRoots(services, supervisor);
    const daemon = new DaemonCommands(services, roots, notes);
    const server = serveCommands(daemon, this.options.socket);
    const addRoot = (path: string) => roots.watch(path, this.#current);
    http?.start({ daemon, addRoot, print: this.#current.print });
    const targets = { services, supervisor, log: (next: Invocation) => this.#log(next) };
    const reload = async () => {
      if (signal.aborted) return;
      this.#service.tell("RELOADING=1");
      this.#current = await reloadSettings(this.#current, targets);
      await this.#useHooks(this.#current);
      this.#service.tell("READY=1");
    };
    this.reloads.listen(() => {
      // Not while a command moves or forgets roots: what is read now would be what they were.
      roots.inTurn(reload).catch((error) => {
        getLogger("proofsheet").error("Cannot read the settings again: {reason}", {
          reason: messageOf(error),
        });
      });
    });
    return {
      close: () => {
        this.reloads.listen(null);
        http?.close();
        server.close();
      },
    };
  }

  /** The page and the API; loaded only where there are to be any. */
  async #openHttp(roots: readonly RootInput[]): Promise<HttpService | null> {
    const { http: settings, programUrl } = this.options;
    if (settings === null) return null;
    const { HttpService } = await import("./http_service.ts");
    const { databasePath } = this.#current;
    const awaited = roots.filter(({ isPaused }) => !isPaused).map(({ path }) => path);
    const previewFolder = defaultPreviews(environment);
    const http = new HttpService({ settings, databasePath, programUrl, previewFolder, awaited });
    await http.listen();
    return http;
  }

  /**
   * The service is ready once every root has been looked at, is watched and its first scan has begun, or
   * it is offline or paused, which may last: how long that scan takes is nobody's wait.
   */
  #tellReady(roots: readonly RootInput[]): RootObserver {
    const waiting = new Set(roots.filter(({ isPaused }) => !isPaused).map(({ path }) => path));
    const tell = () => this.#service.tell("READY=1", `STATUS=Watching ${roots.length} folders`);
    if (waiting.size === 0) tell();
    return ({ snapshot }) => {
      if (waiting.size === 0 || snapshot.matches({ running: { work: "starting" } })) return;
      waiting.delete(snapshot.context.path);
      if (waiting.size === 0) tell();
    };
  }

  async #useHooks({ options }: Invocation): Promise<void> {
    const { "on-event": program, webhook } = options;
    await this.#hooks.use({
      program: Array.isArray(program) ? program : [],
      webhook: typeof webhook === "string" ? webhook : null,
    });
  }

  /** Also opens the log file anew, which another program may have set aside. */
  async #log(invocation: Invocation): Promise<void> {
    const before = this.#logging;
    this.#logging = await logAsAsked(invocation, () => this.#display.clear());
    before?.close();
  }
}

function pick(names: readonly string[]): Record<string, string> {
  const found = names.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(found.flatMap(([name, value]) => value ? [[name, value]] : []));
}
