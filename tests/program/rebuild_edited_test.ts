import assert from "node:assert/strict";
import { isWhole, writableFormat } from "../../scripts/writing_files.ts";
import { queryCatalogue } from "../support/catalogue.ts";
import { copyCorpus, hasCorpus } from "../support/corpus.ts";
import { runProgram, withTempDir } from "../support/program.ts";
import { waitUntilOld } from "./photo_library.ts";

/** Files of each format that is written in the file itself; more by `PROOFSHEET_TEST_FILES`. */
const FILES_MAX = Number(Deno.env.get("PROOFSHEET_TEST_FILES") ?? 1);
const TIMEOUT_MS = 3_000_000;

/** As in `edit`; none in ASCII alone where that can be. */
const EVERYTHING = {
  ...{ title: "Täst am Meer €", description: "Zwei\nZeilen – 日本", rating: 4, label: "red" },
  ...{ "add-keyword": ["Köln", "Orte|Italien|Rom"], date: "2024-05-01T12:30:00.25+02:00" },
  ...{ gps: "-12.345678,179.5,-3.5", city: "Köln", state: "NRW", country: "Österreich" },
  ...{ "country-code": "AT", creator: "Änne; Bob", rights: "© ich" },
};

const SQL = `SELECT path, format, title, description, rating, label, taken_at, taken_offset,
    taken_source, round(latitude, 5) AS latitude, round(longitude, 5) AS longitude, altitude, city,
    state, country, country_code, creator, rights, sidecar,
    (SELECT group_concat(keyword, ';') FROM
      (SELECT keyword FROM keywords WHERE photo_id = photos.id ORDER BY keyword)) AS keywords,
    (SELECT group_concat(path, ';') FROM
      (SELECT path FROM keyword_paths WHERE photo_id = photos.id ORDER BY path)) AS keyword_paths
  FROM photos ORDER BY path`;

Deno.test({
  name:
    "C-107 files of every format: with the catalogue lost and under another path every edited field is back",
  ignore: !hasCorpus(),
  fn: (t) =>
    withTempDir(async (directory) => {
      const photos = `${directory}/photos`;
      const database = `${directory}/one.db`;
      await copies(photos);
      await waitUntilOld();
      const run = async (args: readonly string[], into = database, input = "") => {
        const result = await runProgram([...args, "--db", into], { input, timeoutMs: TIMEOUT_MS });
        assert.equal(result.code, 0, `${result.stdout.slice(-2_000)}\n${result.stderr}`);
      };
      await run(["sync", "--folder", photos]);
      const paths = queryCatalogue(database, "SELECT path FROM photos").map(({ path }) => path);
      const lines = paths.map((path) =>
        JSON.stringify({ path: `${photos}/${path}`, ...EVERYTHING })
      );
      await run(["edit", "--stdin"], database, lines.join("\n"));
      const written = queryCatalogue(database, SQL);
      const states = "SELECT state, count(*) AS n FROM edits GROUP BY state";
      console.log(JSON.stringify(queryCatalogue(database, states)), sidecarsOf(written));

      await t.step("every file says what it was given", () => {
        for (const row of written) {
          assert.equal(row["title"], EVERYTHING.title, String(row["path"]));
          assert.equal(row["description"], EVERYTHING.description, String(row["path"]));
          assert.equal(row["taken_at"], "2024-05-01T12:30:00.25", String(row["path"]));
          assert.equal(row["latitude"], -12.34568, String(row["path"]));
          assert.match(String(row["keywords"]), /Köln.*Rom/);
        }
      });

      const moved = `${directory}/moved`;
      Deno.renameSync(photos, moved);
      await waitUntilOld();
      await t.step("it is back in a new catalogue", async () => {
        const rebuilt = `${directory}/two.db`;
        await run(["sync", "--folder", moved], rebuilt);
        assert.deepEqual(queryCatalogue(rebuilt, SQL), written);
      });

      await t.step("and is gone when it is cleared there", async () => {
        const fields = [
          "title",
          "description",
          "keywords",
          "rating",
          "label",
          "date",
          "gps",
          "city",
        ];
        const others = ["state", "country", "country-code", "creator", "rights"];
        const clear = [...fields, ...others].flatMap((field) => ["--clear", field]);
        const rebuilt = `${directory}/two.db`;
        await run(["edit", moved, ...clear], rebuilt);
        const again = `${directory}/three.db`;
        await run(["sync", "--folder", moved], again);
        for (const row of queryCatalogue(again, SQL)) {
          const { path, format, taken_at, taken_offset, taken_source, sidecar, ...rest } = row;
          const left = Object.entries(rest).filter(([, value]) => value !== null);
          assert.deepEqual(left, [], `${path} (${format}, ${sidecar}, ${taken_at}${taken_offset})`);
          assert.match(String(taken_source), /filename|mtime/, String(path));
        }
      });
    }),
});

/** Some whole files of each format into a folder, and a RAW, which gets a sidecar. */
async function copies(photos: string): Promise<void> {
  const folder = copyCorpus()!;
  try {
    Deno.mkdirSync(photos);
    const counts = new Map<string, number>();
    for (const [index, path] of filesIn(folder).entries()) {
      const format = /\.(?:nef|cr2)$/i.test(path) ? "raw" : writableFormat(path);
      const count = counts.get(format ?? "") ?? 0;
      if (format === null || count >= FILES_MAX) continue;
      if (format !== "raw" && !await isWhole(path)) continue;
      counts.set(format, count + 1);
      Deno.renameSync(path, `${photos}/${index}${path.slice(path.lastIndexOf("."))}`);
    }
    assert.ok(counts.size >= 11, [...counts.keys()].join());
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].toSorted((one, other) => one.name < other.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? filesIn(`${folder}/${name}`) : [`${folder}/${name}`]
    );
}

/** Photos of which the edits went into a sidecar, by format. */
function sidecarsOf(rows: readonly Record<string, unknown>[]): string {
  return rows.filter(({ sidecar }) => sidecar !== null).map(({ path, format }) =>
    `${path} ${format}`
  )
    .join(", ");
}
