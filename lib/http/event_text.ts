const encoder = new TextEncoder();

/** One event (HTML Living Standard §9.2, "Server-sent events"). */
export function eventText(kind: string, data: unknown, id: string | null): string {
  const head = id === null ? "" : `id: ${id}\n`;
  return `${head}event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Text of a stream as it is sent. */
export function eventBytes(text: string): Uint8Array {
  return encoder.encode(text);
}
