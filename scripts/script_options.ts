import { parseArgs } from "node:util";

/** A number that an option of a script takes. */
export interface NumberOption {
  /** What it is when it is not given. */
  readonly standard: number;
  /** Whether halves make sense; a count by default. */
  readonly mayBeBroken?: boolean;
  /** The least it may be; more than nothing by default. */
  readonly least?: number;
}

/** Options a script takes beside `--help`. */
export interface ScriptOptions<Name extends string> {
  readonly help: string;
  readonly numbers: Readonly<Record<Name, NumberOption>>;
  /** Names of options with any text. */
  readonly texts?: readonly string[];
}

/** What a script was asked for; or what it says, and the code with which it ends. */
export type Asked<Name extends string> =
  | {
    readonly kind: "run";
    readonly numbers: Readonly<Record<Name, number>>;
    readonly texts: Readonly<Record<string, string | undefined>>;
  }
  | { readonly kind: "end"; readonly code: 0 | 2; readonly text: string };

/** Reads the options of a script; what is wrong with them is said with the value and the cure. */
export function readScriptOptions<Name extends string>(
  args: readonly string[],
  { help, numbers, texts = [] }: ScriptOptions<Name>,
): Asked<Name> {
  const names = Object.keys(numbers) as Name[];
  const strings = [...names, ...texts].map((name) => [name, { type: "string" }] as const);
  const options = {
    ...Object.fromEntries(strings),
    help: { type: "boolean", short: "h" },
  } as const;
  const end = (text: string) => ({ kind: "end", code: 2, text: `${text}\n\n${help}` }) as const;
  let values: Record<string, unknown>;
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return end(error instanceof Error ? error.message : String(error));
  }
  if (values["help"] === true) return { kind: "end", code: 0, text: help };
  const read = names.map((name) => [name, readNumber(values[name], numbers[name])] as const);
  const wrong = read.find(([, value]) => value === null);
  if (wrong !== undefined) {
    const [name] = wrong;
    return end(`Cannot run with --${name} '${values[name]}': write ${describe(numbers[name])}`);
  }
  return {
    kind: "run",
    numbers: Object.fromEntries(read) as Record<Name, number>,
    texts: Object.fromEntries(texts.map((name) => [name, values[name] as string | undefined])),
  };
}

/** The same for the script that was started; ends it where there is nothing to run. */
export function scriptOptions<Name extends string>(
  options: ScriptOptions<Name>,
): Extract<Asked<Name>, { kind: "run" }> {
  const asked = readScriptOptions(Deno.args, options);
  if (asked.kind === "run") return asked;
  (asked.code === 0 ? console.log : console.error)(asked.text);
  Deno.exit(asked.code);
}

function readNumber(text: unknown, option: NumberOption): number | null {
  if (text === undefined) return option.standard;
  const value = String(text).trim() === "" ? NaN : Number(text);
  const { mayBeBroken = false, least } = option;
  const isWanted = mayBeBroken ? Number.isFinite(value) : Number.isSafeInteger(value);
  return isWanted && (least === undefined ? value > 0 : value >= least) ? value : null;
}

function describe({ mayBeBroken = false, least }: NumberOption): string {
  const kind = mayBeBroken ? "a number" : "a whole number";
  return least === undefined ? `${kind} above 0` : `${kind} from ${least}`;
}
