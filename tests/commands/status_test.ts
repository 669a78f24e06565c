import assert from "node:assert/strict";
import {
  type LiveRoot,
  status,
  type StatusPorts,
  type StatusRoot,
} from "../../lib/commands/status.ts";
import { shownTime } from "../../lib/commands/shown_time.ts";

const AT = "2026-05-01T10:00:00.000Z";

const ROOT: StatusRoot = {
  path: "/photos",
  photos: 3,
  missing: 1,
  problems: 0,
  outOfSight: 0,
  unhashed: 0,
  offlineSince: null,
  offlineReason: null,
  pausedSince: null,
};

const LISTENING: LiveRoot = {
  state: "idle",
  watching: "listening",
  hours: "usual",
  owed: "nothing",
  progress: null,
  pending: 0,
  lagMs: null,
  windowMs: null,
  trouble: null,
  watchTrouble: null,
  lastError: null,
  nextRecrawl: AT,
};

/** The lines about one root, without its path and what the catalogue holds. */
function told(live: Partial<LiveRoot> | null, ports: Partial<StatusPorts> = {}): string[] {
  const said: string[] = [];
  status({
    roots: () => [ROOT],
    lastScan: () => ({ outcome: "done", detail: null, started: AT, finished: AT }),
    heldLists: () => [],
    lastAudit: () => null,
    live: () => live === null ? null : { ...LISTENING, ...live },
    ...ports,
  }, {
    json: false,
    catalogue: "/catalogue.db",
    holder: null,
    isSilent: false,
    print: (text) => said.push(...text.split("\n")),
  });
  assert.deepEqual(said.slice(2, 4), ["/photos", "  3 photos, 1 missing, 0 problems"]);
  return said.slice(4).map((line) => line.trim());
}

Deno.test("C-091 status says what a root is doing, what is owed, and how it hears of changes", async (t) => {
  const scan = `Last scan ${shownTime(AT)}: done`;
  const watched = `Watched, everything is looked at again by ${shownTime(AT)}`;
  const scanning = { phase: "scanning", total: 5_000, directory: "2024/a" } as const;
  const polled = {
    watching: "polling",
    watchTrouble: "It is on a network share (nfs)",
  } as const;
  const cases: readonly [string, Partial<LiveRoot> | null, readonly string[]][] = [
    ["nobody watches it", null, [scan]],
    ["nothing is to do", {}, ["Now idle", watched, scan]],
    ["three paths wait", { state: "debouncing", owed: "paths", pending: 3, lagMs: 12_000 }, [
      "Now waiting until it is quiet, 3 paths are to be looked at, the oldest for 12 s",
      watched,
      scan,
    ]],
    ["a photo came a moment ago", { state: "debouncing", owed: "nothing", windowMs: 3_200 }, [
      "Now waiting until it is quiet, looked at in 4 s if nothing else changes",
      watched,
      scan,
    ]],
    ["a scan is at work", {
      state: "scanning",
      progress: { ...scanning, done: 1_200, perSecond: 900 },
    }, ["Now scanning, 1,200 of 5,000 files, 900 a second, in 2024/a", watched, scan]],
    ["a look waits for the morning", { hours: "quiet", owed: "everything" }, [
      "Now idle, everything is looked at when the quiet hours end",
      "Watched, in quiet hours only what is announced is looked at",
      scan,
    ]],
    ["it is on a share", polled, [
      "Now idle",
      "Not watched but looked at regularly: It is on a network share (nfs)",
      scan,
    ]],
    ["the disk of the catalogue is full", { state: "retrying", trouble: "its disk is full" }, [
      "Now waiting to try again: its disk is full",
      watched,
      scan,
    ]],
    ["it is away", { state: "offline", watching: "closed", owed: "everything", trouble: "gone" }, [
      "Now offline, everything is looked at when it is back",
      scan,
    ]],
    ["it was full", { lastError: { at: AT, message: "its disk is full" } }, [
      "Now idle",
      watched,
      scan,
      `Last trouble ${shownTime(AT)}, over now: its disk is full`,
    ]],
  ];
  for (const [name, live, lines] of cases) {
    await t.step(name, () => assert.deepEqual(told(live), lines));
  }
});

Deno.test("C-091 status tells the last audit, and what it compared", () => {
  const counts = { files: 4, differences: 0, unreadable: 0, problems: 0, outOfSight: 0 };
  const audit = { at: AT, compared: [], ...counts } as const;
  assert.equal(
    told(null, { lastAudit: () => audit }).at(-1),
    `Last audit ${shownTime(AT)}: equal, 4 files`,
  );
  assert.equal(
    told(null, { lastAudit: () => ({ ...audit, problems: 1, outOfSight: 30 }) }).at(-1),
    `Last audit ${
      shownTime(AT)
    }: equal as far as it could be read, 4 files, 30 photos out of sight`,
  );
  const deep = {
    ...audit,
    compared: ["content", "metadata"] as const,
    differences: 2,
    unreadable: 1,
  };
  assert.equal(
    told(null, { lastAudit: () => deep }).at(-1),
    `Last audit ${
      shownTime(AT)
    }: 2 differences, 4 files, content and metadata too, 1 could not be read`,
  );
});

Deno.test("status --check: who watches, what is held and what is away, the worst first", async (t) => {
  const watch = { command: "watch", pid: 7 };
  const away = { offlineSince: AT, offlineReason: "gone" };
  const cases: readonly [string, Parameters<typeof checked>[0], number][] = [
    ["all is well", { holder: watch }, 0],
    ["nobody is there", {}, 1],
    ["a sync is at work", { holder: { command: "sync", pid: 7 } }, 1],
    ["the watch does not answer", { holder: watch, isSilent: true }, 1],
    ["photos wait for a person", { holder: watch, held: 3 }, 5],
    ["a root is away", { holder: watch, root: away }, 4],
    ["a root is away and photos wait", { holder: watch, root: away, held: 3 }, 5],
    ["a paused root was away", { holder: watch, root: { ...away, pausedSince: AT } }, 0],
  ];
  for (const [name, given, code] of cases) {
    await t.step(name, () => assert.equal(checked(given), code));
  }
});

function checked({ root = {}, holder = null, isSilent = false, held = 0 }: {
  readonly root?: Partial<StatusRoot>;
  readonly holder?: { readonly command: string; readonly pid: number } | null;
  readonly isSilent?: boolean;
  readonly held?: number;
}): number {
  return status({
    roots: () => [{ ...ROOT, ...root }],
    lastScan: () => null,
    heldLists: () => held > 0 ? [{ root: ROOT.path, count: held }] : [],
    lastAudit: () => null,
    live: () => null,
  }, { json: true, catalogue: "/catalogue.db", holder, isSilent, print: () => {} });
}
