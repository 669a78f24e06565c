import assert from "node:assert/strict";
import { fileSystemOf } from "../../lib/file_system/file_system_of.ts";

Deno.test("file systems: the disk below the tests tells what it is", async () => {
  const found = await fileSystemOf(Deno.cwd());
  const stat = await new Deno.Command("stat", { args: ["-f", "-c", "%t", Deno.cwd()] }).output();
  const type = Number.parseInt(new TextDecoder().decode(stat.stdout), 16);
  assert.notEqual(found, null);
  assert.equal(type === 0xef53, found?.name === "ext4");
});

Deno.test("file systems: where the system does not tell, nothing fails", async () => {
  assert.equal(await fileSystemOf("/not/there"), null);
  // Deno gives what is known of devices to programs with all permissions only.
  assert.equal(await fileSystemOf("/dev/shm"), null);
});
