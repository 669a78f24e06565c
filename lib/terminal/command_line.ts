import { parseArgs } from "node:util";
import { messageOf } from "../core/file_error.ts";
import { COMMANDS, type CommandSpec, settingSpec } from "./command_specs.ts";
import { type ConfigFile, type ConfigSetting, parseConfig } from "./config_file.ts";
import type { OptionSpec } from "./option_specs.ts";
import { type Options, type OptionValue, readOption } from "./read_option.ts";
import { complainAboutSettings } from "./settings_of.ts";
import { UsageError } from "./usage_error.ts";

/** A command line that is right. */
export interface CommandLine {
  readonly command: string;
  readonly options: Options;
  readonly positionals: readonly string[];
  /** What the file says of single roots, with everything that beats it. */
  readonly rootOptions: readonly RootOptions[];
  /** The file that was read, as it was named; `null` when there was none. */
  readonly configPath: string | null;
}

/** Options of one root. */
export interface RootOptions {
  /** As it was written. */
  readonly path: string;
  readonly options: Options;
}

/** Where options come from that are not on the command line. */
export interface OptionSources {
  readonly environment: (name: string) => string | undefined;
  /** Text of the file at a path as typed; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
  /** The file that is read when none is named, if it is there. */
  readonly defaultConfig: string | null;
}

/** Options that were read so far, and what is wrong. */
type Read = Record<string, OptionValue>;
type Complaints = string[];

/**
 * Reads the command line; options that are not on it are taken from the environment, where their
 * names are in capitals with the prefix `PROOFSHEET_`, and then from the file of settings.
 *
 * @throws {UsageError} with every complaint at once
 */
export function parseCommandLine(args: readonly string[], sources: OptionSources): CommandLine {
  const [command = "", ...rest] = args;
  const spec = COMMANDS[command];
  if (spec === undefined) {
    const known = Object.keys(COMMANDS).join(", ");
    throw new UsageError([`Unknown command '${command}': the commands are ${known}`]);
  }
  const complaints: Complaints = [];
  const { flags, positionals } = fromArguments(rest, spec, complaints);
  const given = { ...fromEnvironment(spec, sources, complaints), ...flags };
  const { configPath, file } = readConfig(given["config"], sources, complaints);
  const known = knownSettings(file.settings, settingSpec, complaints);
  // A setting that is not for this command is right all the same.
  const mine = known.filter(({ name }) => spec.options[name] !== undefined);
  const settings = fromSettings(mine, spec.options, complaints);
  const options = { ...settings, ...given };
  const rootOptions = spec.options["root"] === undefined ? [] : file.roots.map((root) => {
    const perRoot = (name: string) => settingSpec(name)?.perRoot && settingSpec(name);
    const own = fromSettings(
      knownSettings(root.settings, perRoot, complaints),
      spec.options,
      complaints,
    );
    return { path: root.path, options: { ...settings, ...own, ...given } };
  });
  if (positionals.length > spec.positionalsMax) {
    const extra = positionals.slice(spec.positionalsMax).map((text) => `'${text}'`).join(", ");
    complaints.push(`Unexpected ${extra}: '${command}' takes ${takes(spec)}`);
  }
  complaints.push(...complainAboutSettings(options, rootOptions));
  if (complaints.length > 0) throw new UsageError(complaints, options);
  return { command, options, positionals, rootOptions, configPath };
}

/** Separates options from the rest; what is unknown is complained about, not guessed. */
function fromArguments(
  args: readonly string[],
  spec: CommandSpec,
  complaints: Complaints,
): { flags: Options; positionals: string[] } {
  const types = Object.fromEntries(
    Object.entries(spec.options).map(([name, { kind, short }]) => [name, {
      type: kind === "flag" ? "boolean" as const : "string" as const,
      ...(short === undefined ? {} : { short }),
    }]),
  );
  const { tokens } = parseArgs({ args: [...args], options: types, strict: false, tokens: true });
  const flags: Read = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const option = spec.options[name];
    if (option === undefined) complaints.push(`Unknown option '${rawName}': see --help`);
    else if (option.kind !== "flag") {
      take(flags, name, { option, text: value, place: rawName }, complaints);
    } else if (value === undefined) flags[name] = true;
    else complaints.push(`Unexpected value '${value}': '${rawName}' takes none`);
  }
  return { flags, positionals };
}

function fromEnvironment(
  spec: CommandSpec,
  { environment }: OptionSources,
  complaints: Complaints,
): Options {
  const found: Read = {};
  for (const [name, option] of Object.entries(spec.options)) {
    const place = `PROOFSHEET_${name.toUpperCase().replaceAll("-", "_")}`;
    const text = name === "help" ? undefined : environment(place);
    if (text !== undefined && text !== "") take(found, name, { option, text, place }, complaints);
  }
  return found;
}

function readConfig(
  named: OptionValue | undefined,
  { readFile, defaultConfig }: OptionSources,
  complaints: Complaints,
): { configPath: string | null; file: ConfigFile } {
  const nothing = { configPath: null, file: { settings: [], roots: [] } };
  const path = typeof named === "string" ? named : defaultConfig;
  if (path === null) return nothing;
  try {
    const file = parseConfig(readFile(path), path, (complaint) => complaints.push(complaint));
    return { configPath: path, file };
  } catch (error) {
    if (path !== named && error instanceof Error && error.name === "NotFound") return nothing;
    if (error instanceof UsageError) complaints.push(...error.complaints);
    else complaints.push(`Cannot read the configuration '${path}': ${messageOf(error)}`);
    return nothing;
  }
}

function knownSettings(
  settings: readonly ConfigSetting[],
  specOf: (name: string) => OptionSpec | undefined | false,
  complaints: Complaints,
): readonly ConfigSetting[] {
  return settings.filter(({ name, place }) => {
    const isKnown = Boolean(specOf(name));
    if (!isKnown) {
      const isForAll = settingSpec(name) !== undefined;
      complaints.push(
        isForAll
          ? `Cannot use ${place} for one root: write it above all tables`
          : `Unknown setting ${place}: the names are those of the options of watch`,
      );
    }
    return isKnown;
  });
}

function fromSettings(
  settings: readonly ConfigSetting[],
  options: Readonly<Record<string, OptionSpec>>,
  complaints: Complaints,
): Options {
  const found: Read = {};
  for (const { name, texts, place } of settings) {
    const option = options[name];
    if (option === undefined) continue;
    if (texts.length !== 1 && option.kind !== "texts") {
      complaints.push(`Cannot use ${place}: write one value, not ${texts.length}`);
      continue;
    }
    for (const text of texts) take(found, name, { option, text, place }, complaints);
  }
  return found;
}

/** Reads one value, wherever it comes from. */
function take(
  found: Read,
  name: string,
  { option, text, place }: {
    readonly option: OptionSpec;
    readonly text: string | undefined;
    readonly place: string;
  },
  complaints: Complaints,
): void {
  if (text === undefined || text === "") {
    const quoted = place.startsWith("'") ? place : `'${place}'`;
    complaints.push(`Missing value of ${quoted}: write ${option.value ?? "VALUE"} there`);
    return;
  }
  try {
    found[name] = readOption(option, text, found[name]);
  } catch (error) {
    complaints.push(`${messageOf(error)} (${place})`);
  }
}

function takes(spec: CommandSpec): string {
  return spec.positionals === "" ? "options only" : spec.positionals;
}
