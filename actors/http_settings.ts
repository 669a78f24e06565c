import { isLoopback } from "../lib/core/is_loopback.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import type { Invocation } from "./invocation.ts";

/** Where and for whom the HTTP server is. */
export interface HttpSettings {
  readonly hostname: string;
  readonly port: number;
  /** A person wants that port and no other: then it is an error when it is taken. */
  readonly isWanted: boolean;
  readonly token: string | null;
}

const DEFAULT_PORT = 7580;
/** Shorter ones can be guessed. */
const TOKEN_CHARACTERS_MIN = 16;

/**
 * What a person said of the HTTP server; `null` when there is to be none.
 *
 * @throws {UsageError} when others could read everything, or the token cannot be read
 */
export function httpSettings(
  { options, absolute }: Pick<Invocation, "options" | "absolute">,
  environment: (name: string) => string | undefined,
): HttpSettings | null {
  if (options["no-http"] === true) return null;
  const { host, port, "token-file": file } = options;
  const hostname = typeof host === "string" ? host : "127.0.0.1";
  const token = typeof file === "string"
    ? readToken(absolute(file))
    : environment("PROOFSHEET_TOKEN") ?? null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError(["Cannot use the token: it is made of letters, digits and signs alone"]);
  }
  if (token !== null && token.length < TOKEN_CHARACTERS_MIN) {
    throw new UsageError([
      `Cannot use a token of ${token.length} characters: make one of ${TOKEN_CHARACTERS_MIN} or more, ` +
      "like that of openssl rand -hex 24",
    ]);
  }
  if (token === null && !isLoopback(hostname)) {
    throw new UsageError([
      `Cannot serve on '${hostname}' without a token, as others could read everything: ` +
      "put one into a file for --token-file, or into PROOFSHEET_TOKEN",
    ]);
  }
  const isWanted = typeof port === "number";
  return { hostname, port: isWanted ? port : DEFAULT_PORT, isWanted, token };
}

function readToken(path: string): string {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch (error) {
    throw new UsageError([`Cannot read the token in '${path}': ${messageOf(error)}`]);
  }
}
