import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../lib/catalogue/migrations.ts";
import { rebuildSearch } from "../lib/catalogue/search_index.ts";
import { SearchReader } from "../lib/catalogue/search_reader.ts";
import views from "../lib/catalogue/schema/views.sql" with { type: "text" };
import type { SearchSort } from "../lib/core/search_cursor.ts";
import { parseSearch } from "../lib/core/search_query.ts";
import { median } from "./bench_table.ts";
import type { BenchRow } from "./bench_table.ts";

const PAGE = 60;
const ROUNDS = 5;

/** Words of few photos and of many, ranges, what lacks something, and what is nowhere. */
const QUERIES: readonly (readonly [query: string, sort: SearchSort])[] = [
  ["", "added"],
  ["", "taken"],
  ["beach", "added"],
  ["IMG_4711", "added"],
  ["beach snow -night", "added"],
  ["keyword:sea rating:>=4", "added"],
  ["label:red", "added"],
  ["make:canon date:2004-05..2004-08 has:gps", "added"],
  ["missing:title", "added"],
  ["folder:2011", "added"],
  ["nowhere beach", "added"],
  ["label:red", "taken"],
  ["beach", "taken"],
  ["folder:2011", "taken"],
  ["missing:title", "taken"],
  ["format:jpeg -beach", "taken"],
  ["has:problem", "added"],
  ["-has:problem", "taken"],
];

/** The first page of a search in a big catalogue, the slowest of some. */
export function measureSearch(directory: string, photos: number): BenchRow[] {
  using database = new DatabaseSync(`${directory}/catalogue.db`);
  makeCatalogue(database, photos);
  const reader = new SearchReader(database);
  const slowest = QUERIES.map(([query, sort]) => {
    const page = { terms: parseSearch(query), sort, isDescending: true, after: null, limit: PAGE };
    const times = Array.from({ length: ROUNDS }, () => {
      const startMs = performance.now();
      reader.page(page);
      return performance.now() - startMs;
    });
    console.error(`  '${query}' by ${sort}: ${median(times).toFixed(1)} ms`);
    return { query, ms: median(times) };
  }).reduce((one, other) => one.ms > other.ms ? one : other);
  return [{
    what: `first page of a search in ${photos} photos, the slowest of ${QUERIES.length}`,
    measured: `'${slowest.query}'`,
    baseline: "",
    value: slowest.ms,
    unit: "ms",
    budget: { must: 100, aim: 50, isUpperLimit: true },
  }];
}

/** Rows as a library of 24 years has them, made in SQL: the files are not needed. */
function makeCatalogue(database: DatabaseSync, photos: number): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN");
  for (const script of MIGRATIONS) database.exec(script);
  database.exec(views);
  database.exec("INSERT INTO root (id, path, added_at_ms) VALUES (1, '/photos', 0)");
  const word = (seed: string) =>
    `json_extract('["sea","sun","beach","family","snow","city","night","dog","garden","boat"]',
      '$[' || ((${seed}) % 10) || ']')`;
  const year = `(2000 + n * 24 / ${photos})`;
  const numbers = (count: number) =>
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  database.exec(`${numbers(Math.ceil(photos / 500))} INSERT INTO directory (id, root_id, path)
    SELECT n, 1, (2000 + n * 500 * 24 / ${photos}) || '/' || ${
    word("n")
  } || ' ' || n FROM numbers`);
  database.exec(`${numbers(photos)} INSERT INTO file (id, directory_id, name, size, mtime_ms,
      looked_at_ms, format, mime, sample_hash, added_at_ms, updated_at_ms)
    SELECT n, 1 + (n - 1) / 500, printf('IMG_%04d.JPG', n % 10000), 5000000 + n, n, n, 'jpeg',
      'image/jpeg', printf('%064x', n), n, n FROM numbers`);
  database.exec(`${numbers(photos)} INSERT INTO photo (file_id, taken_at, taken_source, title,
      rating, label, latitude, longitude, make, model, lens)
    SELECT n, printf('%d-%02d-%02dT12:00:00', ${year}, 1 + n % 12, 1 + n % 28), 'exif',
      iif(n % 3 = 0, NULL, ${word("n")} || ' by the ' || ${word("n * 7 / 3")}),
      iif(n % 5 = 0, n % 6, NULL), iif(n % 9973 = 0, 'Red', NULL), iif(n % 4 = 0, 48.1, NULL),
      iif(n % 4 = 0, 11.5, NULL), iif(n % 3 = 0, 'Canon', 'SONY'), iif(n % 3 = 0, 'EOS R5', 'A7'),
      '24-70mm' FROM numbers`);
  database.exec(`${numbers(photos)} INSERT INTO keyword (file_id, position, keyword)
    SELECT n, 0, ${word("n / 2")} FROM numbers WHERE n % 2 = 0`);
  rebuildSearch(database);
  database.exec("COMMIT");
}
