import { Hono } from "hono";
import { api } from "./api.ts";
import { guard, type GuardOptions } from "./guard.ts";
import { HttpProblem } from "./http_problem.ts";
import { addPage } from "./page_files.ts";
import type { HttpPorts } from "./ports.ts";

/** Requests that are being answered at the same time, streams of events among them. */
const REQUESTS_MAX = 512;

/** Answers requests; nothing is thrown. */
export type HttpHandler = (request: Request) => Promise<Response>;

/** The whole interface: API, page, metrics and health. */
export function httpApp(ports: HttpPorts, options: GuardOptions): HttpHandler {
  const app = new Hono();
  app.route("/api/v1", api(ports));
  app.get("/metrics", async () =>
    new Response(await ports.metrics(), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    }));
  app.get("/healthz", () => new Response("ok\n"));
  app.get(
    "/readyz",
    () => ports.isReady() ? new Response("ready\n") : new Response("starting\n", { status: 503 }),
  );
  addPage(app);
  app.notFound(({ req }) => {
    const isRead = req.method === "GET" || req.method === "HEAD";
    return new HttpProblem(
      isRead ? 404 : 405,
      isRead ? "There is nothing at this address" : "That cannot be done at this address",
    ).response();
  });
  app.onError((error) => problemOf(error, ports).response());
  let underWay = 0;
  return async (request) => {
    underWay++;
    let response: Response;
    try {
      if (underWay > REQUESTS_MAX) throw new HttpProblem(503, "Too much is asked at once");
      guard(request, options);
      response = await app.fetch(request);
    } catch (error) {
      response = problemOf(error, ports).response();
    }
    return counted(response, () => underWay--);
  };
}

/** Tells when an answer is over: at once, or when its stream has ended. */
function counted(response: Response, onEnd: () => void): Response {
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  // One of which only the headers are asked for has nothing that could end.
  if (!isStream || response.body === null) {
    onEnd();
    return response;
  }
  const ended = new TransformStream<Uint8Array, Uint8Array>({}, { highWaterMark: 0 }, {
    highWaterMark: 0,
  });
  response.body.pipeTo(ended.writable).catch(() => {}).finally(onEnd);
  return new Response(ended.readable, response);
}

function problemOf(error: unknown, ports: HttpPorts): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const trouble = ports.troubleOf(error);
  if (trouble !== null) return new HttpProblem(trouble.status, trouble.detail);
  ports.onError(error);
  return new HttpProblem(500, "The program has made a mistake: its log says which");
}
