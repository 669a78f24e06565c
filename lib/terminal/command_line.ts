import { parseArgs } from "node:util";
import { messageOf } from "../core/file_error.ts";
import { parseDuration } from "../core/duration.ts";
import { parseConfig } from "./config_file.ts";
import { COMMANDS, type CommandSpec, type OptionSpec } from "./command_specs.ts";
import { UsageError } from "./usage_error.ts";

/** What an option can be after it was read; durations are milliseconds, rates bytes per second. */
export type OptionValue = boolean | string | number | readonly string[];

/** A command line that is right. */
export interface CommandLine {
  readonly command: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly positionals: readonly string[];
}

/** What stands on the command line: one option as it was written. */
interface Written {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

/** Where options come from that are not on the command line. */
export interface OptionSources {
  readonly environment: (name: string) => string | undefined;
  /** Text of the file at a path as typed; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
}

/**
 * Reads the command line; options that are not on it are taken from the environment, where their
 * names are in capitals with the prefix `PROOFSHEET_`, and then from the file that `--config` names.
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
  const complaints: string[] = [];
  const { written, positionals } = split(rest, spec, complaints);
  const options: Record<string, OptionValue> = {};
  for (const one of written) read(one, spec, options, complaints);
  fromEnvironment(spec, sources, options, complaints);
  fromFile(spec, sources, options, complaints);
  if (positionals.length > spec.positionalsMax) {
    const extra = positionals.slice(spec.positionalsMax).map((text) => `'${text}'`).join(", ");
    complaints.push(`Unexpected ${extra}: '${command}' takes ${takes(spec)}`);
  }
  if (complaints.length > 0) throw new UsageError(complaints);
  return { command, options, positionals };
}

function fromEnvironment(
  spec: CommandSpec,
  { environment }: OptionSources,
  options: Record<string, OptionValue>,
  complaints: string[],
): void {
  for (const [name, option] of Object.entries(spec.options)) {
    const variable = `PROOFSHEET_${name.toUpperCase().replaceAll("-", "_")}`;
    const value = name === "help" ? undefined : environment(variable);
    if (value === undefined || value === "" || options[name] !== undefined) continue;
    take(name, variable, option, value, options, complaints);
  }
}

function fromFile(
  spec: CommandSpec,
  { readFile }: OptionSources,
  options: Record<string, OptionValue>,
  complaints: string[],
): void {
  const { config } = options;
  if (typeof config !== "string") return;
  const given = new Set(Object.keys(options));
  for (const [name, values] of Object.entries(parseConfig(readConfig(config, readFile), config))) {
    const option = spec.options[name];
    if (option === undefined || name === "help" || name === "config") {
      complaints.push(
        `Unknown setting '${name}' in '${config}': the names are those of the options`,
      );
    } else if (!given.has(name)) {
      for (const value of values) {
        take(name, `${name} in '${config}'`, option, value, options, complaints);
      }
    }
  }
}

function readConfig(path: string, readFile: OptionSources["readFile"]): string {
  try {
    return readFile(path);
  } catch (error) {
    throw new UsageError([`Cannot read the configuration '${path}': ${messageOf(error)}`]);
  }
}

/** Separates options from the rest; what is unknown is complained about, not guessed. */
function split(
  args: readonly string[],
  spec: CommandSpec,
  complaints: string[],
): { written: Written[]; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(spec.options).map(([name, { kind, short }]) => [name, {
      type: kind === "flag" ? "boolean" as const : "string" as const,
      ...(short === undefined ? {} : { short }),
    }]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const written: Written[] = [];
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    if (spec.options[token.name] === undefined) {
      complaints.push(`Unknown option '${token.rawName}': see --help`);
    } else written.push(token);
  }
  return { written, positionals };
}

function read(
  { name, rawName, value }: Written,
  spec: CommandSpec,
  options: Record<string, OptionValue>,
  complaints: string[],
): void {
  const option = spec.options[name];
  if (option === undefined) return;
  if (option.kind !== "flag") return take(name, rawName, option, value, options, complaints);
  if (value !== undefined) complaints.push(`Unexpected value '${value}': '${rawName}' takes none`);
  options[name] = true;
}

/** Reads one value, from the command line or the environment. */
function take(
  name: string,
  rawName: string,
  option: OptionSpec,
  value: string | undefined,
  options: Record<string, OptionValue>,
  complaints: string[],
): void {
  if (value === undefined || value === "") {
    complaints.push(`Missing value of '${rawName}': write ${rawName} ${option.value ?? "VALUE"}`);
    return;
  }
  try {
    options[name] = valueOf(option, value, options[name]);
  } catch (error) {
    complaints.push(`${messageOf(error)} (${rawName})`);
  }
}

function valueOf(option: OptionSpec, value: string, before: OptionValue | undefined): OptionValue {
  switch (option.kind) {
    case "flag":
      return parseFlag(value);
    case "texts":
      return [...(Array.isArray(before) ? before : []), value];
    case "duration":
      return parseDuration(value);
    case "port":
      return parsePort(value);
    case "rate":
      return parseRate(value);
    case "choice":
      return parseChoice(value, option.choices ?? []);
    case "text":
      return value;
  }
}

function parseFlag(text: string): boolean {
  const lower = text.toLowerCase();
  if (["1", "true", "yes"].includes(lower)) return true;
  if (["0", "false", "no"].includes(lower)) return false;
  throw new RangeError(`Cannot read '${text}' as a switch: write true or false`);
}

function parseChoice(text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  throw new RangeError(`Cannot use '${text}': write one of ${choices.join(", ")}`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RangeError(`Cannot read '${text}' as a port: write a number from 0 to 65535`);
}

function parseRate(text: string): number {
  const megabytes = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && megabytes > 0) return megabytes * 1_000_000;
  throw new RangeError(`Cannot read '${text}' as a rate: write megabytes per second, like 20`);
}

function takes(spec: CommandSpec): string {
  return spec.positionals === "" ? "options only" : spec.positionals;
}
