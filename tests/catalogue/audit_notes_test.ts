import assert from "node:assert/strict";
import { join } from "node:path";
import { noteAudit, readAudits } from "../../lib/catalogue/audit_notes.ts";
import { withTempDir } from "../support/program.ts";

const AUDIT = {
  at: "2026-05-01T10:00:00.000Z",
  compared: [],
  files: 3,
  differences: 0,
  unreadable: 0,
  problems: 0,
  outOfSight: 0,
} as const;

Deno.test("audits are noted by root beside the catalogue, for its owner alone, and forgotten with the root", () =>
  withTempDir((directory) => {
    const database = join(directory, "catalogue.db");
    assert.deepEqual(readAudits(database), {});
    const roots = ["/a", "/b"];
    assert.ok(noteAudit(database, "/a", { audit: AUDIT, roots }));
    assert.ok(noteAudit(database, "/b", { audit: { ...AUDIT, differences: 2 }, roots }));
    assert.deepEqual(readAudits(database), { "/a": AUDIT, "/b": { ...AUDIT, differences: 2 } });
    const [note, ...others] = [...Deno.readDirSync(directory)];
    assert.deepEqual(others, [], "no draft is left");
    assert.equal((Deno.statSync(join(directory, note!.name)).mode ?? 0) & 0o777, 0o600);
    noteAudit(database, "/b", { audit: AUDIT, roots: ["/b"] });
    assert.deepEqual(readAudits(database), { "/b": AUDIT });
  }));

Deno.test("a note of audits that is broken, or cannot be written, takes nothing from anybody", () =>
  withTempDir((directory) => {
    const database = join(directory, "catalogue.db");
    for (const text of ["", "nonsense", "7", '{"/a":{"at":"never"}}', '{"/a":null}']) {
      Deno.writeTextFileSync(`${database}.audits`, text);
      assert.deepEqual(readAudits(database), {}, text);
    }
    const nowhere = join(directory, "nowhere/catalogue.db");
    assert.equal(noteAudit(nowhere, "/a", { audit: AUDIT, roots: ["/a"] }), false);
  }));
