import { messageOf } from "../lib/core/file_error.ts";
import type { RootProgress, WrittenBack } from "../lib/core/root_work.ts";
import type { RootSettings } from "../lib/core/root_settings.ts";
import { reduceScope } from "../lib/core/scope.ts";
import { unwatchedIn } from "../lib/core/unwatched.ts";
import type { WatchedPlace } from "../lib/core/watched_place.ts";
import type { RootContext, RootEvent, RootInput, RootTask, WatchTask } from "./root_protocol.ts";

type With<Fact> = { readonly event: Fact };
type Asking = {
  readonly context: RootContext;
  readonly self: { send(event: RootEvent): void };
};

/** Hinted paths of a watch event. */
export const pathsOf = ({ event }: With<{ paths: readonly string[] }>) => event.paths;
/** Scope of a command. */
export const scopeOf = ({ event }: With<{ scope: readonly string[] }>) => event.scope;
/** Settings of a command. */
export const settingsOf = ({ event }: With<{ settings: RootSettings }>) => event.settings;
/** Reason of a watch event. */
export const reasonOf = ({ event }: With<{ reason: string }>) => event.reason;
/** What the watcher listens to. */
export const placeOf = ({ event }: With<{ place: WatchedPlace | null }>) => event.place;
/** Progress that was reported. */
export const progressOf = ({ event }: With<{ progress: RootProgress }>) => event.progress;
/** What an invoked source ended with. */
export const outputOf = <Output>({ event }: With<{ output: Output }>) => event.output;
/** What an invoked source failed with. */
export const errorOf = ({ event }: With<{ error: unknown }>) => event.error;
/** The same as a sentence. */
export const failureOf = ({ event }: With<{ error: unknown }>) => messageOf(event.error);

/** What every source is told. */
export const taskOf = ({ context: { rootId, path } }: Pick<Asking, "context">): RootTask => ({
  rootId,
  path,
});
/** What the watcher is told. */
export const watchTaskOf = ({ context }: Pick<Asking, "context">): WatchTask => ({
  ...taskOf({ context }),
  unwatched: unwatchedIn(context.path, context.settings.unwatched),
});
const reportTo = (self: Asking["self"]) => (progress: RootProgress) =>
  self.send({ type: "progress.made", progress });
/** What the walk is told. */
export const scanTaskOf = ({ context, self }: Asking) => ({
  ...taskOf({ context }),
  scope: context.inHand,
  onProgress: reportTo(self),
});
/** What reconciling is told. */
export const reconcileTaskOf = ({ context, self }: Asking) => {
  const { staged, hearing } = context;
  if (staged === null) throw new Error("Cannot reconcile before a scan has staged something");
  const unannounced = hearing?.unannounced ?? 0;
  return { ...taskOf({ context }), staged, unannounced, onProgress: reportTo(self) };
};

/** What reading all bytes is told. */
export const hashTaskOf = ({ context }: Pick<Asking, "context">) => {
  const { hashPace } = context.settings;
  if (hashPace === null) throw new Error("Cannot read all bytes where that is switched off");
  return { ...taskOf({ context }), pace: hashPace };
};

/** What writing edits into their files is told. */
export const writeTaskOf = ({ context }: Pick<Asking, "context">) => ({
  ...taskOf({ context }),
  policy: {
    keepsMtime: context.settings.keepsMtime,
    writesDng: context.settings.writesDng,
    namesAsAdobe: context.settings.namesAsAdobe,
  },
  mode: context.mode,
});
/** What has to be looked at before it can be written. */
export const strangersOf = ({ event }: With<{ output: WrittenBack }>) => event.output.strangers;

/** What tells quiet hours is told. */
export const hoursTaskOf = ({ context }: Pick<Asking, "context">) => ({
  hours: context.settings.quietHours,
});

/** What a root actor remembers before it has done anything. */
export const contextOf = ({ input }: { readonly input: RootInput }): RootContext => ({
  ...input,
  pending: reduceScope(input.scope, input.settings.pendingPathsMax),
  inHand: [],
  // Nobody knows what happened before the first scan.
  hinted: reduceScope(input.scope),
  hintedInHand: [],
  awaited: [],
  asked: 0,
  taken: 0,
  answered: 0,
  isLookingAgain: false,
  looksInVain: 0,
  staged: null,
  place: null,
  heard: 0,
  hearing: null,
  recrawlsMissing: 0,
  recrawl: { tookMs: 0, nextMs: null },
  progress: null,
  summary: null,
  rounds: 0,
  heldOpen: 0,
  failures: 0,
  trouble: null,
  watchTrouble: null,
  outcome: "stopped",
});
