import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram, startProgram, withTempDir } from "./program.ts";

const STAND_IN = `
console.error("scan done 1");
if (Deno.args[0] === "stay") {
  Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
  setInterval(() => console.error("scan done again"), 20);
} else {
  console.log(Deno.args.join(" "));
  Deno.exit(5);
}`;

async function withStandIn(use: (script: string) => Promise<void>): Promise<void> {
  await withTempDir(async (directory) => {
    const script = join(directory, "stand_in.ts");
    Deno.writeTextFileSync(script, STAND_IN);
    await use(script);
  });
}

Deno.test("program: its output and its exit code are told apart", async () => {
  await withStandIn(async (script) => {
    const result = await runProgram(["sync", "--json"], { script });
    assert.deepEqual(result, { code: 5, stdout: "sync --json\n", stderr: "scan done 1\n" });
  });
});

Deno.test("program: waiting twice for a line needs two lines, and a signal is passed on", async () => {
  await withStandIn(async (script) => {
    await using program = startProgram(["stay"], { script });
    assert.equal(await program.waitForLine(/done/), "scan done 1");
    assert.equal(await program.waitForLine(/done/), "scan done again");
    program.signal("SIGTERM");
    assert.equal((await program.waitForEnd()).code, 0);
  });
});

Deno.test("program: a time-out kills it and shows what it had said", async () => {
  await withStandIn(async (script) => {
    await assert.rejects(
      runProgram(["stay"], { script, timeoutMs: 1_500 }),
      /'proofsheet stay' did not end within 1500 ms[^]*scan done 1/,
    );
  });
});

Deno.test("program: the wait for a line it never says ends with the program", async () => {
  await withStandIn(async (script) => {
    await using program = startProgram(["leave"], { script });
    await assert.rejects(program.waitForLine(/never/), /ended before it said \/never\//);
  });
});
