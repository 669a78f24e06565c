import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { decideEdits, type EditDecision, listEdits } from "../../lib/catalogue/edit_decisions.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import type { FieldValues } from "../../lib/core/editable.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";

/** One photo of which somebody else has changed title and rating after they were edited here. */
class Conflicts {
  readonly database: DatabaseSync = emptyCatalogue();
  readonly #catalogue: RootCatalogue;
  #nowMs = 1_000_000;

  constructor() {
    this.database.exec("INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0)");
    this.#catalogue = new RootCatalogue(this.database, 1);
    const { files } = this.#catalogue;
    const place = { directory: "", name: "a.jpg" };
    this.#catalogue.transact(() => files.add(place, this.#reading("old", 1), 1, this.#nowMs));
    this.edit({ title: "ours", rating: 2 });
    const theirs = this.#reading("theirs", 3);
    this.#catalogue.transact(() => files.update(1, theirs, ++this.#nowMs));
    assert.deepEqual(this.edits, ["title conflict", "rating conflict"]);
  }

  edit(changed: FieldValues): void {
    this.#catalogue.transact(() => this.#catalogue.edits.accept(1, changed, ++this.#nowMs));
  }

  /** @param meanwhile what happens between the list and the decision */
  decide(decision: EditDecision, meanwhile = () => {}): number {
    const listed = listEdits(this.database, null);
    meanwhile();
    return decideEdits(this.database, listed, decision, ++this.#nowMs).length;
  }

  get shown(): unknown {
    return { ...this.database.prepare("SELECT title, rating FROM photos").get() };
  }

  get edits(): string[] {
    return this.database.prepare("SELECT field, state FROM edits ORDER BY id").all()
      .map(({ field, state }) => `${field} ${state}`);
  }

  get lastChange(): number {
    return Number(this.database.prepare("SELECT max(seq) AS seq FROM changes").get()?.["seq"]);
  }

  #reading(title: string, rating: number): PhotoReading {
    const changedAtMs = ++this.#nowMs;
    return {
      ...NOTHING_READ,
      ...{ format: "jpeg", mime: "image/jpeg", sampleHash: title, lookedAtMs: changedAtMs },
      fields: { ...NOTHING_READ.fields, title, rating },
      fingerprint: { size: 1, mtimeMs: changedAtMs, ctimeMs: changedAtMs, inode: 1, bornMs: null },
    };
  }
}

Deno.test("C-103 the value that was passed over is written after all, and readers of changes hear of it", () => {
  const photo = new Conflicts();
  const before = photo.lastChange;
  photo.decide("retry");
  assert.deepEqual(photo.shown, { title: "ours", rating: 2 });
  assert.deepEqual(photo.edits, ["title pending", "rating pending"]);
  assert.ok(photo.lastChange > before);
});

Deno.test("C-103 it is also where the field has another edit by now that is not written yet", () => {
  const photo = new Conflicts();
  photo.edit({ title: "later" });
  photo.decide("retry");
  assert.deepEqual(photo.shown, { title: "ours", rating: 2 });
  assert.deepEqual(photo.edits, ["title discarded", "rating pending", "title pending"]);
});

Deno.test("C-103 a conflict that is discarded leaves what the file says", () => {
  const photo = new Conflicts();
  photo.decide("discard");
  assert.deepEqual(photo.shown, { title: "theirs", rating: 3 });
  assert.deepEqual(photo.edits, ["title discarded", "rating discarded"]);
});

Deno.test("C-103 what has been decided about since it was listed stays so", () => {
  const photo = new Conflicts();
  assert.equal(photo.decide("retry", () => void photo.decide("seen")), 0);
  assert.deepEqual(photo.shown, { title: "theirs", rating: 3 });
  assert.deepEqual(photo.edits, ["title discarded", "rating discarded"]);
});
