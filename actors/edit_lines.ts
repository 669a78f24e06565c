import { linesOf } from "../lib/core/lines_of.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import type { Invocation } from "./invocation.ts";

/** What is asked of a daemon is one line itself, and has to fit into it. */
const CHARACTERS_MAX = 900_000;

/** For `edit --stdin`: the lines of standard input become an option, as they go over the socket. */
export async function withLines(invocation: Invocation): Promise<Invocation> {
  const { command, options } = invocation;
  if (command !== "edit" || options["stdin"] !== true) return invocation;
  const lines: string[] = [];
  let characters = 0;
  for await (const line of linesOf(closed(Deno.stdin.readable), CHARACTERS_MAX)) {
    if (line.trim() === "") continue;
    characters += line.length;
    if (characters > CHARACTERS_MAX) {
      throw new UsageError([
        `Cannot take more than ${CHARACTERS_MAX} characters of edits at once: give them in parts`,
      ]);
    }
    lines.push(line);
  }
  return { ...invocation, options: { ...options, lines } };
}

/** The last line counts also where its end is missing. */
function closed(input: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return input.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      flush: (controller) => controller.enqueue(new TextEncoder().encode("\n")),
    }),
  );
}
