import assert from "node:assert/strict";
import { CommandError } from "../../lib/core/command_error.ts";
import { EXIT } from "../../lib/core/exit_code.ts";
import { EventHub } from "../../lib/http/event_hub.ts";

/** A change log in memory, read as the hub reads the real one. */
class FakeLog {
  readonly seqs: number[] = [];
  oldest = 1;
  problems = 0;
  state = "idle";
  asked = 0;
  looked = 0;
  editsAt: string | null = null;

  readonly ports = {
    changes: (since: string, limit: number) => {
      this.asked++;
      const last = this.seqs.at(-1) ?? 0;
      if (since === "now") return Promise.resolve(answer([], last, false));
      if (!/^\w:\d+$/.test(since)) {
        return Promise.reject(new CommandError(`Cannot read '${since}'`, EXIT.usage));
      }
      const from = Number(since.slice(2));
      if (!since.startsWith("e:") || from < this.oldest - 1) {
        return Promise.resolve({ ...answer([], last, false), restart: true, reason: "too old" });
      }
      const seqs = this.seqs.filter((seq) => seq > from).slice(0, limit);
      const more = seqs.length === limit;
      return Promise.resolve(answer(seqs, more ? seqs.at(-1)! : last, more));
    },
    roots: () => {
      this.looked++;
      return [{ path: "/photos", state: this.state }];
    },
    audit: () => ({ running: null }),
    totals: () =>
      Promise.resolve({ problems: this.problems, held: 0, edits: {}, editsAt: this.editsAt }),
  };

  add(count: number): void {
    for (let index = 0; index < count; index++) this.seqs.push((this.seqs.at(-1) ?? 0) + 1);
  }
}

function answer(seqs: readonly number[], next: number, more: boolean) {
  const changes = seqs.map((seq) => ({ cursor: `e:${seq}`, seq, kind: "appeared" }));
  return { restart: false, reason: null as string | null, changes, more, next: `e:${next}` };
}

interface Told {
  readonly id: string | null;
  readonly kind: string;
  // deno-lint-ignore no-explicit-any
  readonly data: any;
}

/** Reads events until `isEnough`, then goes. */
async function listen(
  hub: EventHub,
  lastEventId: string | null,
  isEnough: (told: readonly Told[]) => boolean,
): Promise<Told[]> {
  const told: Told[] = [];
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of hub.open(lastEventId)) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    told.push(...parts.filter((part) => !part.startsWith(":")).map(parse));
    if (isEnough(told)) break;
  }
  return told;
}

function parse(text: string): Told {
  const fields = Object.fromEntries(
    text.split("\n").map((
      line,
    ) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  return {
    id: fields["id"] ?? null,
    kind: fields["event"] ?? "",
    data: JSON.parse(fields["data"] ?? "null"),
  };
}

const seqsOf = (told: readonly Told[]) =>
  told.filter(({ kind }) => kind === "change").map(({ data }) => data.seq);

Deno.test("C-091 events: a listener begins now, and is told states once", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  log.add(5);
  const listening = listen(hub, null, (told) => told.some(({ kind }) => kind === "change"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  log.add(1);
  hub.wake();
  const told = await listening;
  assert.deepEqual(told.map(({ kind }) => kind), [
    "hello",
    "root",
    "problems",
    "held",
    "edits",
    "audit",
    "change",
  ]);
  assert.equal(told[0]?.id, "e:5");
  assert.deepEqual(told.at(-1), { id: "e:6", kind: "change", data: { seq: 6, kind: "appeared" } });
  hub.close();
});

Deno.test("C-091 events: who comes back misses nothing and is told nothing twice", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  log.add(1_000);
  const first = await listen(hub, "e:100", (told) => seqsOf(told).length >= 300);
  const second = await listen(hub, first.at(-1)?.id ?? "", (told) => seqsOf(told).includes(1_000));
  assert.deepEqual([...seqsOf(first), ...seqsOf(second)], log.seqs.slice(100));
  hub.close();
});

Deno.test("C-048 events: a cursor that is too old, another's or no cursor makes a listener start anew", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  log.add(50);
  log.oldest = 20;
  for (const cursor of ["e:3", "x:40", "nonsense", "", "e:50\n\nevent: change"]) {
    const [told] = await listen(hub, cursor, (told) => told.length > 0);
    assert.deepEqual([told?.kind, told?.id], ["restart", "e:50"]);
  }
  hub.close();
});

Deno.test("events: 200 listeners that come and go get the same complete sequence, and share the reading", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  const LAST = 4_000;
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
  const writing = (async () => {
    while (log.seqs.length < LAST) {
      log.add(Math.min(250, LAST - log.seqs.length));
      hub.wake();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const listeners = Array.from({ length: 200 }, async () => {
    const all: number[] = [];
    let cursor = "e:0";
    while (all.at(-1) !== LAST) {
      const goesAfter = 1 + random(800);
      const told = await listen(hub, cursor, (told) => {
        const seqs = seqsOf(told);
        return seqs.length >= goesAfter || seqs.at(-1) === LAST;
      });
      all.push(...seqsOf(told));
      cursor = told.findLast(({ id }) => id !== null)?.id ?? cursor;
    }
    return all;
  });
  for (const all of await Promise.all(listeners)) assert.deepEqual(all, log.seqs);
  await writing;
  assert.equal(hub.size, 0);
  hub.close();
});

Deno.test("events: listeners that were cut off at different places share what is read", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  log.add(1_000);
  const before = log.asked;
  const all = (since: string) => listen(hub, since, (told) => seqsOf(told).includes(1_000));
  const told = await Promise.all(["e:10", "e:77", "e:150", "e:199"].map(all));
  assert.deepEqual(told.map((one) => seqsOf(one).length), [990, 923, 850, 801]);
  // Each page once, and that there is nothing more.
  assert.ok(log.asked - before <= 11, `${log.asked - before} were read`);
  hub.close();
});

Deno.test("events: a page that is full is not read again when there is news", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  log.add(950);
  const stay = hub.open(null).getReader();
  await stay.read();
  const all = () => listen(hub, "e:0", (told) => seqsOf(told).includes(log.seqs.length));
  await all();
  const before = log.asked;
  log.add(1);
  hub.wake();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(seqsOf(await all()).length, 951);
  // The last one, which had room, and that there is nothing more.
  assert.ok(log.asked - before <= 2, `${log.asked - before} were read`);
  await stay.cancel();
});

Deno.test("events: what is told to many is looked at once and made once, down to the bytes", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  log.add(150);
  const pieces = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const reader = hub.open(`e:${index + 1}`).getReader();
      const parts: Uint8Array[] = [];
      while (!parts.some((bytes) => /event: audit/.test(new TextDecoder().decode(bytes)))) {
        parts.push((await reader.read()).value ?? new Uint8Array());
      }
      await reader.cancel();
      return parts;
    }),
  );
  assert.equal(log.looked, 1);
  const long = pieces.flat().filter((bytes) =>
    !/event: hello/.test(new TextDecoder().decode(bytes))
  );
  const buffers = new Set(long.map(({ buffer }) => buffer));
  // Two pages of the log and five states.
  assert.equal(buffers.size, 7);
});

Deno.test("events: whoever comes to an idle program is told what is true then", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  const isTold = (told: readonly Told[]) => told.some(({ kind }) => kind === "root");
  await listen(hub, null, isTold);
  log.state = "scanning";
  await new Promise((resolve) => setTimeout(resolve, 300));
  const told = await listen(hub, null, isTold);
  assert.equal(told.find(({ kind }) => kind === "root")?.data.state, "scanning");
});

Deno.test("events: that an edit came further is told also when as many wait as before", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  const told = listen(
    hub,
    null,
    (told) => told.filter(({ kind }) => kind === "edits").length === 2,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  log.editsAt = "2026-11-28T14:01:42.137Z";
  hub.wake();
  assert.deepEqual((await told).at(-1)?.data, { at: "2026-11-28T14:01:42.137Z" });
  hub.close();
});

Deno.test("events: nothing is made for who does not read", async () => {
  const log = new FakeLog();
  const hub = new EventHub(log.ports);
  const reader = hub.open("e:0").getReader();
  await reader.read();
  log.add(100_000);
  const before = log.asked;
  for (let times = 0; times < 5; times++) {
    hub.wake();
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  assert.equal(log.asked, before, "it is not even asked what happened");
  await reader.read();
  assert.equal(log.asked, before + 1, "one page for one read");
  await reader.cancel();
  assert.equal(hub.size, 0);
});
