import assert from "node:assert/strict";
import { readScriptOptions } from "../../scripts/script_options.ts";

const OPTIONS = {
  help: "Usage: deno task chaos",
  numbers: {
    minutes: { standard: 30, mayBeBroken: true },
    kills: { standard: 20 },
    seed: { standard: 7, least: 0 },
  },
  texts: ["filter"],
};

Deno.test("a script that is started without options takes what is usual", () => {
  assert.deepEqual(readScriptOptions([], OPTIONS), {
    kind: "run",
    numbers: { minutes: 30, kills: 20, seed: 7 },
    texts: { filter: undefined },
  });
});

Deno.test("numbers and texts of a script are read", () => {
  const args = ["--minutes", "0.5", "--kills=3", "--seed", "0", "--filter", "moved"];
  assert.deepEqual(readScriptOptions(args, OPTIONS), {
    kind: "run",
    numbers: { minutes: 0.5, kills: 3, seed: 0 },
    texts: { filter: "moved" },
  });
});

Deno.test("a script that is asked for help says how it is used and ends well", () => {
  for (const flag of ["--help", "-h"]) {
    assert.deepEqual(readScriptOptions([flag], OPTIONS), {
      kind: "end",
      code: 0,
      text: OPTIONS.help,
    });
  }
});

Deno.test("a seed may be below zero where those that are printed are", () => {
  const options = { help: "", numbers: { seed: { standard: 1, least: -(2 ** 31) } } };
  assert.deepEqual(readScriptOptions(["--seed=-3"], options), {
    kind: "run",
    numbers: { seed: -3 },
    texts: {},
  });
});

const WRONG: readonly (readonly [string[], RegExp])[] = [
  [["--minutes", "0"], /--minutes '0': write a number above 0/],
  [["--minutes", "many"], /--minutes 'many'/],
  [["--kills", "1.5"], /--kills '1.5': write a whole number above 0/],
  [["--kills="], /--kills ''/],
  [["--seed=-1"], /--seed '-1': write a whole number from 0/],
  [["--hours", "3"], /--hours/],
  [["30"], /30/],
  [["--kills"], /--kills/],
];

for (const [args, message] of WRONG) {
  Deno.test(`a script that is started with '${args.join(" ")}' names what is wrong, and the usage`, () => {
    const asked = readScriptOptions(args, OPTIONS);
    assert.ok(asked.kind === "end");
    assert.equal(asked.code, 2);
    assert.match(asked.text, message);
    assert.ok(asked.text.endsWith(OPTIONS.help));
  });
}
