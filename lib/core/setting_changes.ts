/** A setting that is another one now; `null` where it is the default. */
export interface SettingChange {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Settings = Readonly<Record<string, unknown>>;

/** What differs between two sets of settings, in the order of their names. */
export function settingChanges(before: Settings, after: Settings): readonly SettingChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort()
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}
