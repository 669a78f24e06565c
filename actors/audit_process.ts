import { childCommand } from "../lib/core/child_command.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { messageOf } from "../lib/core/file_error.ts";

/** What is to be compared. */
export interface AuditOrder {
  /** Paths of roots. */
  readonly roots: readonly string[];
  /** Beside the fingerprints. */
  readonly compare: readonly ("content" | "metadata")[];
}

/** An audit that is under way. */
export interface RunningAudit extends AuditOrder {
  /** UTC, ISO 8601. */
  readonly started: string;
}

/** What the last audit found that was started here. */
export interface EndedAudit extends RunningAudit {
  readonly ended: string;
  /** As the command `audit` ends: 0 equal, 6 differences, 4 a root is away, 5 hiding is held. */
  readonly exitCode: number;
  /** Why it did not come to its end; `null` when it did. */
  readonly trouble: string | null;
  readonly found: readonly FoundInRoot[];
}

/** What it found in one root. */
export interface FoundInRoot {
  readonly root: string;
  /** Why it could not be compared. */
  readonly offline: string | null;
  readonly differences: number;
  readonly unreadable: number;
  /** The first of them, as `audit --json` tells them. */
  readonly first: readonly unknown[];
}

/** What the audits are made with. */
export interface AuditProcessOptions {
  /** The program's main module. */
  readonly programUrl: string;
  readonly databasePath: string;
  /** Told when one has begun or ended. */
  readonly onChange: () => void;
}

/** It holds the differences of a root until they are told. */
const HEAP_LIMIT_MB = 512;
/** Some hundred thousand differences; of more it is only said that there are many. */
const OUTPUT_BYTES_MAX = 64_000_000;
const FIRST_MAX = 100;
const LAST_WORDS_MAX = 500;

/**
 * Runs the command `audit` in a process of its own, one at a time: what is to prove the catalogue is not
 * asked of the process that writes it, and reading every byte of a library must not hold that one up.
 */
export class AuditProcess {
  #running: RunningAudit | null = null;
  #last: EndedAudit | null = null;
  #child: Deno.ChildProcess | null = null;

  constructor(private readonly options: AuditProcessOptions) {}

  /** The one that is under way, and what the last one found. */
  state(): { readonly running: RunningAudit | null; readonly last: EndedAudit | null } {
    return { running: this.#running, last: this.#last };
  }

  /**
   * Begins an audit.
   *
   * @throws {CommandError} when one is under way
   */
  start(order: AuditOrder): RunningAudit {
    if (this.#running !== null) {
      throw new CommandError("An audit is under way: wait for its end, or end it", EXIT.failed);
    }
    const running = { ...order, started: new Date().toISOString() };
    this.#running = running;
    this.#run(running).then((ended) => {
      this.#last = ended;
      this.#running = null;
      this.#child = null;
      this.options.onChange();
    });
    this.options.onChange();
    return running;
  }

  /** Ends the one that is under way; false when there is none. */
  stop(): boolean {
    try {
      this.#child?.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
    return this.#running !== null;
  }

  /** Never rejects: what goes wrong is told. */
  async #run(running: RunningAudit): Promise<EndedAudit> {
    const ended = () => new Date().toISOString();
    try {
      const child = this.#spawn(running);
      this.#child = child;
      const [{ code }, said, told] = await Promise.all([
        child.status,
        textOf(child.stdout, OUTPUT_BYTES_MAX),
        textOf(child.stderr, OUTPUT_BYTES_MAX),
      ]);
      const found = code === EXIT.failed || said === null ? [] : foundIn(said);
      const trouble = troubleOf(code, said, told ?? "");
      return { ...running, ended: ended(), exitCode: code, trouble, found };
    } catch (error) {
      const trouble = messageOf(error);
      return { ...running, ended: ended(), exitCode: EXIT.failed, trouble, found: [] };
    }
  }

  #spawn({ roots, compare }: AuditOrder): Deno.ChildProcess {
    const { programUrl, databasePath } = this.options;
    const folder = databasePath.slice(0, databasePath.lastIndexOf("/")) || "/";
    const { program, args, env } = childCommand({
      entry: programUrl,
      standalone: Deno.build.standalone ? Deno.execPath() : null,
      words: [
        ...["audit", "--json", "--db", databasePath],
        ...roots.flatMap((root) => ["--folder", root]),
        ...compare.map((what) => `--${what}`),
      ],
      // The result is noted beside the catalogue.
      writePaths: [folder],
      flags: ["--allow-env", "--allow-sys=statfs", "--allow-run=deno", "--allow-net"],
      heapLimitMb: HEAP_LIMIT_MB,
      env: Deno.env,
    });
    const command = new Deno.Command(program, {
      ...{ args: [...args], env: { ...env }, clearEnv: true },
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
    });
    return command.spawn();
  }
}

/** All of it; `null` when it is more than that. */
async function textOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  bytesMax: number,
): Promise<string | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size <= bytesMax) parts.push(part);
    else parts.length = 0;
  }
  return size > bytesMax ? null : await new Blob(parts).text();
}

function foundIn(said: string): FoundInRoot[] {
  if (said.trim() === "") return [];
  const { roots } = JSON.parse(said) as {
    roots: {
      root: string;
      offline: string | null;
      differences: unknown[];
      unreadable: unknown[];
    }[];
  };
  return roots.map(({ root, offline, differences, unreadable }) => ({
    root,
    offline,
    differences: differences.length,
    unreadable: unreadable.length,
    first: differences.slice(0, FIRST_MAX),
  }));
}

function troubleOf(code: number, said: string | null, told: string): string | null {
  if (code === 130 || code === 143) return "It was ended before its end";
  if (said === null) return "There are more differences than can be listed: see the command audit";
  const isDone = code !== EXIT.failed && code !== EXIT.usage && said.trim() !== "";
  return isDone ? null : told.trim().slice(-LAST_WORDS_MAX) || `It ended with code ${code}`;
}
