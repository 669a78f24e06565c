import type { Hono } from "hono";
import { json } from "./answers.ts";
import type { HttpPorts } from "./ports.ts";
import { queryOf } from "./questions.ts";
import { NOTHING } from "./schemas.ts";

/** Audits: what the last ones found. */
export function addAudits(app: Hono, ports: HttpPorts): void {
  app.get("/audits", (c) => json({ items: ports.audits(), next: null }, queryOf(c, NOTHING)));
}
