import assert from "node:assert/strict";
import { EXIT } from "../../lib/core/exit_code.ts";
import { COMMANDS } from "../../lib/terminal/command_specs.ts";
import { completions } from "../../scripts/completions.ts";
import { manPage } from "../../scripts/man_page.ts";

const PAGE = manPage({ version: "1.2.3", date: "2026-01-02" });

Deno.test("manual: every command with all its options and examples, and every exit code", () => {
  for (const [name, { options, examples }] of Object.entries(COMMANDS)) {
    assert.ok(PAGE.includes(`.SS proofsheet ${name}`), name);
    for (const option of Object.keys(options)) {
      assert.ok(PAGE.includes(`\\-\\-${option.replaceAll("-", "\\-")}`) || PAGE.includes(option));
    }
    for (const example of examples) {
      assert.ok(PAGE.includes(example.replaceAll("-", "\\-")), example);
    }
  }
  for (const code of Object.values(EXIT)) assert.match(PAGE, new RegExp(`^\\.B ${code}$`, "m"));
  assert.match(PAGE, /^\.TH PROOFSHEET 1 2026-01-02 "proofsheet 1\.2\.3"/);
});

Deno.test("manual: no line of text is taken for a command of troff", () => {
  const macros = /^\.(TH|SH|SS|TP|PP|B|I|EX|EE)( |$)/;
  for (const line of PAGE.split("\n")) {
    if (/^[.']/.test(line)) assert.match(line, macros);
  }
});

Deno.test("completions: bash offers commands, then their verbs and options", async () => {
  const { bash } = completions();
  assert.deepEqual(await complete(bash, ["proofsheet", "ro"]), ["roots"]);
  assert.deepEqual(await complete(bash, ["proofsheet", "held", "a"]), ["approve"]);
  assert.ok((await complete(bash, ["proofsheet", "sync", "--f"])).includes("--folder"));
  assert.deepEqual(await complete(bash, ["proofsheet", "nonsense", "--"]), []);
});

Deno.test("completions: zsh and fish know every command and every option", () => {
  const { zsh, fish } = completions();
  for (const [name, { options }] of Object.entries(COMMANDS)) {
    assert.ok(zsh.includes(`    ${name}) _arguments`), name);
    assert.ok(fish.includes(`-f -a ${name} -d`), name);
    for (const option of Object.keys(options)) {
      assert.ok(zsh.includes(`'--${option}[`), `${name} --${option}`);
      assert.ok(fish.includes(` -l ${option}`), `${name} --${option}`);
    }
  }
});

/** What bash would offer for the last of the words. */
async function complete(script: string, words: readonly string[]): Promise<string[]> {
  const array = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _proofsheet\n` +
    'printf "%s\\n" "${COMPREPLY[@]}"';
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `${script}\n${ask}`],
    stdin: "null",
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" },
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}
