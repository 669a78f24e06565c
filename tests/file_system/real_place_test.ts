import assert from "node:assert/strict";
import { realPlace } from "../../lib/file_system/real_place.ts";
import { withTempDir } from "../support/program.ts";

Deno.test("a place that is not there yet is where the folder above it really is", () =>
  withTempDir((directory) => {
    const real = Deno.realPathSync(directory);
    Deno.mkdirSync(`${directory}/photos`);
    Deno.symlinkSync(`${directory}/photos`, `${directory}/cache`);
    assert.equal(
      realPlace(`${directory}/cache/proofsheet/previews`),
      `${real}/photos/proofsheet/previews`,
    );
    assert.equal(realPlace(`${directory}/photos`), `${real}/photos`);
    assert.equal(realPlace("/proofsheet-of-nobody/previews"), "/proofsheet-of-nobody/previews");
    assert.equal(realPlace("/"), "/");
    return Promise.resolve();
  }));

Deno.test("a place behind a file is none", () =>
  withTempDir((directory) => {
    Deno.writeTextFileSync(`${directory}/file`, "");
    assert.equal(realPlace(`${directory}/file/previews`), null);
    return Promise.resolve();
  }));
