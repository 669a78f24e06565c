import { configureLogging, type Logging, type LogLevel } from "../lib/logging/configure_logging.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Sends the log where the command line says.
 *
 * @param beforeLine called before a line is written to the terminal
 * @throws {CommandError} when the file cannot be written
 */
export async function logAsAsked(
  { options, absolute }: Invocation,
  beforeLine: () => void,
): Promise<Logging> {
  const file = options["log-file"];
  const level = options["verbose"] === true ? "debug" : options["log-level"] ?? "info";
  return await configureLogging({
    level: level as LogLevel,
    json: options["log-json"] === true,
    beforeLine,
    ...(typeof file === "string" ? { file: absolute(file) } : {}),
  });
}
