import assert from "node:assert/strict";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";

Deno.test("schema: whatever points at a row is found by an index of all rows, so that forgetting one is quick", () => {
  const database = emptyCatalogue();
  try {
    // SQLite looks for what points at a row before it lets it go; an index of some rows is no help.
    const unindexed = database.prepare(
      `SELECT child.name AS child, reference."from" AS referring
       FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS reference
       WHERE child.type = 'table' AND NOT EXISTS (
         SELECT 1 FROM pragma_index_list(child.name) AS listed, pragma_index_info(listed.name) AS one
         WHERE listed.partial = 0 AND one.seqno = 0 AND one.name = reference."from")
       AND NOT EXISTS (
         SELECT 1 FROM pragma_table_info(child.name) AS key
         WHERE key.name = reference."from" AND key.pk = 1)`,
    ).all().map(({ child, referring }) => `${child}.${referring}`);
    // A root has few lists, and most catalogues have none.
    assert.deepEqual(unindexed, ["held.root_id"]);
  } finally {
    database.close();
  }
});

Deno.test("views: missing records are counted in one pass, however many directories there are", () => {
  const database = emptyCatalogue();
  try {
    const plan = database.prepare("EXPLAIN QUERY PLAN SELECT count(*) FROM missing WHERE root = ?")
      .all("/photos").map(({ detail }) => String(detail));
    // As a list, all photos were gone through for each directory.
    assert.ok(plan.some((step) => /^SEARCH (record\.)?file /.test(step)), plan.join("\n"));
    assert.ok(!plan.some((step) => /IN-OPERATOR|LIST SUBQUERY/.test(step)), plan.join("\n"));
  } finally {
    database.close();
  }
});
