import { createHash, timingSafeEqual } from "node:crypto";
import { isLoopback } from "../core/is_loopback.ts";
import { HttpProblem } from "./http_problem.ts";

/** Who may ask. */
export interface GuardOptions {
  /** What whoever asks has to know; `null` on the own machine, where nothing is asked. */
  readonly token: string | null;
}

/** Paths that tell nothing and are asked by what starts and stops programs. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const URL_CHARACTERS_MAX = 8_192;
/** Bytes of one body. */
export const BODY_BYTES_MAX = 256 * 1024;

/**
 * Lets a request pass, or says why not.
 *
 * A page of another site must not ask in the name of whoever looks at it: without a token only the names
 * of the own machine are answered to (a name of theirs could be made to point here), and what changes
 * something has to come from this page or from no page at all.
 *
 * @throws {HttpProblem} when it may not pass
 */
export function guard(request: Request, { token }: GuardOptions): void {
  if (request.url.length > URL_CHARACTERS_MAX) {
    throw new HttpProblem(414, "The address is too long");
  }
  const url = new URL(request.url);
  const host = request.headers.get("host") ?? "";
  if (token === null && !isLoopback(host.replace(/:\d{1,5}$/, "").toLowerCase())) {
    throw new HttpProblem(
      421,
      "Without a token only localhost is answered to: set one, or ask for http://localhost",
    );
  }
  if (token !== null && !OPEN_PATHS.has(url.pathname)) assertKnows(request, token);
  assertSameSite(request, host);
  const size = Number(request.headers.get("content-length") ?? 0);
  if (size > BODY_BYTES_MAX) throw new HttpProblem(413, "The body is too large");
}

/** Headers of every answer. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "x-frame-options": "DENY",
};

/** As a bearer (RFC 6750), or as the password of anybody (RFC 7617), which browsers ask for. */
function assertKnows(request: Request, token: string): void {
  const [scheme = "", value = ""] = (request.headers.get("authorization") ?? "").split(" ");
  const told = scheme.toLowerCase() === "bearer"
    ? value
    : scheme.toLowerCase() === "basic"
    ? passwordIn(value)
    : null;
  if (told === null || !isSame(told, token)) {
    throw new HttpProblem(401, "The token is wanted, as bearer or as the password of any name");
  }
}

function passwordIn(encoded: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const text = new TextDecoder().decode(bytes);
    return text.slice(text.indexOf(":") + 1);
  } catch {
    return null;
  }
}

/** Takes the same time however much of it is right. */
function isSame(told: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(told), digest(token));
}

/** Fetch Metadata and RFC 6454: browsers tell from where a request comes, and pages cannot change it. */
function assertSameSite(request: Request, host: string): void {
  const site = request.headers.get("sec-fetch-site");
  const isNavigation = request.headers.get("sec-fetch-mode") === "navigate";
  const isSafe = SAFE_METHODS.has(request.method);
  if (site !== null && site !== "same-origin" && site !== "none" && !(isSafe && isNavigation)) {
    throw new HttpProblem(403, "Another site asks: only the own page may");
  }
  const origin = request.headers.get("origin");
  if (origin === null) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host.toLowerCase()) {
    throw new HttpProblem(403, "Another origin asks: only the own page may");
  }
}
