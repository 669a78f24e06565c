import { configure, type LogRecord, type Sink } from "@logtape/logtape";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";

/** Where logs go and how much. */
export interface LoggingOptions {
  /** Every change of state too. */
  readonly verbose: boolean;
  /** JSON lines are appended here as well. */
  readonly file?: string;
  /** Called before a line is written to the terminal, to take a progress line away. */
  readonly beforeLine: () => void;
}

/**
 * Sends what is logged to standard error, and to a file when one is named.
 *
 * @throws {CommandError} when the file cannot be written
 */
export async function configureLogging(options: LoggingOptions): Promise<void> {
  const sinks: Record<string, Sink> = { terminal: terminalSink(options.beforeLine) };
  if (options.file !== undefined) sinks["file"] = fileSink(options.file);
  await configure({
    sinks,
    loggers: [
      {
        category: "proofsheet",
        lowestLevel: options.verbose ? "debug" : "info",
        sinks: Object.keys(sinks),
      },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["terminal"] },
    ],
  });
}

function terminalSink(beforeLine: () => void): Sink {
  const encoder = new TextEncoder();
  return (record) => {
    beforeLine();
    const level = record.level === "info" ? "" : `${record.level}: `;
    const line = `${timeOf(record)} ${level}${textOf(record)}\n`;
    try {
      Deno.stderr.writeSync(encoder.encode(line));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
}

/** Appends each record as one line of JSON; the file is its owner's only: it names people's photos. */
function fileSink(path: string): Sink {
  const file = openLog(path);
  const encoder = new TextEncoder();
  return (record) => {
    const { level, properties } = record;
    const at = new Date(record.timestamp).toISOString();
    const line = JSON.stringify({ at, level, message: textOf(record), ...properties });
    file.writeSync(encoder.encode(`${line}\n`));
  };
}

function openLog(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  } catch (error) {
    throw new CommandError(`Cannot log to '${path}': ${messageOf(error)}`, EXIT.usage, {
      cause: error,
    });
  }
}

function timeOf(record: LogRecord): string {
  // Local time, in the one form that sorts and is the same everywhere.
  return new Date(record.timestamp).toLocaleString("sv-SE");
}

function textOf(record: LogRecord): string {
  return record.message.map((part) => typeof part === "string" ? part : String(part)).join("");
}
