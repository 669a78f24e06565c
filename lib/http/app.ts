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
  app.notFound(({ req }) => nothing(methodsAt(req.path, app.routes)));
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

/** What can be done at a path, by the routes there are. */
function methodsAt(path: string, routes: Hono["routes"]): string[] {
  const isAt = (pattern: string) => {
    const [wanted, given] = [pattern.split("/"), path.split("/")];
    return wanted.length === given.length &&
      wanted.every((part, index) => part.startsWith(":") || part === given[index]);
  };
  const methods = routes.filter((route) => isAt(route.path)).map(({ method }) => method);
  return [...new Set(methods.flatMap((method) => method === "GET" ? ["GET", "HEAD"] : [method]))];
}

/** RFC 9110 §15.5.6: who asks for what cannot be done is told what can. */
function nothing(methods: readonly string[]): Response {
  if (methods.length === 0) {
    return new HttpProblem(404, "There is nothing at this address").response();
  }
  const allowed = methods.join(", ");
  const response = new HttpProblem(405, `At this address there is ${allowed} alone`).response();
  response.headers.set("allow", allowed);
  return response;
}

/** Tells when an answer is over: at once, or when its stream has ended. */
function counted(response: Response, onEnd: () => void): Response {
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  // One of which only the headers are asked for has nothing that could end.
  if (!isStream || response.body === null) {
    onEnd();
    return response;
  }
  return new Response(endTold(response.body.getReader(), onEnd), response);
}

/** The same stream, read only when it is read; a pipe would cost every listener three streams more. */
function endTold(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let tell = () => {
    tell = () => {};
    onEnd();
  };
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await reader.read().catch((error) => {
        tell();
        throw error;
      });
      if (!done) return controller.enqueue(value);
      tell();
      controller.close();
    },
    cancel: async (reason) => {
      tell();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

function problemOf(error: unknown, ports: HttpPorts): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const trouble = ports.troubleOf(error);
  if (trouble !== null) return new HttpProblem(trouble.status, trouble.detail);
  ports.onError(error);
  return new HttpProblem(500, "The program has made a mistake: its log says which");
}
