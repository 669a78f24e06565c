import type { Context } from "hono";
import { HttpProblem } from "./http_problem.ts";
import { check, ID } from "./schemas.ts";

/**
 * The number in an address.
 *
 * @throws {HttpProblem} 404 when it is none
 */
export function idOf(c: Context): number {
  try {
    return check(ID, c.req.param("id"));
  } catch {
    throw new HttpProblem(404, "There is nothing of that number");
  }
}

/**
 * What stands behind the question mark, each name once.
 *
 * @throws {HttpProblem} 400 that names what is wrong
 */
export function queryOf<Schema extends Parameters<typeof check>[0]>(c: Context, schema: Schema) {
  const values: Record<string, string> = {};
  for (const [name, [value = "", ...more]] of Object.entries(c.req.queries())) {
    if (more.length > 0) throw new HttpProblem(400, `Cannot read '${name}': it is there twice`);
    values[name] = value;
  }
  return check(schema, values);
}
