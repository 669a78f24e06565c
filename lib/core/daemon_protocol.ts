import type { RootProgress } from "./root_work.ts";

/** Raised whenever either side would misunderstand the other. */
export const DAEMON_PROTOCOL_VERSION = 1;

/** A command that somebody typed and the daemon is to carry out: one line of JSON, one a connection. */
export interface DaemonRequest {
  readonly version: number;
  readonly command: string;
  readonly options: Readonly<Record<string, boolean | number | string | readonly string[]>>;
  readonly positionals: readonly string[];
  /** Absolute; relative paths on the command line are seen from here. */
  readonly directory: string;
}

/** What the daemon says meanwhile, a line of JSON each; `end` is the last. */
export type DaemonAnswer =
  /** For standard output. */
  | { readonly type: "print"; readonly text: string }
  /** For standard error. */
  | { readonly type: "tell"; readonly text: string }
  | { readonly type: "progress"; readonly progress: RootProgress | null }
  /** What the program ends with. */
  | { readonly type: "end"; readonly code: number };

/**
 * Reads a request.
 *
 * @throws {TypeError} when the line is none, or of another version, with the cure
 */
export function parseDaemonRequest(line: string): DaemonRequest {
  const request = parseObject(line);
  if (request["version"] !== DAEMON_PROTOCOL_VERSION) {
    throw new TypeError(
      `Cannot understand a request of version ${
        request["version"]
      } as this is version ${DAEMON_PROTOCOL_VERSION}: ` +
        "start the daemon anew, with the program that asks",
    );
  }
  const { command, options, positionals, directory } = request;
  const isRight = typeof command === "string" && isOptions(options) && isTexts(positionals) &&
    typeof directory === "string" && directory.startsWith("/");
  if (!isRight) throw new TypeError(`Cannot understand the request '${line.slice(0, 200)}'`);
  return request as unknown as DaemonRequest;
}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown = null;
  try {
    value = JSON.parse(line);
  } catch {
    // Told below.
  }
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new TypeError(`Cannot understand the request '${line.slice(0, 200)}' as it is no object`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.values(value).every((one) =>
      ["boolean", "number", "string"].includes(typeof one) || isTexts(one)
    );
}
