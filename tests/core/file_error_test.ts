import assert from "node:assert/strict";
import { isProvenAbsence } from "../../lib/reconcile/proven_absence.ts";
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
  ["FilesystemLoop", "ELOOP", "link-loop"],
  ["NotConnected", "ENOTCONN", "unreachable"],
  ["Error", "EHOSTDOWN", "unreachable"],
  ["Error", "EHOSTUNREACH", "unreachable"],
  ["Error", "ENODEV", "unreachable"],
  ["Error", "ENXIO", "unreachable"],
  ["ConnectionReset", "ECONNRESET", "unreachable"],
  ["Error", "EMFILE", "out-of-resources"],
  ["Error", "ENFILE", "out-of-resources"],
  ["Error", "ENOMEM", "out-of-resources"],
  ["Error", "EINVAL", "io-error"],
  ["Error", "EOVERFLOW", "io-error"],
  ["Error", "EREMOTEIO", "io-error"],
  ["Error", "EUCLEAN", "io-error"],
  ["Busy", "EBUSY", "io-error"],
  ["Error", "ESOMETHINGNEW", "io-error"],
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
  ["FilesystemLoop", "link-loop"],
  ["NotConnected", "unreachable"],
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

const BY_NUMBER = [
  [2, "not-found"],
  [5, "io-error"],
  [20, "not-a-directory"],
  [107, "unreachable"],
  [112, "unreachable"],
  [116, "stale-handle"],
  [121, "io-error"],
] as const;

for (const [number, expected] of BY_NUMBER) {
  Deno.test(`file error: number ${number} in a message without a code is ${expected}`, () => {
    const error = new Error(`Something went wrong (os error ${number}): lstat '/photos/a.jpg'`);
    assert.equal(fileErrorKind(error), expected);
  });
}

Deno.test("C-044 of all errors only two can prove that a photo is not there", () => {
  const all = CASES.map(([name, code]) => fileErrorKind(fileError(name, code)));
  const proven = all.filter(isProvenAbsence);
  assert.deepEqual(new Set(proven), new Set(["not-found", "not-a-directory"]));
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
