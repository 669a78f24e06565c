import type { Hono } from "hono";
import { json } from "./answers.ts";
import { HttpProblem } from "./http_problem.ts";
import type { HttpPorts } from "./ports.ts";
import { queryOf } from "./questions.ts";
import { readBody } from "./read_body.ts";
import { AUDIT, check, NOTHING } from "./schemas.ts";

/** Audits: what the last ones found, and another one. */
export function addAudits(app: Hono, ports: HttpPorts): void {
  app.get("/audits", (c) => {
    queryOf(c, NOTHING);
    return json({ items: ports.audits(), next: null, ...ports.audit() });
  });
  app.post("/audits", async (c) => {
    const isBare = c.req.header("content-type") === undefined;
    const { root, compare } = check(AUDIT, isBare ? {} : await readBody(c.req.raw));
    const known = await ports.roots();
    const wanted = root === undefined ? known : known.filter(({ id }) => id === root);
    if (root !== undefined && wanted.length === 0) {
      throw new HttpProblem(422, `Cannot audit root ${root} as there is none of that number`);
    }
    const roots = wanted.map(({ path }) => path);
    return json({ running: ports.startAudit({ roots, compare }) }, undefined, 202);
  });
  app.delete("/audits", (c) => {
    queryOf(c, NOTHING);
    if (!ports.stopAudit()) throw new HttpProblem(409, "No audit is under way");
    return json({ message: "The audit is about to end" });
  });
}
