import { COMMANDS, type CommandSpec } from "../lib/terminal/command_specs.ts";
import type { OptionSpec } from "../lib/terminal/option_specs.ts";

/** Completions for the usual shells, from the table of commands. */
export function completions(): {
  readonly bash: string;
  readonly zsh: string;
  readonly fish: string;
} {
  return { bash: bash(), zsh: zsh(), fish: fish() };
}

const PROGRAM = "proofsheet";

/** Words a command takes behind its name, as `list` and `approve`, from its description for help. */
function verbsOf({ positionals }: CommandSpec): readonly string[] {
  return [...positionals.matchAll(/[[|] ?([a-z]+)/g)].map(([, verb = ""]) => verb);
}

function wordsOf(spec: CommandSpec): string {
  return [...verbsOf(spec), ...Object.keys(spec.options).map((name) => `--${name}`)].join(" ");
}

function bash(): string {
  const cases = Object.entries(COMMANDS).map(([name, spec]) =>
    `    ${name}) words="${wordsOf(spec)}" ;;`
  );
  return `# Completion of ${PROGRAM} for bash.
_${PROGRAM}() {
  local word=\${COMP_WORDS[COMP_CWORD]} words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${Object.keys(COMMANDS).join(" ")} --help --version" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join("\n")}
    *) words= ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -o bashdefault -F _${PROGRAM} ${PROGRAM}
`;
}

function zsh(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) =>
    `    ${quoted(`${name}:${summary.replaceAll(":", "\\:")}`)}`
  );
  const cases = Object.entries(COMMANDS).map(([name, spec]) => {
    const options = Object.entries(spec.options).flatMap(zshOption);
    const verbs = verbsOf(spec);
    const rest = verbs.length > 0 ? `'1:: :(${verbs.join(" ")})' '*:: :_files'` : "'*:: :_files'";
    return `    ${name}) _arguments ${options.join(" ")} ${rest} ;;`;
  });
  return `#compdef ${PROGRAM}
# Completion of ${PROGRAM} for zsh.
local -a commands
commands=(
${commands.join("\n")}
)
if (( CURRENT == 2 )); then
  _describe command commands
else
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join("\n")}
  esac
fi
`;
}

function zshOption([name, { value, help }]: [string, OptionSpec]): string[] {
  const told = help.replaceAll(/[[\]:]/g, " ");
  return [quoted(`--${name}[${told}]${value === undefined ? "" : `:${value}:_files`}`)];
}

function fish(): string {
  const lines = Object.entries(COMMANDS).flatMap(([name, spec]) => {
    const inside = `-n '__fish_seen_subcommand_from ${name}'`;
    const options = Object.entries(spec.options).map(([option, { short, value, help }]) =>
      [
        `complete -c ${PROGRAM} ${inside} -l ${option}`,
        short === undefined ? "" : ` -s ${short}`,
        value === undefined ? "" : " -r",
        ` -d ${quoted(help)}`,
      ].join("")
    );
    const verbs = verbsOf(spec).map((verb) => `complete -c ${PROGRAM} ${inside} -a ${verb}`);
    const summary = quoted(spec.summary);
    return [
      `complete -c ${PROGRAM} -n __fish_use_subcommand -f -a ${name} -d ${summary}`,
      ...options,
      ...verbs,
    ];
  });
  return `# Completion of ${PROGRAM} for fish.\n${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
