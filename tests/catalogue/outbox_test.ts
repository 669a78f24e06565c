import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { editAnswers, lastEditAt } from "../../lib/catalogue/edit_answers.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { NOTHING_READ, type PhotoReading } from "../../lib/core/reading.ts";

const EDITED_MS = 1_000_000;

/** One photo with an old title, whose new one has been handed over to be written. */
class Editing {
  readonly database: DatabaseSync = emptyCatalogue();
  readonly #catalogue: RootCatalogue;
  readonly #fileId: number;

  constructor() {
    this.database.exec("INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0)");
    this.#catalogue = new RootCatalogue(this.database, 1);
    const place = { directory: "", name: "a.jpg" };
    this.#catalogue.transact(() =>
      this.#catalogue.files.add(place, readingOf({ title: "old", keywords: ["sea"] }), 1, 0)
    );
    this.#fileId = Number(this.database.prepare("SELECT id FROM file").get()?.["id"]);
  }

  edit(title: string): void {
    this.#catalogue.transact(() =>
      this.#catalogue.edits.accept(this.#fileId, { title }, EDITED_MS)
    );
  }

  /** As a writer does it just before the file is replaced. */
  send(): void {
    const [photo] = this.#catalogue.outbox.page(0).photos;
    this.#catalogue.outbox.send(photo!);
  }

  /** The file says so now; `isOurs` where whoever wrote it has the time to say it. */
  read(title: string, isOurs: boolean): void {
    const reading = readingOf({ title, keywords: ["sea"], changedAtMs: 2 * EDITED_MS });
    this.#catalogue.transact(() =>
      this.#catalogue.files.update(
        this.#fileId,
        reading,
        3 * EDITED_MS,
        isOurs ? { writtenTo: null } : {},
      )
    );
  }

  /** Drops what is so old by a scan so many days after the edit. */
  trim(days: number): void {
    this.#catalogue.trimHistory(EDITED_MS + days * 24 * 3_600_000);
  }

  get shown(): string {
    return String(this.database.prepare("SELECT title FROM photos").get()?.["title"]);
  }

  get edits(): string[] {
    const rows = this.database.prepare("SELECT old_value, new_value, state FROM edits ORDER BY id");
    return rows.all().map(({ old_value, new_value, state }) =>
      `${old_value} -> ${new_value} ${state}`
    );
  }
}

function readingOf(
  { title, keywords, changedAtMs = 0 }: {
    readonly title: string;
    readonly keywords: readonly string[];
    readonly changedAtMs?: number;
  },
): PhotoReading {
  const times = { mtimeMs: changedAtMs, ctimeMs: changedAtMs, inode: 1, bornMs: null };
  return {
    ...NOTHING_READ,
    ...{ format: "jpeg", mime: "image/jpeg", sampleHash: title, keywords, lookedAtMs: changedAtMs },
    fields: { ...NOTHING_READ.fields, title },
    fingerprint: { size: 1, ...times },
  };
}

const CASES: readonly [
  sentence: string,
  play: (editing: Editing) => void,
  shown: string,
  edits: readonly string[],
][] = [
  [
    "an edit that is changed while it is written is written once more",
    (editing) => {
      editing.edit("one");
      editing.send();
      editing.edit("two");
      editing.read("one", true);
    },
    "two",
    ['"one" -> "two" pending'],
  ],
  [
    "one that is taken back while it is written is taken back in the file",
    (editing) => {
      editing.edit("one");
      editing.send();
      editing.edit("old");
      editing.read("one", true);
    },
    "old",
    ['"one" -> "old" pending'],
  ],
  [
    "one that is taken back before it is written leaves nothing to write",
    (editing) => {
      editing.edit("one");
      editing.edit("old");
    },
    "old",
    ['"old" -> "one" discarded'],
  ],
  [
    "one whose writer was killed before it could say so is written",
    (editing) => {
      editing.edit("one");
      editing.send();
      editing.read("one", false);
    },
    "one",
    ['"old" -> "one" written'],
  ],
  [
    "of edits written long ago the last one stays, as the photo is no mere copy of another",
    (editing) => {
      for (const title of ["one", "two"]) {
        editing.edit(title);
        editing.send();
        editing.read(title, true);
      }
      editing.edit("three");
      editing.edit("two");
      editing.trim(100);
    },
    "two",
    ['"one" -> "two" written'],
  ],
  [
    "after such a kill an edit of the same field is no conflict with ourselves",
    (editing) => {
      editing.edit("one");
      editing.send();
      editing.edit("two");
      editing.read("one", false);
    },
    "two",
    ['"one" -> "two" pending'],
  ],
  [
    "after such a kill before the file was replaced nothing is different",
    (editing) => {
      editing.edit("one");
      editing.send();
      editing.edit("two");
      editing.read("old", false);
    },
    "two",
    ['"old" -> "two" pending'],
  ],
  [
    "what somebody else wrote meanwhile is a conflict all the same",
    (editing) => {
      editing.edit("one");
      editing.send();
      editing.read("theirs", false);
    },
    "theirs",
    ['"old" -> "one" conflict'],
  ],
];

for (const [sentence, play, shown, edits] of CASES) {
  Deno.test(`C-100 C-103 ${sentence}`, () => {
    const editing = new Editing();
    try {
      play(editing);
      assert.deepEqual(editing.edits, edits);
      assert.equal(editing.shown, shown);
    } finally {
      editing.database.close();
    }
  });
}

/** Numbers of the edits that came further at a moment or later. */
function movedSince(database: DatabaseSync, sinceMs: number): unknown[] {
  const all = { photoId: null, state: "all", before: null, limit: 10 };
  return editAnswers(database, { ...all, sinceMs }).map(({ id }) => id);
}

Deno.test("C-091 which edits came further since a moment can be asked, and that moment moves with each", () => {
  const editing = new Editing();
  const { database } = editing;
  try {
    assert.equal(lastEditAt(database), null);
    editing.edit("one");
    assert.equal(lastEditAt(database), new Date(EDITED_MS).toISOString());
    editing.send();
    editing.read("one", true);
    const written = Date.parse(String(lastEditAt(database)));
    assert.ok(written > EDITED_MS);
    assert.deepEqual(movedSince(database, EDITED_MS), [1]);
    assert.deepEqual(movedSince(database, written + 1), []);
    // As many as before wait again, and yet it is another one.
    editing.edit("two");
    database.prepare("UPDATE edit SET tried_at_ms = ? WHERE id = 2").run(written + 5);
    assert.equal(lastEditAt(database), new Date(written + 5).toISOString());
    assert.deepEqual(movedSince(database, written + 1), [2]);
  } finally {
    database.close();
  }
});
