/**
 * The complete lines of a stream of UTF-8, without their ends; what stands behind the last line end is
 * dropped. A `TextDecoderStream` would cost more than the lines do.
 *
 * @param charactersMax longest line that is taken
 * @throws {RangeError} when a line is longer
 */
export async function* linesOf(
  stream: ReadableStream<Uint8Array>,
  charactersMax: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > charactersMax) {
      throw new RangeError(`Cannot take a line of more than ${charactersMax} characters`);
    }
    for (const line of lines) yield line;
  }
}
