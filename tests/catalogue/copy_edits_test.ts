import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import type { CopyRecord } from "../../lib/core/copies.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";

const EDITED_MS = 1_000_000;

/** A photo whose edits could not be written yet, and which turned up elsewhere after that. */
class Moved {
  readonly #database: DatabaseSync = emptyCatalogue();
  readonly #catalogue: RootCatalogue;

  constructor(theirs: { readonly title: string; readonly keywords: readonly string[] }) {
    this.#database.exec("INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0)");
    this.#catalogue = new RootCatalogue(this.#database, 1);
    const { files, edits, edited } = this.#catalogue;
    const old = readingOf({ title: "old", keywords: ["sea"] }, 1);
    this.#catalogue.transact(() => {
      files.add({ directory: "", name: "a.jpg" }, old, 1, 0);
      edits.accept(1, { title: "ours", keywords: ["sea", "ours"] }, EDITED_MS);
      files.hide(1, 2, "not found", 2 * EDITED_MS);
      files.add({ directory: "", name: "b.jpg" }, readingOf(theirs, 2 * EDITED_MS), 3, 0);
      edited.takeOver(
        { original: recordOf(1, "a.jpg"), copy: recordOf(2, "b.jpg") },
        3 * EDITED_MS,
      );
    });
  }

  get shown() {
    const row = this.#database.prepare(
      `SELECT path, title, (SELECT group_concat(keyword) FROM keywords) AS keywords FROM photos`,
    ).get();
    return { ...row };
  }

  get edits(): string[] {
    return this.#database.prepare("SELECT field, state FROM edits ORDER BY id").all()
      .map(({ field, state }) => `${field} ${state}`);
  }
}

function readingOf(
  { title, keywords }: { readonly title: string; readonly keywords: readonly string[] },
  changedAtMs: number,
): PhotoReading {
  return {
    ...NOTHING_READ,
    ...{ format: "jpeg", mime: "image/jpeg", sampleHash: title, keywords, lookedAtMs: changedAtMs },
    fields: { ...NOTHING_READ.fields, title },
    fingerprint: { size: 1, mtimeMs: changedAtMs, ctimeMs: changedAtMs, inode: 1, bornMs: null },
  };
}

function recordOf(fileId: number, name: string): CopyRecord {
  return { fileId, rootId: 1, directory: "", name } as Partial<CopyRecord> as CopyRecord;
}

Deno.test("C-103 edits that wait go with a photo that was moved before they could be written", () => {
  const photo = new Moved({ title: "old", keywords: ["sea"] });
  assert.deepEqual(photo.shown, { path: "b.jpg", title: "ours", keywords: "sea,ours" });
  assert.deepEqual(photo.edits, ["title pending", "keywords pending"]);
});

Deno.test("C-103 where it was edited by another tool as well, nothing of either is lost", () => {
  const photo = new Moved({ title: "theirs", keywords: ["sea", "theirs"] });
  assert.deepEqual(photo.shown, { path: "b.jpg", title: "theirs", keywords: "sea,theirs,ours" });
  assert.deepEqual(photo.edits, ["title conflict", "keywords pending"]);
});
