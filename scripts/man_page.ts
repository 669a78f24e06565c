import { EXIT } from "../lib/core/exit_code.ts";
import { COMMANDS } from "../lib/terminal/command_specs.ts";
import type { OptionSpec } from "../lib/terminal/option_specs.ts";

/** What the page is made for. */
export interface ManPageOptions {
  readonly version: string;
  /** Day the page is of, `2026-11-23`. */
  readonly date: string;
}

const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "Done; problems are counted in the summary",
  failed: "Failed",
  usage: "The command line, the environment or the configuration is wrong",
  problems: "Problems are present, with --strict only",
  offline: "A root is offline",
  held: "Hiding waits for a person",
  differences: "audit found differences",
  interrupted: "Interrupted",
  terminated: "Terminated",
  hungUp: "The terminal was closed",
};

/** The manual page proofsheet(1) in the man macros (man-pages(7)), from the table of commands. */
export function manPage({ version, date }: ManPageOptions): string {
  const commands = Object.entries(COMMANDS).flatMap(([name, spec]) => [
    `.SS proofsheet ${name} ${plain(spec.positionals)}`,
    plain(`${spec.summary}.`),
    ...Object.entries(spec.options).flatMap(optionLines),
    ".PP",
    "Examples:",
    ...spec.examples.flatMap((example) => [".PP", ".EX", plain(`proofsheet ${example}`), ".EE"]),
  ]);
  const codes = Object.entries(EXIT).sort(([, one], [, other]) => one - other)
    .flatMap(([name, code]) => [".TP", `.B ${code}`, EXIT_WORDS[name as keyof typeof EXIT]]);
  return [
    `.TH PROOFSHEET 1 ${date} "proofsheet ${version}" "User Commands"`,
    ".SH NAME",
    "proofsheet \\- keep a catalogue of photo folders equal to what is on disk",
    ".SH SYNOPSIS",
    ".B proofsheet",
    ".I COMMAND",
    "[\\fIOPTIONS\\fR]",
    ".SH DESCRIPTION",
    "The files stay the truth; the catalogue is one SQLite file that says what is in them.",
    "Renamed folders keep their records, and a disk that is away is not taken for an empty one.",
    ".SH COMMANDS",
    ...commands,
    ".SH EXIT STATUS",
    ...codes,
    ".SH ENVIRONMENT",
    "Every option can be given as a variable: its name in capitals with the prefix PROOFSHEET_,",
    "as PROOFSHEET_DB for \\-\\-db. Options on the command line beat the environment, and that beats",
    "the configuration file.",
    ".SH FILES",
    ".TP",
    "$XDG_DATA_HOME/proofsheet/catalogue.db",
    "The catalogue. Its views photos, folders, keywords, missing, problems, changes, scans and roots",
    "may be read by any program; everything else in it is private.",
    ".TP",
    "$XDG_CONFIG_HOME/proofsheet/config.toml",
    "The configuration.",
    "",
  ].join("\n");
}

function optionLines([name, { short, value, help }]: [string, OptionSpec]): string[] {
  const names = short === undefined ? `\\-\\-${name}` : `\\-${short}, \\-\\-${name}`;
  const shown = value === undefined ? `\\fB${names}\\fR` : `\\fB${names}\\fR \\fI${value}\\fR`;
  return [".TP", shown, plain(help)];
}

/** Text in which no character means anything to troff. */
function plain(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
