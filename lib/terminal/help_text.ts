import { COMMANDS, type CommandSpec } from "./command_specs.ts";
import type { OptionSpec } from "./option_specs.ts";

/** Help for the program as a whole. */
export function programHelp(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const commands = Object.entries(COMMANDS)
    .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
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

/** Help for one command. */
export function commandHelp(name: string): string {
  const spec: CommandSpec | undefined = COMMANDS[name];
  if (spec === undefined) return programHelp();
  const lines = Object.entries(spec.options).map((
    [option, one],
  ) => [optionText(option, one), one.help]);
  const width = Math.max(...lines.map(([left]) => left?.length ?? 0));
  const usage = ["Usage: proofsheet", name, spec.positionals, "[OPTIONS]"].filter((text) => text);
  return [
    spec.summary,
    "",
    usage.join(" "),
    "",
    "Options:",
    ...lines.map(([left = "", right]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    "Examples:",
    ...spec.examples.map((example) => `  proofsheet ${example}`),
  ].join("\n");
}

function optionText(name: string, { short, value }: OptionSpec): string {
  const names = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? names : `${names} ${value}`;
}
