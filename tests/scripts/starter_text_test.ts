import assert from "node:assert/strict";
import { join } from "node:path";
import { starterText } from "../../scripts/starter_text.ts";
import { withTempDir } from "../support/program.ts";

/** Stands for the runtime, and tells what it was called with, a line each. */
const RUNTIME = '#!/bin/sh\nfor word do printf "%s\\n" "$word"; done\n';

Deno.test("starter: what the user may have run keeps its blanks, and nothing of it is run as the program", () =>
  withTempDir(async (directory) => {
    const unpacked = join(directory, "the program");
    Deno.mkdirSync(unpacked);
    Deno.writeTextFileSync(join(unpacked, "deno"), RUNTIME, { mode: 0o755 });
    const starter = join(directory, "proofsheet");
    const text = starterText(["installed", "run"], { VERSION: "1", COMMIT: "1" })
      .replace("unpacked=/usr/lib/proofsheet", `unpacked="${unpacked}"`);
    Deno.writeTextFileSync(starter, text, { mode: 0o755 });
    const { code, stdout, stderr } = await new Deno.Command(starter, {
      args: ["watch", "--root", "/my photos", "", "--", "*"],
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin", HOME: directory, PROOFSHEET_ALLOW_RUN: "/my hooks/tell *" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const words = new TextDecoder().decode(stdout).trimEnd().split("\n");
    const program = words.indexOf(`${unpacked}/proofsheet.js`);
    assert.deepEqual(words.slice(program + 1), ["watch", "--root", "/my photos", "", "--", "*"]);
    const flags = words.slice(1, program);
    assert.ok(flags.includes("--allow-run=/my hooks/tell *"), flags.join("\n"));
    assert.deepEqual(flags.filter((flag) => !flag.startsWith("--")), []);
  }));
