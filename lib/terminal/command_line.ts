import { parseArgs } from "node:util";
import { messageOf } from "../core/file_error.ts";
import { parseDuration } from "../core/duration.ts";
import { COMMANDS, type CommandSpec, type OptionSpec } from "./command_specs.ts";
import { UsageError } from "./usage_error.ts";

/** What an option can be after it was read; durations are milliseconds. */
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

/**
 * Reads the command line; options that are not on it are taken from the environment, where their
 * names are in capitals with the prefix `PROOFSHEET_`.
 *
 * @throws {UsageError} with every complaint at once
 */
export function parseCommandLine(
  args: readonly string[],
  environment: (name: string) => string | undefined,
): CommandLine {
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
  for (const [name, option] of Object.entries(spec.options)) {
    const variable = `PROOFSHEET_${name.toUpperCase().replaceAll("-", "_")}`;
    const value = name === "help" ? undefined : environment(variable);
    if (value === undefined || value === "" || options[name] !== undefined) continue;
    take(name, variable, option, value, options, complaints);
  }
  if (positionals.length > spec.positionalsMax) {
    const extra = positionals.slice(spec.positionalsMax).map((text) => `'${text}'`).join(", ");
    complaints.push(`Unexpected ${extra}: '${command}' takes ${takes(spec)}`);
  }
  if (complaints.length > 0) throw new UsageError(complaints);
  return { command, options, positionals };
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
      return !["0", "false", "no"].includes(value.toLowerCase());
    case "texts":
      return [...(Array.isArray(before) ? before : []), value];
    case "duration":
      return parseDuration(value);
    case "port":
      return parsePort(value);
    case "text":
      return value;
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RangeError(`Cannot read '${text}' as a port: write a number from 0 to 65535`);
}

function takes(spec: CommandSpec): string {
  return spec.positionals === "" ? "options only" : spec.positionals;
}
