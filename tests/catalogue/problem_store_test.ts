import assert from "node:assert/strict";
import { ProblemStore } from "../../lib/catalogue/problem_store.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";

const PATHS = [
  "",
  "2020",
  "2020/a.jpg",
  "2020/b/c.jpg",
  "2020 b",
  "2020.jpg",
  "2020_backup",
  "20200",
];

const CASES: readonly [scope: string[], left: string[]][] = [
  [[""], []],
  [["2020"], ["", "2020 b", "2020.jpg", "20200", "2020_backup"]],
  [["2020/b", "2020_backup"], ["", "2020", "2020 b", "2020.jpg", "2020/a.jpg", "20200"]],
];

for (const [scope, left] of CASES) {
  Deno.test(`C-030 a scan of '${scope.join("', '")}' clears the problems there and below, and no others`, () => {
    const database = emptyCatalogue();
    try {
      database.exec("INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0)");
      const problems = new ProblemStore(database, 1);
      for (const path of PATHS) {
        problems.see({ path, kind: "permission", detail: "no" }, "scan", 1, 0);
      }
      problems.clearScan(scope, 2);
      const rows = database.prepare("SELECT path FROM problem ORDER BY path").all();
      assert.deepEqual(rows.map(({ path }) => path), left);
    } finally {
      database.close();
    }
  });
}
