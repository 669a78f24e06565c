import assert from "node:assert/strict";
import { commandHelp, programHelp } from "../../lib/terminal/help_text.ts";
import { COMMANDS } from "../../lib/terminal/command_specs.ts";

/** Examples are to be copied, so they stay whole. */
const tablesOf = (help: string) => help.slice(0, help.indexOf("\nExamples:")).split("\n");

Deno.test("help fits the terminal: its tables go on below themselves, and lose no word", () => {
  const helps = [
    [programHelp(80), programHelp()],
    ...Object.keys(COMMANDS).map((name) => [commandHelp(name, 80), commandHelp(name)]),
  ];
  for (const [narrow = "", wide = ""] of helps) {
    const rows = tablesOf(narrow).filter((line) => line.startsWith("  "));
    for (const line of rows) assert.ok(line.length <= 80, line);
    assert.deepEqual(narrow.split(/\s+/), wide.split(/\s+/));
  }
});
