import type { Hono } from "hono";
import { isEmptyEdit, parseEdit, type TypedEdit } from "../core/parse_edit.ts";
import { json, refused } from "./answers.ts";
import { HttpProblem } from "./http_problem.ts";
import type { HttpPorts } from "./ports.ts";
import { idOf, queryOf } from "./questions.ts";
import { readBody } from "./read_body.ts";
import { check, EDIT, EDITS, NOTHING, numberAfter, WAIT } from "./schemas.ts";

const DECISIONS = ["retry", "discard", "seen"];
/** More fields than there are: what an edit became is told of each. */
const FIELDS_MAX = 50;

/** Edits of photos, and what became of them. */
export function addEdits(app: Hono, ports: HttpPorts): void {
  app.get("/edits", async (c) => {
    const { photo = null, since = null, limit, after, ...asked } = queryOf(c, EDITS);
    // What came further since then may be over.
    const { state = since === null ? "open" : "all" } = asked;
    const before = numberAfter(after);
    return json(await ports.edits({ state, photoId: photo, sinceMs: since, before, limit }));
  });
  app.get("/edits/:id", async (c) => json(await editOf(idOf(c), ports), queryOf(c, NOTHING)));
  app.post("/photos/:id/edits", async (c) => {
    const id = idOf(c);
    const { wait } = queryOf(c, WAIT);
    const options = editIn(await readBody(c.req.raw));
    const photo = await ports.photo(id);
    if (photo === null) throw new HttpProblem(404, "There is no such photo now");
    const positionals = [`${photo["root"]}/${photo["path"]}`];
    const isWaitedFor = wait === "true";
    const result = await ports.carryOut({
      command: "edit",
      positionals,
      options: { ...options, json: true, wait: isWaitedFor },
    }, c.req.raw.signal);
    const told = result.text === "" ? null : JSON.parse(result.text);
    // What is accepted and could not be written is told of its fields; this is what was not accepted.
    if (told === null || (told.edits.length === 0 && result.exitCode !== 0)) throw refused(result);
    const fields = new Set(told.edits.map(({ field }: { field: string }) => field));
    const newest = await ports.edits({
      ...{ state: "all", photoId: id, sinceMs: null, before: null, limit: FIELDS_MAX },
    });
    const items = newest.items.filter(({ field }) => fields.delete(String(field)));
    return json({ items, next: null }, undefined, isWaitedFor || items.length === 0 ? 200 : 202);
  });
  for (const decision of DECISIONS) {
    app.post(`/edits/${decision}`, async (c) => {
      queryOf(c, NOTHING);
      const options = { all: true, json: true };
      const command = { command: "edits", positionals: [decision], options } as const;
      const result = await ports.carryOut(command, c.req.raw.signal);
      if (result.exitCode !== 0) throw refused(result);
      return json({ ids: JSON.parse(result.text)[decision] });
    });
    app.post(`/edits/:id/${decision}`, async (c) => {
      const id = idOf(c);
      await editOf(id, ports);
      const positionals = [decision, String(id)];
      const command = { command: "edits", positionals, options: {} } as const;
      const result = await ports.carryOut(command, c.req.raw.signal);
      if (result.exitCode !== 0) throw refused(result);
      return json(await editOf(id, ports), queryOf(c, NOTHING));
    });
  }
}

async function editOf(id: number, ports: HttpPorts): Promise<unknown> {
  const edit = await ports.edit(id);
  if (edit === null) throw new HttpProblem(404, "There is no edit of that number");
  return edit;
}

/**
 * The options of `edit` that a body stands for.
 *
 * @throws {HttpProblem} 400 that names everything that is wrong
 */
function editIn(body: unknown): Readonly<Record<string, string | boolean | readonly string[]>> {
  const given = Object.entries(check(EDIT, body)).filter(([, value]) => value !== undefined);
  const typed = Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "number" ? String(value) : value]),
  ) as Readonly<Record<string, string | boolean | readonly string[]>>;
  const errors: { name: string; reason: string }[] = [];
  const edit = parseEdit(typed as TypedEdit, (complaint) => {
    const [, reason = complaint, name = ""] = /^(.*) \(--([a-z-]+)\)$/s.exec(complaint) ?? [];
    errors.push({ name, reason });
  });
  const [first] = errors;
  if (first !== undefined) throw new HttpProblem(400, first.reason, { errors });
  if (isEmptyEdit(edit)) throw new HttpProblem(400, "Nothing to change: give a field");
  return typed;
}
