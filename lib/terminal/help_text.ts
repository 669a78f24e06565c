import { wrapText } from "../core/wrap_text.ts";
import { COMMANDS, type CommandSpec } from "./command_specs.ts";
import type { OptionSpec } from "./option_specs.ts";

/** Help for the program as a whole; its tables are no wider than `columns`. */
export function programHelp(columns = Infinity): string {
  const commands = table(
    Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary]),
    columns,
  );
  return [
    "Proofsheet keeps a catalogue of photo folders equal to what is on disk, and can prove it.",
    "",
    "Usage: proofsheet COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...commands,
    "",
    "proofsheet COMMAND --help tells more and gives examples; --version tells the version.",
  ].join("\n");
}

/** Help for one command; its tables are no wider than `columns`. */
export function commandHelp(name: string, columns = Infinity): string {
  const spec: CommandSpec | undefined = COMMANDS[name];
  if (spec === undefined) return programHelp(columns);
  const options = Object.entries(spec.options).map((
    [option, one],
  ) => [optionText(option, one), one.help] as const);
  const usage = ["Usage: proofsheet", name, spec.positionals, "[OPTIONS]"].filter((text) => text);
  return [
    spec.summary,
    "",
    usage.join(" "),
    "",
    "Options:",
    ...table(options, columns),
    "",
    "Examples:",
    ...spec.examples.map((example) => `  proofsheet ${example}`),
  ].join("\n");
}

/** Of the second column, whatever the first leaves. */
const ROOM_MIN = 20;

/** Two columns; what is too long for the second goes on below itself. */
function table(rows: readonly (readonly [string, string])[], columns: number): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  const room = Math.max(columns - width - 4, ROOM_MIN);
  return rows.flatMap(([left, right]) =>
    wrapText(right, room).map((line, index) =>
      `  ${(index === 0 ? left : "").padEnd(width)}  ${line}`
    )
  );
}

function optionText(name: string, { short, value }: OptionSpec): string {
  const names = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? names : `${names} ${value}`;
}
