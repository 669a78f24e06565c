import { configure, type LogLevel, type LogRecord, type Sink } from "@logtape/logtape";
import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { messageOf } from "../core/file_error.ts";
import { RepeatLimit } from "./limit_repeats.ts";
import { RotatingFile } from "./rotating_file.ts";

export type { LogLevel };

/** Where logs go and how much. */
export interface LoggingOptions {
  /** The least important level that is written; `debug` tells every change of state. */
  readonly level: LogLevel;
  /** JSON lines instead of text on standard error. */
  readonly json: boolean;
  /** JSON lines are appended here as well. */
  readonly file?: string;
  /** Called before a line is written to the terminal, to take a progress line away. */
  readonly beforeLine: () => void;
}

/** A log that is being written. */
export interface Logging {
  /** Closes the file; the log goes elsewhere by then. */
  close(): void;
}

/** Levels whose repetitions say nothing new; changes of state are all worth a line. */
const LIMITED: ReadonlySet<LogLevel> = new Set(["warning", "error"]);
/** What answers a person who has just asked for something is told each time. */
const ANSWERS = "settings";

/**
 * Sends what is logged to standard error, and to a file when one is named.
 *
 * @throws {CommandError} when the file cannot be written
 */
export async function configureLogging(options: LoggingOptions): Promise<Logging> {
  const format = options.json ? jsonOf : textLineOf;
  const terminal = limited(terminalSink(options.beforeLine, format));
  const file = options.file === undefined ? null : openLog(options.file);
  const sinks: Record<string, Sink> = { terminal };
  if (file !== null) {
    const write = limited((record) => file.writeLine(jsonOf(record)));
    sinks["file"] = orTell(write, `Cannot log to '${options.file}'`, terminal);
  }
  await configure({
    sinks,
    reset: true,
    loggers: [
      { category: "proofsheet", lowestLevel: options.level, sinks: Object.keys(sinks) },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["terminal"] },
    ],
  });
  return { close: () => file?.close() };
}

function limited(sink: Sink): Sink {
  const limit = new RepeatLimit();
  return (record) => {
    if (!LIMITED.has(record.level) || record.category.includes(ANSWERS)) return sink(record);
    const verdict = limit.judge(textOf(record), record.timestamp);
    if (!verdict.write) return;
    const note = verdict.repeats === 0 ? [] : [` (said ${verdict.repeats} more times since)`];
    sink({ ...record, message: [...record.message, ...note] });
  };
}

/** What cannot be written is said elsewhere, and the work goes on; once there is room so does the log. */
function orTell(sink: Sink, what: string, other: Sink): Sink {
  return (record) => {
    try {
      sink(record);
    } catch (error) {
      const message = [`${what}: ${messageOf(error)}; the log goes on here, and there once it can`];
      other({ ...record, level: "error", category: ["proofsheet"], message, properties: {} });
    }
  };
}

function terminalSink(beforeLine: () => void, format: (record: LogRecord) => string): Sink {
  const encoder = new TextEncoder();
  return (record) => {
    beforeLine();
    try {
      Deno.stderr.writeSync(encoder.encode(`${format(record)}\n`));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
}

function openLog(path: string): RotatingFile {
  try {
    return new RotatingFile(path);
  } catch (error) {
    throw new CommandError(`Cannot log to '${path}': ${messageOf(error)}`, EXIT.usage, {
      cause: error,
    });
  }
}

function textLineOf(record: LogRecord): string {
  const level = record.level === "info" ? "" : `${record.level}: `;
  // Local time, in the one form that sorts and is the same everywhere.
  return `${new Date(record.timestamp).toLocaleString("sv-SE")} ${level}${textOf(record)}`;
}

function jsonOf(record: LogRecord): string {
  const { level, properties } = record;
  const at = new Date(record.timestamp).toISOString();
  return JSON.stringify({ at, level, message: textOf(record), ...properties });
}

function textOf(record: LogRecord): string {
  return record.message.map((part) => typeof part === "string" ? part : String(part)).join("");
}
