import { BODY_BYTES_MAX } from "./guard.ts";
import { HttpProblem } from "./http_problem.ts";

/**
 * The JSON of a request, however it is sent and however large it says it is.
 *
 * @throws {HttpProblem} 400, 413 or 415
 */
export async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  // What a form of another site can send is none of these.
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new HttpProblem(415, "The body has to be application/json");
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const part of request.body ?? []) {
      size += part.length;
      if (size > BODY_BYTES_MAX) throw new HttpProblem(413, "The body is too large");
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    // Whoever sent it went away, or was too slow: the connection is closed already.
    throw new HttpProblem(400, "The body broke off");
  }
  try {
    const bytes = await new Blob(parts).bytes();
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HttpProblem(400, "The body is no JSON");
  }
}
