/**
 * The complete lines of a stream of UTF-8, without their ends; what stands behind the last line end is
 * dropped. A `TextDecoderStream` would cost more than the lines do.
 */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) yield line;
  }
}
