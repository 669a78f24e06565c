import assert from "node:assert/strict";
import { fileErrorKind, messageOf } from "../../lib/core/file_error.ts";
import { fileError } from "./memory_file_system.ts";

const CASES = [
  ["NotFound", "ENOENT", "not-found"],
  ["PermissionDenied", "EACCES", "permission"],
  ["PermissionDenied", "EPERM", "permission"],
  ["NotADirectory", "ENOTDIR", "not-a-directory"],
  ["Error", "ENAMETOOLONG", "name-too-long"],
  ["Error", "ESTALE", "stale-handle"],
  ["TimedOut", "ETIMEDOUT", "timed-out"],
  ["Error", "EIO", "io-error"],
  ["FilesystemLoop", "ELOOP", "io-error"],
  ["Error", "EMFILE", "io-error"],
] as const;

for (const [name, code, expected] of CASES) {
  Deno.test(`file error: ${code} is ${expected}`, () => {
    assert.equal(fileErrorKind(fileError(name, code)), expected);
  });
}

const BY_NAME = [
  ["NotFound", "not-found"],
  ["PermissionDenied", "permission"],
  ["NotCapable", "permission"],
  ["NotADirectory", "not-a-directory"],
  ["TimedOut", "timed-out"],
  ["TypeError", "io-error"],
] as const;

for (const [name, expected] of BY_NAME) {
  Deno.test(`file error: ${name} without a code is ${expected}`, () => {
    assert.equal(fileErrorKind(Object.assign(new Error("broken"), { name })), expected);
  });
}

Deno.test("C-044 the code outweighs the name, so that only ENOENT proves an absence", () => {
  assert.equal(fileErrorKind(fileError("NotFound", "ESTALE")), "stale-handle");
  assert.equal(fileErrorKind(fileError("NotFound", "")), "not-found");
});

Deno.test("file error: what is no error at all concludes nothing", () => {
  for (const thrown of ["ENOENT", null, undefined, 2, { code: "ENOENT" }]) {
    assert.equal(fileErrorKind(thrown), "io-error");
  }
});

Deno.test("file error: everything thrown has a message", () => {
  assert.equal(messageOf(new Error("Cannot read")), "Cannot read");
  assert.equal(messageOf("gone"), "gone");
  assert.equal(messageOf(undefined), "undefined");
});
