import assert from "node:assert/strict";
import { join } from "node:path";
import { RotatingFile } from "../../lib/logging/rotating_file.ts";
import { withTempDir } from "../support/program.ts";

const linesOf = (path: string) => Deno.readTextFileSync(path).trimEnd().split("\n");

Deno.test("log file: a full one is set aside, the oldest goes, and no line is torn", () =>
  withTempDir((directory) => {
    const path = join(directory, "proofsheet.log");
    const file = new RotatingFile(path, { bytesMax: 100, keptMax: 2 });
    for (let number = 0; number < 40; number++) file.writeLine(`line ${number} of the log`);
    file.close();
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["proofsheet.log", "proofsheet.log.1", "proofsheet.log.2"]);
    const kept = [`${path}.2`, `${path}.1`, path].flatMap(linesOf);
    const numbers = kept.map((line) => Number(/^line (\d+) of the log$/.exec(line)?.[1]));
    assert.deepEqual(numbers, Array.from(numbers, (_, index) => 40 - numbers.length + index));
    for (const name of names) assert.ok(Deno.statSync(join(directory, name)).size <= 100);
  }));

Deno.test("log file: all of them are readable by their owner only", () =>
  withTempDir((directory) => {
    const path = join(directory, "proofsheet.log");
    const file = new RotatingFile(path, { bytesMax: 10, keptMax: 1 });
    for (const line of ["first line", "second line"]) file.writeLine(line);
    file.close();
    for (const one of [path, `${path}.1`]) {
      assert.equal((Deno.statSync(one).mode ?? 0) & 0o777, 0o600);
    }
  }));

Deno.test("log file: goes on where it stopped, and under its name when somebody took it away", () =>
  withTempDir((directory) => {
    const path = join(directory, "proofsheet.log");
    for (const line of ["one", "two"]) {
      const file = new RotatingFile(path);
      file.writeLine(line);
      file.close();
    }
    assert.deepEqual(linesOf(path), ["one", "two"]);
    const file = new RotatingFile(path);
    Deno.renameSync(path, `${path}.old`);
    file.reopen();
    file.writeLine("three");
    file.close();
    assert.deepEqual(linesOf(path), ["three"]);
  }));
