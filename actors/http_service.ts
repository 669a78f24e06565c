import { getLogger } from "@logtape/logtape";
import { readAudits } from "../lib/catalogue/audit_notes.ts";
import type { LiveRoot } from "../lib/commands/status.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { DAEMON_PROTOCOL_VERSION } from "../lib/core/daemon_protocol.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { isWithin } from "../lib/core/is_within.ts";
import { realPlace } from "../lib/file_system/real_place.ts";
import { httpApp, type HttpHandler } from "../lib/http/app.ts";
import { EventHub } from "../lib/http/event_hub.ts";
import type { CommandResult, HttpCommand, HttpPorts } from "../lib/http/ports.ts";
import { type HttpServer, serveHttp } from "../lib/http/serve_http.ts";
import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { PreviewReader, TooManyPicturesError } from "../lib/metadata/preview_reader.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { AuditProcess } from "./audit_process.ts";
import { AnswerAsker, NoAnswerError, WrongQuestionError } from "./ask_answers.ts";
import type { HttpSettings } from "./http_settings.ts";
import { MeasuredRoots } from "./measured_roots.ts";
import type { RootMoment } from "./observe_roots.ts";
import type { DaemonCommands } from "./serve_commands.ts";
import type { World } from "./world.ts";

/** What the service is made of. */
export interface HttpServiceOptions {
  readonly settings: HttpSettings;
  readonly databasePath: string;
  /** The program's main module, which also plays the workers. */
  readonly programUrl: string;
  /** Where small pictures are kept; `null` keeps none. */
  readonly previewFolder: string | null;
  /** Paths of the roots that are to be looked at before the program is ready. */
  readonly awaited: readonly string[];
}

/** Who does what is asked for. */
export interface HttpServiceTargets {
  readonly daemon: DaemonCommands;
  readonly addRoot: (path: string) => Promise<void>;
  /** Tells where the server is, where it chose that itself. */
  readonly print: (text: string) => void;
}

/** Small pictures need little. */
const PREVIEW_LIMITS = { heapLimitMb: 96, rssLimitMb: 300 };
/** Paths that are shown of a list in `held`. */
const HELD_PATHS_MAX = 100;
const logger = () => getLogger(["proofsheet", "http"]);

/** The page, the API and the stream of events of a running daemon. */
export class HttpService {
  readonly #asker: AnswerAsker;
  readonly #previews: PreviewReader;
  readonly #measured: MeasuredRoots;
  readonly #waiting: Set<string>;
  readonly #hub = new EventHub({
    changes: (since, limit) => this.#asker.ask("changes", since, limit),
    roots: () => this.#live().map(([path, live]) => ({ path, ...live })),
    totals: () => this.#asker.ask("totals"),
    audit: () => ({ running: this.#audits.state().running }),
  });
  readonly #audits: AuditProcess;
  #server: HttpServer | null = null;
  readonly #app = Promise.withResolvers<HttpHandler>();
  #daemon: DaemonCommands | null = null;

  constructor(private readonly options: HttpServiceOptions) {
    const { programUrl, databasePath, previewFolder } = options;
    this.#asker = new AnswerAsker({ programUrl, databasePath });
    this.#previews = new PreviewReader({
      command: extractChildCommand({
        role: "preview-child",
        entry: programUrl,
        standalone: Deno.build.standalone,
        ...PREVIEW_LIMITS,
      }),
      cacheFolder: () => this.#isAmongPhotos(previewFolder) ? null : previewFolder,
    });
    const onChange = () => this.#hub.wake();
    this.#audits = new AuditProcess({ programUrl, databasePath, onChange });
    this.#measured = new MeasuredRoots();
    this.#waiting = new Set(options.awaited);
  }

  /** Takes what happened to a root. */
  readonly observe = (moment: RootMoment): void => {
    this.#measured.observe(moment);
    const { snapshot } = moment;
    if (!snapshot.matches({ running: { work: "starting" } })) {
      this.#waiting.delete(snapshot.context.path);
    }
    this.#hub.wake();
  };

  /** The same world, with what is read of photos counted for the metrics. */
  counting(world: World): World {
    return this.#measured.counting(world);
  }

  /**
   * Listens; whoever asks now waits for the start, which is a moment away.
   *
   * @throws {UsageError} when the port a person wants is taken
   */
  async listen(): Promise<void> {
    const { settings } = this.options;
    try {
      this.#server = await serveHttp(
        async (request) => await (await this.#app.promise)(request),
        settings,
      );
    } catch (error) {
      const { hostname, port } = settings;
      const isTaken = (error as { code?: unknown }).code === "EADDRINUSE";
      const reason = isTaken ? "another program listens there" : messageOf(error);
      const what = `Cannot serve on ${hostname}, port ${port}: ${reason}`;
      if (settings.isWanted || settings.hostname !== "127.0.0.1") {
        throw new UsageError([`${what}: name another one with --port N, or --no-http`]);
      }
      logger().warn(
        "{what}; there is no page and no API: start watch with --port N for another port",
        { what },
      );
    }
  }

  /** Begins to answer. */
  start(targets: HttpServiceTargets): void {
    if (this.#server === null) return;
    const { settings } = this.options;
    this.#daemon = targets.daemon;
    this.#app.resolve(httpApp(this.#ports(targets), settings));
    const { url } = this.#server;
    logger().info("The page is at {url}", { url });
    if (settings.port === 0) targets.print(url);
  }

  /** Ends everything. */
  close(): void {
    this.#hub.close();
    this.#server?.close();
    this.#measured.close();
    this.#asker.close();
    this.#audits.stop();
    void this.#previews.close();
  }

  #live(): [string, LiveRoot][] {
    return this.#daemon?.live() ?? [];
  }

  #ports({ addRoot }: HttpServiceTargets): HttpPorts {
    const asker = this.#asker;
    return {
      status: () => this.#status(),
      roots: () => this.#roots(),
      held: () => asker.ask("held", HELD_PATHS_MAX),
      search: (request) => asker.ask("search", request),
      photo: (id) => asker.ask("photo", id),
      problems: (after, limit) => asker.ask("problems", after, limit),
      edits: (question) => asker.ask("edits", question),
      edit: (id) => asker.ask("edit", id),
      scans: (before, limit) => asker.ask("scans", before, limit),
      changes: async (since, limit) => ({ ...await asker.ask("changes", since, limit) }),
      audits: () =>
        Object.entries(readAudits(this.options.databasePath))
          .map(([root, audit]) => ({ root, ...audit })),
      audit: () => this.#audits.state(),
      startAudit: (order) => this.#audits.start(order),
      stopAudit: () => this.#audits.stop(),
      carryOut: (command, signal) => this.#carryOut(command, signal),
      addRoot: async (path) => {
        await addRoot(path);
        this.#hub.wake();
      },
      preview: (id) => this.#preview(id),
      metrics: async () =>
        await this.#measured.text(await this.#roots(), {
          ...await asker.ask("totals"),
          listeners: this.#hub.size,
        }),
      events: (lastEventId) => this.#hub.open(lastEventId),
      isReady: () => this.#waiting.size === 0,
      troubleOf,
      onError: (error) => logger().error("A request ended by an error: {error}", { error }),
    };
  }

  async #status(): Promise<Readonly<Record<string, unknown>>> {
    const { problems, held, edits } = await this.#asker.ask("totals");
    const roots = this.#live().map(([path, live]) => ({ path, ...live }));
    return { ready: this.#waiting.size === 0, problems, held, edits, roots };
  }

  async #roots() {
    const live = new Map(this.#live());
    const audits = readAudits(this.options.databasePath);
    return (await this.#asker.ask("roots")).map((root) => ({
      ...root,
      lastAudit: audits[root.path] ?? null,
      live: live.get(root.path) ?? null,
    }));
  }

  async #carryOut(
    { command, positionals, options }: HttpCommand,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    let text = "";
    let told = "";
    const request = {
      version: DAEMON_PROTOCOL_VERSION,
      ...{ command, positionals, options, directory: "/" },
    };
    const exitCode = await this.#daemon?.handle(request, (answer) => {
      if (answer.type === "print") text += `${answer.text}\n`;
      if (answer.type === "tell") told += `${answer.text}\n`;
    }, signal) ?? 1;
    this.#hub.wake();
    return { exitCode, text, told };
  }

  /** Whether a folder is in a root, where nothing is written but what people edit. */
  #isAmongPhotos(folder: string | null): boolean {
    if (folder === null) return false;
    const place = realPlace(folder);
    return place === null || this.#live().some(([root]) => isWithin(place, root));
  }

  async #preview(id: number): Promise<Uint8Array | null> {
    const photo = await this.#asker.ask("preview", id);
    if (photo === null) return null;
    return await this.#previews.read(`${photo.root}/${photo.path}`, photo.sample_hash);
  }
}

function troubleOf(error: unknown): ReturnType<HttpPorts["troubleOf"]> {
  if (error instanceof WrongQuestionError) return { status: 400, detail: error.message };
  if (error instanceof CommandError || error instanceof UsageError) {
    const isWrong = error instanceof UsageError || error.exitCode === 2;
    return { status: isWrong ? 422 : 409, detail: error.message };
  }
  if (error instanceof NoAnswerError || error instanceof TooManyPicturesError) {
    return { status: 503, detail: error.message };
  }
  return null;
}
