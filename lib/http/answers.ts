import { HttpProblem } from "./http_problem.ts";
import type { CommandResult } from "./ports.ts";

/**
 * An answer as JSON.
 *
 * @param _checked the query of a request that takes none, so that it is looked at
 */
export function json(value: unknown, _checked?: unknown, status = 200): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}

/**
 * What a command said that was carried out.
 *
 * @throws {HttpProblem} when it was not
 */
export function done(result: CommandResult): Response {
  if (result.exitCode !== 0) throw refused(result);
  return json({ message: result.text.trim() });
}

/** Why a command was not carried out. */
export function refused({ exitCode, told }: CommandResult): HttpProblem {
  // 2: what was asked cannot be done as it is; else something is in the way for now.
  return new HttpProblem(exitCode === 2 ? 422 : 409, told.trim());
}
