import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { equalPhotos } from "../../lib/catalogue/duplicate_reader.ts";
import { RootCatalogue } from "../../lib/catalogue/root_catalogue.ts";
import { RootStore } from "../../lib/catalogue/root_store.ts";
import { finishSearch, oweSearch } from "../../lib/catalogue/search_index.ts";
import {
  firstTaken,
  type SearchPage,
  SearchReader,
  type SearchStatement,
} from "../../lib/catalogue/search_reader.ts";
import { emptyCatalogue } from "../../lib/catalogue/shadow_stage.ts";
import { widenRoot } from "../../lib/catalogue/widen_root.ts";
import { parseSearch } from "../../lib/core/search_query.ts";
import type { PhotoFields, PhotoReading } from "../../lib/core/reading.ts";
import { NOTHING_READ } from "../../lib/core/reading.ts";

interface MadePhoto extends Partial<PhotoFields> {
  readonly path: string;
  readonly keywords?: readonly string[];
  readonly keywordPaths?: readonly string[];
  readonly format?: string;
  readonly hash?: string;
}

const PHOTOS: readonly MadePhoto[] = [
  {
    path: "2023/winter/IMG_0001.JPG",
    title: "Été à la plage",
    keywords: ["New York", "sea"],
    rating: 4,
    takenAt: "2023-02-01T10:00:00",
    takenSource: "exif",
  },
  {
    path: "2024/sea.cr3",
    description: "The old town at night",
    keywords: ["York"],
    keywordPaths: ["places|old town"],
    format: "cr3",
    make: "Canon",
    model: "Canon EOS R5",
    lens: "RF24-70mm F2.8",
    takenAt: "2024-05-01T12:30:00",
    takenSource: "exif",
  },
  {
    path: "2024_backup/c.jpg",
    rating: 5,
    label: "Red",
    latitude: 48.1,
    longitude: 11.5,
    takenAt: "2024-08",
    takenSource: "xmp",
  },
  { path: "##/d_[].jpg", rating: -1, takenAt: "2010-01-01", takenSource: "mtime" },
];

/** A catalogue of made photos, searched by what a person would write. */
class MadeCatalogue {
  readonly database: DatabaseSync;
  readonly #catalogue: RootCatalogue;
  readonly rootId: number;

  constructor(photos: readonly MadePhoto[] = PHOTOS) {
    this.database = emptyCatalogue();
    this.rootId = new RootStore(this.database).add("/photos", 1);
    this.#catalogue = new RootCatalogue(this.database, this.rootId);
    for (const photo of photos) this.add(photo);
  }

  add(photo: MadePhoto): void {
    this.change((files) => files.add(placeOf(photo.path), readingOf(photo), 1, 1));
  }

  /** In a transaction, as every change of a record. */
  change(work: (files: RootCatalogue["files"]) => void): void {
    this.#catalogue.transact(() => work(this.#catalogue.files));
  }

  idOf(path: string): number {
    const row = this.database.prepare("SELECT id FROM photos WHERE path = ?").get(path);
    return Number(row?.["id"]);
  }

  find(query: string, sort: "added" | "taken" = "added"): string[] {
    const page = { terms: parseSearch(query), sort, isDescending: false, after: null, limit: 50 };
    return new SearchReader(this.database).page(page).photos.map(({ path }) => String(path));
  }
}

function placeOf(path: string) {
  const slash = path.lastIndexOf("/");
  return { directory: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

function readingOf(
  { path: _, keywords = [], keywordPaths = [], ...rest }: MadePhoto,
): PhotoReading {
  const { format = "jpeg", hash = null, ...fields } = rest;
  return {
    ...NOTHING_READ,
    fingerprint: { size: 9, mtimeMs: 1, ctimeMs: 1, inode: null, bornMs: null },
    lookedAtMs: 1,
    format,
    sampleHash: hash,
    keywords,
    keywordPaths,
    fields: { ...NOTHING_READ.fields, ...fields },
  };
}

const [BEACH, TOWN, RED, ODD] = PHOTOS.map(({ path }) => path) as [string, string, string, string];

const FOUND: readonly (readonly [sentence: string, query: string, expected: readonly string[]])[] =
  [
    ["nothing asked gives everything", "", [BEACH, TOWN, RED, ODD]],
    ["case and accents do not count", "ETE", [BEACH]],
    ["accents may be written", "plage été", [BEACH]],
    ["all words have to be there, wherever", "night sea", [TOWN]],
    ["words are in names of files and folders", "winter img_0001", [BEACH]],
    ["words in a row, in that order", '"old town"', [TOWN]],
    ["and in no other order", '"town old"', []],
    ["a word is a whole word", "nigh", []],
    ["unless a star lets it go on", "nigh*", [TOWN]],
    ["a minus excludes", "sea -night", [BEACH]],
    ["only a minus excludes from everything", "-sea", [RED, ODD]],
    ["a keyword is meant as a whole", "keyword:york", [TOWN]],
    ["a keyword of two words", 'keyword:"new york"', [BEACH]],
    ["keywords beside each other are not one", 'keyword:"york sea"', []],
    ["a keyword may go on", "keyword:new*", [BEACH]],
    ["a level of the keyword tree is a keyword", 'keyword:"old town"', [TOWN]],
    ["ratings", "rating:>=4", [BEACH, RED]],
    ["a rejected photo", "rating:-1", [ODD]],
    ["fields", 'make:canon model:"eos r5" lens:rf24*', [TOWN]],
    ["a label", "label:red", [RED]],
    ["a word is not looked for in other fields", "canon", []],
    ["a year", "date:2024", [TOWN, RED]],
    ["months of a year, what is known to the month with them", "date:2024-05..2024-08", [
      TOWN,
      RED,
    ]],
    ["a day that is not known to the day", "date:2024-08-01", []],
    ["what has a place", "has:gps", [RED]],
    ["what lacks a title", "missing:title -rating:5", [TOWN, ODD]],
    ["a time of the file is no date", "missing:date", [ODD]],
    ["not what lacks a title", "-missing:title", [BEACH]],
    ["a format", "format:cr3", [TOWN]],
    ["a folder, and no other that begins so", "folder:2024", [TOWN]],
    ["a folder by its whole path", "folder:/photos/2024", [TOWN]],
    ["a root", "folder:/photos", [BEACH, TOWN, RED, ODD]],
    ["a folder without any letter", 'folder:"##"', [ODD]],
    ["not in a folder", "-folder:2024", [BEACH, RED, ODD]],
    ["a folder that is in no root", "folder:/elsewhere", []],
    ["a percent sign and a star are no wildcards", 'folder:"20%"', []],
    ["what has a problem, or its sidecar", "has:problem", [TOWN, ODD]],
    ["a problem of a sidecar", "problem:sidecar-not-read", [ODD]],
    ["a problem of a kind", "problem:damaged", [TOWN]],
    ["another kind", "problem:io-error", []],
    ["what has none", "-problem:any", [BEACH, RED]],
  ];

Deno.test("search: what is found", async (t) => {
  const made = new MadeCatalogue();
  made.database.prepare("INSERT INTO problem VALUES (?, ?, 'read', 'damaged', 'why', 1, 1, 1)")
    .run(made.rootId, TOWN);
  made.database.prepare("UPDATE file SET sidecar_problem = 'sidecar-not-read' WHERE id = ?")
    .run(made.idOf(ODD));
  for (const [sentence, query, expected] of FOUND) {
    await t.step(`${sentence}: ${query}`, () => {
      assert.deepEqual(made.find(query), expected);
      assert.deepEqual(made.find(query, "taken").toSorted(), expected.toSorted());
    });
  }
  made.database.close();
});

Deno.test("search: what is found follows every change of a record", async (t) => {
  const made = new MadeCatalogue();
  const town = made.idOf(TOWN);
  await t.step("what was removed from the file is not found any more", () => {
    made.change((files) => files.update(town, readingOf({ path: TOWN, title: "Renamed" }), 2));
    assert.deepEqual(made.find("night"), []);
    assert.deepEqual(made.find("renamed"), [TOWN]);
    assert.deepEqual(made.find("keyword:york"), []);
  });
  await t.step(
    "a change that is taken back changes nothing, at its time nor at the next change",
    () => {
      const update = readingOf({ path: TOWN, title: "Taken back" });
      assert.throws(() =>
        made.change((files) => {
          files.update(town, update, 3);
          throw new Error("full");
        })
      );
      made.add({ path: "2024/another.jpg", title: "Another" });
      assert.deepEqual(made.find("taken"), []);
      assert.deepEqual(made.find("renamed"), [TOWN]);
      made.change((files) => files.hide(made.idOf("2024/another.jpg"), 1, "gone", 3));
    },
  );
  await t.step("a photo that moved is found at its new place", () => {
    const seen = { size: 9, mtimeMs: 1, ctimeMs: 2, inode: null, bornMs: null };
    made.change((files) => files.move(town, placeOf("elsewhere/t.cr3"), seen, 3));
    assert.deepEqual(made.find("elsewhere"), ["elsewhere/t.cr3"]);
    assert.deepEqual(made.find("folder:2024"), []);
    assert.deepEqual(made.find("renamed"), ["elsewhere/t.cr3"]);
  });
  await t.step("a missing one is not found, and is when it is back", () => {
    made.change((files) => files.hide(town, 1, "gone", 4));
    assert.deepEqual(made.find("renamed"), []);
    assert.equal(made.find("", "taken").length, 3);
    made.change((files) => files.update(town, readingOf({ path: TOWN, title: "Renamed" }), 5));
    assert.deepEqual(made.find("renamed"), ["elsewhere/t.cr3"]);
  });
  await t.step("one whose reader was killed is found by the sidecar that is beside it now", () => {
    const { fingerprint, lookedAtMs } = readingOf({ path: TOWN });
    const beside = {
      name: "t.xmp",
      fingerprint,
      lookedAtMs,
      hash: null,
      fields: [],
      problem: null,
    };
    const look = { fingerprint, lookedAtMs, sidecar: beside };
    made.change((files) => files.quarantine(town, look, 6));
    assert.deepEqual(made.find("has:sidecar"), ["elsewhere/t.cr3"]);
    made.change((files) => files.quarantine(town, { ...look, sidecar: null }, 7));
    assert.deepEqual(made.find("has:sidecar"), []);
  });
  await t.step("a root that is made wider is found by its old name, as a folder", async () => {
    widenRoot(made.database, {
      rootId: made.rootId,
      path: "/",
      parts: [{ rootId: made.rootId, prefix: "photos" }],
      mounts: [],
    });
    await finishSearch(made.database);
    assert.deepEqual(made.find("photos elsewhere"), ["photos/elsewhere/t.cr3"]);
    assert.deepEqual(made.find("folder:photos/elsewhere"), ["photos/elsewhere/t.cr3"]);
  });
  await t.step("a forgotten record leaves nothing behind", () => {
    made.database.exec("PRAGMA foreign_keys = ON");
    made.database.prepare("DELETE FROM file WHERE id = ?").run(town);
    const left = made.database.prepare("SELECT rowid FROM search WHERE search MATCH 'renamed'");
    assert.deepEqual(left.all(), []);
  });
  made.database.close();
});

Deno.test("search: what is owed is made anew from where it was left, as after a kill", async () => {
  const made = new MadeCatalogue();
  oweSearch(made.database);
  made.database.exec("INSERT INTO search (search) VALUES ('delete-all')");
  made.database.prepare("UPDATE catalogue SET value = ?").run(String(made.idOf(BEACH)));
  await finishSearch(made.database);
  assert.deepEqual(made.find(""), [TOWN, RED, ODD], "what was made before the kill was not again");
  const left = made.database.prepare("SELECT * FROM catalogue").all();
  assert.deepEqual(left, [], "nothing is owed any more");
  made.database.close();
});

const TIMES = [
  ...["2010", "2010-01", "2010-01-31T23:59:59", "2010-12-01", "2011", "2011-02-03T04:05:06.789"],
  ...["2012-02", "2012-03-01T00:00:00", "2014-07-08", "2014-07-09T10:11", "0999-12"],
];

Deno.test("search: pages in every order give each photo once", async (t) => {
  const made = new MadeCatalogue(
    Array.from({ length: 60 }, (_, index) => ({
      path: `${index % 7}/p${index}.jpg`,
      title: index % 3 === 0 ? "third" : "other",
      // Equal times, some known to the year or the month only, and some without any.
      ...(index % 4 === 0
        ? {}
        : { takenAt: TIMES[index % TIMES.length]!, takenSource: "exif" as const }),
    })),
  );
  for (const query of ["", "third", "folder:3"]) {
    for (const sort of ["added", "taken"] as const) {
      for (const isDescending of [true, false]) {
        await t.step(`'${query}' by ${sort}${isDescending ? ", the newest first" : ""}`, () => {
          const reader = new SearchReader(made.database);
          const terms = parseSearch(query);
          const order = { terms, sort, isDescending };
          const all = reader.page({ ...order, after: null, limit: 100 }).photos;
          // By sorting what is found, and from month to month.
          for (const options of [{}, { sortedMax: 0 }]) {
            const pager = new SearchReader(made.database, options);
            const paged = [];
            let after = null;
            do {
              const page = pager.page({ ...order, after, limit: 7 });
              assert.ok(page.photos.length > 0);
              paged.push(...page.photos);
              after = page.next;
            } while (after !== null);
            assert.deepEqual(paged, all);
          }
          assert.equal(all.length, query === "" ? 60 : query === "third" ? 20 : 9);
          const keys = all.map(({ id, taken_at }) => [sort === "added" ? "" : taken_at ?? "", id]);
          const inOrder = keys.toSorted((one, other) =>
            String(one[0]).localeCompare(String(other[0])) || Number(one[1]) - Number(other[1])
          );
          assert.deepEqual(keys, isDescending ? inOrder.reverse() : inOrder);
        });
      }
    }
  }
  made.database.close();
});

const BY_INDEX =
  /^(SCAN search VIRTUAL TABLE|SCAN search EXISTS VIRTUAL TABLE INDEX \d+:=|SEARCH \w+ USING|SCAN photo USING|LIST SUBQUERY|SCALAR|USING ROWID|SCAN problem|CREATE BLOOM|REUSE|COMPOUND|LEFT-MOST|UNION ALL|SCAN file USING INDEX file_sidecar_problem)/;

/** Every filter there is, in each of its forms. */
const FILTERS = [
  ...["", "sea", "sea snow", "holi*", '"old town"', "-sea", "sea -night", "-sea -night"],
  ...[
    "keyword:sea",
    "keyword:hol*",
    '-keyword:"New York"',
    "label:red",
    "make:canon",
    "-make:canon",
  ],
  ...['model:"EOS R5"', "lens:24-70*", "rating:4", "rating:-1", "rating:>=4", "rating:2..3"],
  ...["-rating:5", "date:2024", "date:2024-05..2024-08", "date:>=2020-01-15", "-date:2024"],
  ...["has:gps", "-has:gps", "missing:title", "-missing:title", "format:cr3", "-format:cr3"],
  ...["folder:2024/05", "folder:/photos/2024", "folder:/photos", "folder:/", "folder:/elsewhere"],
  ...["-folder:2024", "has:problem", "-has:problem", "problem:damaged", "-problem:damaged"],
];
/** A set of twenty thousand at most is sorted where that is sooner than walking. */
const SORTED = /^USE TEMP B-TREE FOR ORDER BY$/;

Deno.test("search: a page of every filter is read by an index, in both orders and from anywhere", async (t) => {
  const made = new MadeCatalogue([...PHOTOS, { path: "2024/undated.jpg", title: "sea" }]);
  const few = new SearchReader(made.database);
  // As if everything was found by everything.
  const many = new SearchReader(made.database, { sortedMax: 0 });
  for (const query of FILTERS) {
    const isFew = /^(has:problem|problem:\w+)$/.test(query);
    const planOf = ({ sql, values }: SearchStatement) =>
      made.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
        .map(({ detail }) => String(detail));
    const plan = (reader: SearchReader, page: Omit<SearchPage, "terms" | "limit">) => {
      const statements = reader.statements({ ...page, terms: parseSearch(query), limit: 60 });
      return [...statements].flatMap(planOf);
    };
    for (const isDescending of [true, false]) {
      for (const id of [3, null]) {
        const name = `'${query}'${isDescending ? ", the newest first" : ""}${id ? ", later" : ""}`;
        await t.step(name, () => {
          const after = (taken: string | null) => id === null ? null : { id, taken };
          const added = plan(few, { sort: "added", isDescending, after: after(null) });
          // Problems are few, and so what is to be sorted.
          for (const step of isFew ? unsorted(added) : added) assert.match(step, BY_INDEX);
          assert.equal(/SCAN search VIRTUAL TABLE.*SEARCH file/.test(added.join("; ")), !isFew);
          if (isFew) return;
          const byMonths = plan(many, { sort: "taken", isDescending, after: after("2024") });
          for (const step of unsorted(byMonths)) assert.match(step, BY_INDEX, byMonths.join("; "));
          // What is before the page is not even passed by.
          for (const edge of [null, "2023"]) {
            const first = planOf(firstTaken({ isDescending, after: after("2024") }, edge));
            const begins = id === null && edge === null
              ? /^SCAN photo USING .*photo_taken/
              : /^SEARCH photo USING .*photo_taken \(<expr>/;
            assert.equal(first.length, 1);
            assert.match(first[0]!, begins);
          }
          const sorted = plan(few, { sort: "taken", isDescending, after: after("2024") });
          for (const step of unsorted(sorted)) assert.match(step, BY_INDEX, sorted.join("; "));
        });
      }
    }
  }
  made.database.close();
});

function unsorted(plan: readonly string[]): string[] {
  return plan.filter((step) => !SORTED.test(step));
}

Deno.test("C-027 duplicates: content decides where it is known, else the sample, and it is said which", () => {
  const made = new MadeCatalogue(
    ["a", "b", "c"].flatMap((hash) =>
      [1, 2, 3].map((one) => ({ path: `${hash}${one}.jpg`, hash: hash.repeat(64) }))
    ),
  );
  const content = made.database.prepare("UPDATE file SET content_hash = ? WHERE name = ?");
  for (const [name, hash] of [["a1", "x"], ["a2", "x"], ["a3", "y"], ["b1", "z"]] as const) {
    content.run(hash, `${name}.jpg`);
  }
  made.change((files) => files.hide(made.idOf("c1.jpg"), 1, "gone", 2));
  const groups = [...equalPhotos(made.database)].map(({ proof, photos }) =>
    [proof, ...photos.map(({ path }) => path)].join(" ")
  );
  assert.deepEqual(groups.toSorted(), [
    "content a1.jpg a2.jpg",
    "sample b1.jpg b2.jpg b3.jpg",
    "sample c2.jpg c3.jpg",
  ]);
  made.database.close();
});
