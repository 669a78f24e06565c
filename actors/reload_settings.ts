import { getLogger } from "@logtape/logtape";
import { assertRoots, type PlacedRoot } from "../lib/commands/place_folders.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { type SettingChange, settingChanges } from "../lib/core/setting_changes.ts";
import { showOption } from "../lib/terminal/show_option.ts";
import type { Options } from "../lib/terminal/read_option.ts";
import { UsageError } from "../lib/terminal/usage_error.ts";
import { adoptRoots } from "./adopt_roots.ts";
import { type Invocation, place } from "./invocation.ts";
import type { Services } from "./services.ts";
import { optionsOfRoots, settingsOfRoots, tellStray } from "./settings_of_roots.ts";
import type { Supervisor } from "./supervised_roots.ts";

/** What new settings are applied to. */
export interface ReloadTargets {
  readonly services: Services;
  readonly supervisor: Supervisor;
  /** Sends the log where the new settings say; throws when that is not possible. */
  readonly log: (next: Invocation) => Promise<void>;
}

/** What is read once, when the program starts. */
const AT_START_ONLY: ReadonlySet<string> = new Set(["db", "host", "no-http", "port", "token-file"]);
const logger = () => getLogger(["proofsheet", "settings"]);

/**
 * Reads the settings again and applies what differs, touching nothing else; gives what is in force
 * afterwards. Settings that are wrong change nothing: every complaint is logged and the old ones go on.
 */
export async function reloadSettings(
  current: Invocation,
  { services, supervisor, log }: ReloadTargets,
): Promise<Invocation> {
  try {
    const next = { ...current, ...current.readAgain() };
    const placed = place(next, next.options["root"]);
    assertRoots(placed);
    await log(next);
    const general = tellGeneral(current, next);
    const paths = placed.map(({ path }) => path);
    for (const path of paths) tellOwn(path, { current, next, general, paths });
    tellStray(settingsOfRoots(next, paths), paths);
    const isOther = applyRoots(next, placed, { services, supervisor });
    services.turns.allow(rootsAtOnce(next));
    if (general.length === 0 && !isOther) logger().info("Settings read again: nothing differs");
    return next;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommandError)) throw error;
    const complaints = error instanceof UsageError ? error.complaints : error.message.split("\n");
    for (const complaint of complaints) logger().error("{complaint}", { complaint });
    logger().error(
      "The new settings are not used as something in them is wrong: the old ones go on",
    );
    return current;
  }
}

/** Roots that scan at the same time. */
export function rootsAtOnce({ options }: Pick<Invocation, "options">): number {
  return Number(options["roots-at-once"] ?? 2);
}

/** Roots are told of one by one. */
function changesBetween(before: Options, after: Options): readonly SettingChange[] {
  return settingChanges(before, after).filter(({ name }) => name !== "root");
}

function tellGeneral(current: Invocation, next: Invocation): readonly SettingChange[] {
  const changes = changesBetween(current.options, next.options);
  for (const change of changes) {
    const note = AT_START_ONLY.has(change.name) ? ", from the next start on" : "";
    logger().info("Setting {name}: {before} -> {after}{note}", { ...shown(change), note });
  }
  return changes;
}

/** What is another one for this root alone. */
function tellOwn(
  path: string,
  { current, next, general, paths }: {
    readonly current: Invocation;
    readonly next: Invocation;
    readonly general: readonly SettingChange[];
    /** Of all roots. */
    readonly paths: readonly string[];
  },
): void {
  const told = new Set(general.map((change) => JSON.stringify(change)));
  const [before, after] = [current, next].map((line) => optionsOfRoots(line, paths)(path));
  const changes = changesBetween(before!, after!);
  for (const change of changes.filter((change) => !told.has(JSON.stringify(change)))) {
    logger().info("{path}: setting {name}: {before} -> {after}", { path, ...shown(change) });
  }
}

function shown({ name, before, after }: SettingChange) {
  return { name, before: showOption(name, before), after: showOption(name, after) };
}

function applyRoots(
  next: Invocation,
  placed: readonly PlacedRoot[],
  { services, supervisor }: Pick<ReloadTargets, "services" | "supervisor">,
): boolean {
  const settings = settingsOfRoots(next, placed.map(({ path }) => path));
  const watched = supervisor.getSnapshot().context.roots.filter(({ input }) =>
    input.mode === "watch"
  );
  const gone = watched.filter(({ input }) => placed.every(({ path }) => path !== input.path));
  const added = placed.filter(({ path }) => watched.every(({ input }) => input.path !== path));
  const changed = watched.filter(({ input }) =>
    !gone.some((one) => one.input === input) &&
    settingChanges({ ...input.settings }, { ...settings(input.path) }).length > 0
  );
  for (const { input: { rootId, path } } of gone) {
    logger().info("{path}: not watched any more, its records stay", { path });
    supervisor.send({ type: "root.remove", rootId });
  }
  for (const { input: { rootId, path } } of changed) {
    supervisor.send({ type: "root.configure", rootId, settings: settings(path) });
  }
  for (const root of adoptRoots(services, added, { mode: "watch", settings })) {
    logger().info("{path}: watching", { path: root.path });
    supervisor.send({ type: "root.add", root });
  }
  return gone.length + changed.length + added.length > 0;
}
