import { parseDuration, writeDuration } from "../core/duration.ts";
import { parseQuietHours } from "../core/quiet_hours.ts";
import type { OptionSpec } from "./option_specs.ts";

/** What an option can be after it was read; durations are milliseconds, rates bytes per second. */
export type OptionValue = boolean | string | number | readonly string[];

/** Options by name. */
export type Options = Readonly<Record<string, OptionValue>>;

/**
 * Reads one text as the value of an option.
 *
 * @param before what was read for it already, where it may be repeated
 * @throws {RangeError} when it is none; the message names it and shows the form
 */
export function readOption(
  option: OptionSpec,
  text: string,
  before: OptionValue | undefined,
): OptionValue {
  switch (option.kind) {
    case "flag":
      return parseFlag(text);
    case "texts":
      return [...(Array.isArray(before) ? before : []), text];
    case "duration":
      return within(option, { text, value: parseDuration(text), show: writeDuration });
    case "count":
      return within(option, { text, value: parseCount(text), show: String });
    case "port":
      return parsePort(text);
    case "rate":
      return parseRate(text);
    case "choice":
      return parseChoice(text, option.choices ?? []);
    case "hours":
      // Kept as text, as options go over the socket; whether it is right is told now.
      return parseQuietHours(text) && text;
    case "link":
      return parseLink(text);
    case "text":
      return text;
  }
}

function within(
  { range: [least, most] = [0, Infinity] }: OptionSpec,
  { text, value, show }: {
    readonly text: string;
    readonly value: number;
    readonly show: (value: number) => string;
  },
): number {
  if (value >= least && value <= most) return value;
  throw new RangeError(
    `Cannot use '${text}': the least is ${show(least)}, the most ${show(most)}`,
  );
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

function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`Cannot read '${text}' as a number: write a whole one, like 2`);
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

function parseLink(text: string): string {
  const link = URL.parse(text);
  if (link !== null && ["http:", "https:"].includes(link.protocol)) return text;
  // What is behind the host may be a secret.
  const shown = link === null ? "the text" : `'${link.protocol}'`;
  throw new RangeError(`Cannot use ${shown} as a web address: write it like https://example.org/x`);
}
