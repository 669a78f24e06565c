import { type Context, Hono } from "hono";
import { isWithin } from "../core/is_within.ts";
import { done, json, refused } from "./answers.ts";
import { addAudits } from "./audit_routes.ts";
import { addEdits } from "./edit_routes.ts";
import { HttpProblem } from "./http_problem.ts";
import type { HttpCommand, HttpPorts } from "./ports.ts";
import { idOf, queryOf } from "./questions.ts";
import { readBody } from "./read_body.ts";
import {
  CHANGES,
  check,
  checkSearch,
  NEW_ROOT,
  NOTHING,
  numberAfter,
  PAGE,
  PHOTOS,
  REMOVAL,
  SYNC,
} from "./schemas.ts";

const NO_PHOTO = "There is no such photo now";

/** Everything below `/api/v1`. */
export function api(ports: HttpPorts): Hono {
  const app = new Hono();
  app.get("/status", async (c) => json(await ports.status(), queryOf(c, NOTHING)));
  addReading(app, ports);
  addRoots(app, ports);
  addHeld(app, ports);
  addEdits(app, ports);
  addAudits(app, ports);
  app.post("/sync", async (c) => {
    const { paths } = check(SYNC, await readBody(c.req.raw));
    const known = (await ports.roots()).map((root) => root.path);
    const stranger = paths.find((path) =>
      !isPlain(path) || !known.some((root) => isWithin(path, root))
    );
    if (stranger !== undefined) {
      throw new HttpProblem(422, `Cannot sync '${stranger}' as it is in no known root`);
    }
    const command: HttpCommand = {
      command: "sync",
      positionals: [],
      options: { folder: paths, json: true },
    };
    const result = await ports.carryOut(command, c.req.raw.signal);
    // What was in the way of a root is said of that root; only what was not done at all is a problem.
    if (result.text === "") throw refused(result);
    return json(JSON.parse(result.text));
  });
  app.get("/events", (c) => {
    const lastEventId = c.req.header("last-event-id") ?? c.req.query("since") ?? null;
    return new Response(ports.events(lastEventId), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  });
  return app;
}

function addReading(app: Hono, ports: HttpPorts): void {
  app.get("/photos", async (c) => {
    const { q, after = null, ...rest } = queryOf(c, PHOTOS);
    checkSearch(q);
    return json(await ports.search({ query: q, after, ...rest }));
  });
  app.get("/photos/:id", async (c) => {
    const photo = await ports.photo(idOf(c));
    if (photo === null) throw new HttpProblem(404, NO_PHOTO);
    return json(photo);
  });
  app.get("/photos/:id/preview", async (c) => {
    const bytes = await ports.preview(idOf(c));
    if (bytes === null) {
      const isThere = await ports.photo(idOf(c)) !== null;
      const why = isThere ? "The file of this photo holds no small picture" : NO_PHOTO;
      throw new HttpProblem(404, why);
    }
    const headers = { "content-type": "image/jpeg", "cache-control": "private, max-age=3600" };
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
  });
  app.get("/problems", async (c) => {
    const { limit, after } = queryOf(c, PAGE);
    return json(await ports.problems(after === undefined ? null : problemCursor(after), limit));
  });
  app.get("/scans", async (c) => {
    const { limit, after } = queryOf(c, PAGE);
    return json(await ports.scans(numberAfter(after), limit));
  });
  app.get("/changes", async (c) => {
    const { since = null, limit } = queryOf(c, CHANGES);
    return json(await ports.changes(since, limit));
  });
}

function addRoots(app: Hono, ports: HttpPorts): void {
  app.get(
    "/roots",
    async (c) => json({ items: await ports.roots(), next: null }, queryOf(c, NOTHING)),
  );
  app.post("/roots", async (c) => {
    const { path } = check(NEW_ROOT, await readBody(c.req.raw));
    await ports.addRoot(path);
    const root = (await ports.roots()).find((one) => one.path === path);
    return json(root ?? { path }, undefined, 201);
  });
  const verb = (name: string, positionals: (path: string) => string[]) =>
    app.post(`/roots/:id/${name}`, async (c) => {
      const path = await pathOf(c, ports);
      const command = { command: "roots", positionals: positionals(path), options: {} } as const;
      return done(await ports.carryOut(command, c.req.raw.signal));
    });
  verb("pause", (path) => ["pause", path]);
  verb("resume", (path) => ["resume", path]);
  app.post("/roots/:id/sync", async (c) => {
    const options = { folder: [await pathOf(c, ports)], json: true };
    const command = { command: "sync", positionals: [], options } as const;
    const result = await ports.carryOut(command, c.req.raw.signal);
    if (result.text === "") throw refused(result);
    return json(JSON.parse(result.text));
  });
  app.delete("/roots/:id", async (c) => {
    const { yes } = queryOf(c, REMOVAL);
    const path = await pathOf(c, ports);
    if (yes !== "true") {
      throw new HttpProblem(
        422,
        `Cannot forget '${path}' without ?yes=true: ids of its photos, and when they were added, ` +
          "are kept nowhere else",
      );
    }
    const positionals = ["remove", path];
    const command = { command: "roots", positionals, options: { yes: true } } as const;
    return done(await ports.carryOut(command, c.req.raw.signal));
  });
}

function addHeld(app: Hono, ports: HttpPorts): void {
  app.get(
    "/held",
    async (c) => json({ items: await ports.held(), next: null }, queryOf(c, NOTHING)),
  );
  for (const verb of ["approve", "reject"]) {
    app.post(`/held/:id/${verb}`, async (c) => {
      const id = idOf(c);
      const lists = await ports.held();
      if (!lists.some((list) => list["id"] === id)) {
        throw new HttpProblem(404, "There is no such list now: one that grows gets a new number");
      }
      const positionals = [verb, String(id)];
      const command = { command: "held", positionals, options: {} } as const;
      return done(await ports.carryOut(command, c.req.raw.signal));
    });
  }
}

async function pathOf(c: Context, ports: HttpPorts): Promise<string> {
  const id = idOf(c);
  const root = (await ports.roots()).find((one) => one.id === id);
  if (root === undefined) throw new HttpProblem(404, "There is no such root");
  return root.path;
}

function problemCursor(after: string): string[] {
  try {
    const parts: unknown = JSON.parse(after);
    if (Array.isArray(parts) && parts.length === 3) return parts.map(String);
  } catch {
    // As below.
  }
  throw new HttpProblem(400, "Cannot read 'after': it is what an earlier answer gave as next");
}

/** Nothing in it leads up again. */
function isPlain(path: string): boolean {
  return !path.split("/").some((part) => part === ".." || part === ".");
}
