import assert from "node:assert/strict";
import { until } from "../support/until.ts";
import { makeOldTree, withLibrary } from "./photo_library.ts";
import { Random } from "./random.ts";
import { ask, serve } from "./serving_library.ts";
import { stop } from "./watching_library.ts";

/** A few; `PROOFSHEET_EVENT_CLIENTS=200 PROOFSHEET_EVENT_FILES=20000` for many. */
const CLIENTS = Number(Deno.env.get("PROOFSHEET_EVENT_CLIENTS") ?? 12);
const FILES = Number(Deno.env.get("PROOFSHEET_EVENT_FILES") ?? 600);

Deno.test("C-091 events: clients that come and go while photos come get one complete sequence", () =>
  withLibrary(async (library) => {
    library.write("first.jpg", { seed: 1 });
    const { watch, url } = await serve(library);
    await using _watch = watch;
    const events = `${url}/api/v1/events`;
    const { json: { next: begin } } = await ask(`${url}/api/v1/changes?since=now`);
    const memoryMb = async () => {
      const { text } = await ask(`${url}/metrics`);
      return Number(/^proofsheet_memory_bytes (\d+)/m.exec(text)?.[1]) / 1e6;
    };
    const beforeMb = await memoryMb();
    // Connected all the time, and reads nothing.
    const idler = await fetch(events);
    const last = { seq: null as number | null };
    const clients = Array.from(
      { length: CLIENTS },
      (_, index) => follow(events, begin, new Random(index), last),
    );
    makeOldTree(library.photos, { files: FILES, perDirectory: 100 });
    await until(() => library.paths().length === FILES + 1, {
      what: "all photos",
      timeoutMs: 600_000,
    });
    const applied = library.query("SELECT seq FROM changes WHERE seq > 1 ORDER BY seq")
      .map(({ seq }) => Number(seq));
    last.seq = applied.at(-1) ?? 0;
    const told = await Promise.all(clients);
    // Something may have been changed again since.
    const all = library.query("SELECT seq FROM changes WHERE seq > 1 ORDER BY seq")
      .map(({ seq }) => Number(seq));
    for (const seqs of told) assert.deepEqual(seqs, all.slice(0, seqs.length));
    const grownMb = await memoryMb() - beforeMb;
    console.log(`events: ${CLIENTS} clients, ${FILES} files, ${Math.round(grownMb)} MB more`);
    assert.ok(grownMb < 250, `${grownMb} MB more than before`);
    await idler.body?.cancel();

    const other = await firstEvents(`${events}?since=00000000-0000-0000-0000-000000000000:7`);
    assert.match(other, /^id: [0-9a-f-]+:\d+\nevent: restart\ndata: \{"reason":"it is of another/);
    await stop(watch);
  }));

/** The numbers of all changes that a client is told over connections that it drops, or loses. */
async function follow(
  url: string,
  begin: string,
  random: Random,
  last: { readonly seq: number | null },
): Promise<number[]> {
  const seqs: number[] = [];
  let cursor = begin;
  while (last.seq === null || (seqs.at(-1) ?? 0) < last.seq) {
    const stay = AbortSignal.timeout(random.between(100, 2_000));
    try {
      const response = await fetch(url, { headers: { "last-event-id": cursor }, signal: stay });
      for await (const part of eventsOf(response)) {
        const [, id] = /^id: (.*)$/m.exec(part) ?? [];
        const [, data] = /^event: change\ndata: (.*)$/m.exec(part) ?? [];
        if (data !== undefined) seqs.push(JSON.parse(data).seq);
        cursor = id ?? cursor;
      }
    } catch {
      // As a browser does: it comes again, with the cursor it has.
    }
  }
  return seqs;
}

async function* eventsOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of response.body ?? []) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

/** What a stream says first. */
async function firstEvents(url: string): Promise<string> {
  const response = await fetch(url);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  await reader.cancel();
  return value;
}
