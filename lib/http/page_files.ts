import type { Hono } from "hono";
import { createHash } from "node:crypto";
import app from "./page/app.js" with { type: "text" };
import editForm from "./page/edit_form.js" with { type: "text" };
import edits from "./page/edits.js" with { type: "text" };
import grid from "./page/grid.js" with { type: "text" };
import html from "./page/index.html" with { type: "text" };
import icon from "./page/icon.svg" with { type: "text" };
import photo from "./page/photo.js" with { type: "text" };
import roots from "./page/roots.js" with { type: "text" };
import style from "./page/style.css" with { type: "text" };
import waiting from "./page/waiting.js" with { type: "text" };
import words from "./page/words.js" with { type: "text" };

const SCRIPT = "text/javascript; charset=utf-8";

/** Every file of the page, by its address: all of it is in the program, nothing comes from elsewhere. */
const FILES: Readonly<Record<string, readonly [text: string, type: string]>> = {
  "/": [html, "text/html; charset=utf-8"],
  "/page/app.js": [app, SCRIPT],
  "/page/edit_form.js": [editForm, SCRIPT],
  "/page/edits.js": [edits, SCRIPT],
  "/page/grid.js": [grid, SCRIPT],
  "/page/photo.js": [photo, SCRIPT],
  "/page/roots.js": [roots, SCRIPT],
  "/page/waiting.js": [waiting, SCRIPT],
  "/page/words.js": [words, SCRIPT],
  "/page/style.css": [style, "text/css; charset=utf-8"],
  "/page/icon.svg": [icon, "image/svg+xml"],
};

/** Serves the page. A browser asks each time whether it is still the same. */
export function addPage(app: Hono): void {
  for (const [path, [text, type]] of Object.entries(FILES)) {
    const tag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
    const headers = { "content-type": type, "cache-control": "no-cache", etag: tag };
    app.get(
      path,
      ({ req }) =>
        req.header("if-none-match") === tag
          ? new Response(null, { status: 304, headers })
          : new Response(text, { headers }),
    );
  }
}
