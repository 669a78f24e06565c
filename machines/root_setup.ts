import { and, assign, fromCallback, fromPromise, not, or, raise, setup, stateIn } from "xstate";
import { backoffMs } from "../lib/core/backoff.ts";
import type { RelativePath } from "../lib/core/entry.ts";
import { messageOf } from "../lib/core/file_error.ts";
import type { RootVerdict } from "../lib/core/root_identity.ts";
import {
  changesWatching,
  lookAgainPauseMs,
  pollPauseMs,
  probePauseMs,
  recrawlPauseMs,
  type RootSettings,
} from "../lib/core/root_settings.ts";
import type {
  Reconciled,
  RootOutcome,
  RootProgress,
  StagedScan,
  WrittenBack,
} from "../lib/core/root_work.ts";
import { addSummaries } from "../lib/core/scan_summary.ts";
import { isWholeRoot, reduceScope, WHOLE_ROOT } from "../lib/core/scope.ts";
import { judgeHearing } from "../lib/core/unannounced.ts";
import { unwatchedIn } from "../lib/core/unwatched.ts";
import { isSameDirectory, isSamePlace, type WatchedPlace } from "../lib/core/watched_place.ts";
import type {
  HashTask,
  HoursTask,
  ReconcileTask,
  RootContext,
  RootEvent,
  RootInput,
  RootOutput,
  RootTask,
  ScanTask,
  WatchTask,
  WriteTask,
} from "./root_protocol.ts";

/** A one-off sync looks at files that are still being written this many times at most. */
const ROUNDS_MAX = 3;
/** A cold tree of 100,000 directories takes nine seconds to open; one that takes minutes hangs. */
const OPEN_LIMIT_MS = 120_000;
const RETRY_BACKOFF = { firstMs: 1_000, limitMs: 300_000 };
const PROBE_BACKOFF = { firstMs: 2_000, limitMs: 60_000 };
/** Recrawls in a row that found what nobody had announced, until the watcher is not believed. */
const RECRAWLS_MISSING_MAX = 2;
/** Content hashes are nothing anybody waits for. */
const HASH_PAUSE_MS = 15 * 60_000;
/** Edits that could not be written now are tried again after this pause at the earliest. */
const WRITE_PAUSE_MS = 30_000;

const notProvided = () => {
  throw new Error(
    "Cannot run a root machine without its sources: provide them with machine.provide",
  );
};

/** What the root machine can do and ask, by name; `root_machine.ts` says when. */
export const rootSetup = setup({
  types: {
    input: {} as RootInput,
    context: {} as RootContext,
    events: {} as RootEvent,
    output: {} as RootOutput,
  },
  actors: {
    checkRoot: fromPromise<RootVerdict, RootTask>(notProvided),
    watchRoot: fromCallback<RootEvent, WatchTask>(notProvided),
    scanRoot: fromPromise<StagedScan, ScanTask>(notProvided),
    reconcileRoot: fromPromise<Reconciled, ReconcileTask>(notProvided),
    hashRoot: fromPromise<void, HashTask>(notProvided),
    writeBack: fromPromise<WrittenBack, WriteTask>(notProvided),
    probeRoot: fromPromise<WatchedPlace | null, RootTask>(notProvided),
    keepHours: fromCallback<RootEvent, HoursTask>(notProvided),
  },
  delays: {
    debounceWindow: ({ context: { mode, settings, isLookingAgain, looksInVain } }) =>
      mode === "once"
        ? settings.lookAgainMs
        : isLookingAgain
        ? lookAgainPauseMs(settings, looksInVain)
        : settings.debounceWindowMs,
    debounceLimit: ({ context: { settings, isLookingAgain, looksInVain } }) =>
      Math.max(
        settings.debounceLimitMs,
        isLookingAgain ? lookAgainPauseMs(settings, looksInVain) : 0,
      ),
    openLimit: OPEN_LIMIT_MS,
    retryPause: ({ context }) =>
      backoffMs(context.failures, context.settings.jitter, RETRY_BACKOFF),
    probePause: ({ context }) =>
      backoffMs(context.failures, context.settings.jitter, PROBE_BACKOFF),
    recrawlPause: ({ context: { settings, recrawl } }) => recrawlPauseMs(settings, recrawl),
    pollPause: ({ context: { settings, recrawl } }) => pollPauseMs(settings, recrawl),
    lookPause: ({ context: { settings } }) => probePauseMs(settings),
    hashPause: HASH_PAUSE_MS,
    writePause: WRITE_PAUSE_MS,
  },
  guards: {
    isOnce: ({ context }) => context.mode === "once",
    isWatched: ({ context }) => context.mode === "watch",
    isAsked: ({ context }) => context.asked > context.taken,
    hasPending: ({ context }) => context.pending.length > 0,
    isLastRound: ({ context }) =>
      context.mode === "once" && (context.pending.length === 0 || context.rounds >= ROUNDS_MAX),
    mayWatch: ({ context: { path, settings } }) =>
      !settings.isPolled && !unwatchedIn(path, settings.unwatched).includes(""),
    changesWatching: ({ context }, settings: RootSettings) =>
      changesWatching(context.settings, settings),
    // Listening or polled: from here on no change goes unseen, so the first scan may look.
    isListening: or([stateIn("#listening"), stateIn("#deaf")]),
    isNotListening: not(or([stateIn("#listening"), stateIn("#deaf")])),
    isPolled: stateIn("#polling"),
    isLookingAgain: ({ context }) => context.isLookingAgain,
    isOpening: stateIn("#opening"),
    isBusy: or([not(stateIn("#idle")), stateIn("#quiet")]),
    mayHash: and([
      stateIn("#idle"),
      not(stateIn("#quiet")),
      ({ context }) => context.mode === "watch" && context.settings.hashPace !== null,
    ]),
    mayWrite: and([
      or([stateIn("#idle"), stateIn("#debouncing")]),
      ({ context }) => context.mode === "watch",
    ]),
    isLooking: not(or([stateIn("#idle"), stateIn("#debouncing")])),
    isOwingAgain: stateIn("#again"),
    hasStrangers: (_, { strangers }: WrittenBack) => strangers.length > 0,
    isPutOff: (_, { putOff }: WrittenBack) => putOff > 0,
    isReplaced: ({ context: { place } }, { identity }: StagedScan) =>
      place !== null && !isSameDirectory(place, identity),
    isAway: (_, place: WatchedPlace | null) => place === null,
    isElsewhere: ({ context }, place: WatchedPlace | null) =>
      context.place !== null && place !== null && !isSamePlace(context.place, place),
    isRecrawl: ({ context }) => isWholeRoot(context.staged?.scope ?? []),
    hasMissed: ({ context }) => (context.hearing?.unannounced ?? 0) > 0,
    isDeaf: ({ context }) => context.recrawlsMissing >= RECRAWLS_MISSING_MAX,
    hearsAgain: ({ context: { hearing } }) =>
      hearing !== null && hearing.announced > 0 && hearing.unannounced === 0,
    // What is changed counts from now on, not only when a timer or a long task has ended.
    changesHours: ({ context }, { quietHours }: RootSettings) =>
      JSON.stringify(quietHours) !== JSON.stringify(context.settings.quietHours),
    changesHashing: ({ context }, { hashPace }: RootSettings) =>
      JSON.stringify(hashPace) !== JSON.stringify(context.settings.hashPace),
    changesRecrawling: ({ context }, { rescanIntervalMs }: RootSettings) =>
      rescanIntervalMs !== context.settings.rescanIntervalMs,
    isOnline: (_, verdict: RootVerdict) => verdict.online,
    isRootOffline: (_, error: unknown) =>
      error instanceof Error && error.name === "RootOfflineError",
  },
  actions: {
    addPending: assign({
      pending: ({ context }, paths: readonly RelativePath[]) =>
        reduceScope([...context.pending, ...paths], context.settings.pendingPathsMax),
      hinted: ({ context }, paths: readonly RelativePath[]) =>
        reduceScope([...context.hinted, ...paths], context.settings.pendingPathsMax),
    }),
    // Something is known to be lost: what such a recrawl finds says nothing about the watcher.
    oweRecrawl: assign({ pending: () => WHOLE_ROOT, hinted: () => WHOLE_ROOT }),
    oweSafetyRecrawl: assign({ pending: () => WHOLE_ROOT }),
    ask: assign({ asked: ({ context }) => context.asked + 1 }),
    configure: assign({ settings: (_, settings: RootSettings) => settings }),
    // Kept under another name until the work is done: what is invoked reads the context afterwards.
    takePending: assign({
      inHand: ({ context }) => context.pending,
      pending: () => [],
      hintedInHand: ({ context }) => context.hinted,
      hinted: () => [],
      taken: ({ context }) => context.asked,
      isLookingAgain: () => false,
      progress: () => null,
    }),
    putBack: assign({
      pending: ({ context }) =>
        reduceScope([...context.pending, ...context.inHand], context.settings.pendingPathsMax),
      inHand: () => [],
      hinted: ({ context }) => reduceScope([...context.hinted, ...context.hintedInHand]),
      staged: () => null,
      progress: () => null,
    }),
    keepStaged: assign(({ context }, staged: StagedScan) => {
      const { path, settings, awaited, heard } = context;
      // What was hinted since the scan began is announced too.
      const hinted = [...context.hintedInHand, ...context.hinted];
      const unwatched = unwatchedIn(path, settings.unwatched);
      const judged = judgeHearing(staged.changedPaths, { hinted, awaited }, unwatched);
      if (!isWholeRoot(staged.scope)) {
        // What somebody asked for was not announced by the watcher.
        const isAsked = context.asked > context.answered;
        return { staged, heard: heard + (isAsked ? 0 : judged?.announced ?? 0) };
      }
      if (judged === null) return { staged, hearing: null };
      const hearing = { ...judged, announced: judged.announced + heard };
      const recrawlsMissing = hearing.unannounced > 0 ? context.recrawlsMissing + 1 : 0;
      return { staged, hearing, recrawlsMissing, heard: 0 };
    }),
    noteReconciled: assign(({ context }, { summary, again, heldOpen }: Reconciled) => ({
      summary: context.mode === "once" && context.summary !== null
        ? addSummaries(context.summary, summary)
        : summary,
      pending: reduceScope([...context.pending, ...again], context.settings.pendingPathsMax),
      awaited: again,
      inHand: [],
      staged: null,
      progress: null,
      // Hints that came meanwhile are news: they do not wait as long as what was looked at in vain.
      isLookingAgain: again.length > 0 && context.pending.length === 0,
      looksInVain: again.length > 0 && context.pending.length === 0 ? context.looksInVain + 1 : 0,
      rounds: context.rounds + 1,
      answered: context.taken,
      heldOpen,
      failures: 0,
      trouble: null,
      outcome: heldOpen > 0 ? "held" as const : "done" as const,
    })),
    noteRecrawl: assign({
      recrawl: ({ context: { staged, settings } }, { endedMs }: Reconciled) => {
        const tookMs = staged?.scanMs ?? 0;
        return { tookMs, nextMs: endedMs + recrawlPauseMs(settings, { tookMs }) };
      },
    }),
    stopWaiting: assign({ isLookingAgain: () => false, looksInVain: () => 0 }),
    noteProgress: assign({ progress: (_, progress: RootProgress) => progress }),
    noteVerdict: assign({
      trouble: (_, verdict: RootVerdict) => verdict.online ? null : verdict.reason,
      // Only finished work proves that all is well again: a root that is there can still fail.
      failures: ({ context }, verdict: RootVerdict) =>
        verdict.online ? context.failures : context.failures + 1,
    }),
    noteFailure: assign({
      trouble: (_, error: unknown) => messageOf(error),
      failures: ({ context }) => context.failures + 1,
    }),
    noteWatchTrouble: assign({ watchTrouble: (_, reason: string | null) => reason }),
    noteDeaf: assign({
      watchTrouble: ({ context: { hearing } }) =>
        `Changes in it are not announced: ${hearing?.unannounced ?? 0} were found by looking at ` +
        "everything, and so at the time before; it is looked at regularly until they are",
    }),
    notePlace: assign({ place: (_, place: WatchedPlace | null) => place }),
    setOutcome: assign({ outcome: (_, outcome: RootOutcome) => outcome }),
    tellCame: raise({ type: "root.came" }),
    tellLeft: raise({ type: "root.left" }),
    tellReplaced: raise({ type: "root.replaced" }),
    tellHiding: raise((_, reconciled: Reconciled) => ({
      type: reconciled.heldOpen > 0 ? "hiding.held" as const : "hiding.cleared" as const,
    })),
    tellRecrawled: raise({ type: "recrawl.finished" }),
    wantRecrawl: raise({ type: "recrawl.wanted" }),
    tellRecrawlDue: raise({ type: "recrawl.due" }),
  },
});
