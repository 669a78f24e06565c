import { DatabaseSync } from "node:sqlite";
import { FACTS } from "../../lib/core/search_facts.ts";
import { MIGRATIONS } from "../../lib/catalogue/migrations.ts";

/** When the photos of an older catalogue were added, milliseconds since the epoch. */
export const ADDED_AT_MS = Date.UTC(2021, 4, 1);

/** What an older catalogue is to hold. */
export interface OlderCatalogueOptions {
  readonly version: number;
  /** The one root, absolute. */
  readonly root: string;
  /** Photos by relative path, with the fingerprint they have on disk. */
  readonly photos: readonly string[];
}

/** Makes a catalogue as the program of an older version left it, with rows of all kinds. */
export function makeOlderCatalogue(path: string, options: OlderCatalogueOptions): void {
  const { version, root, photos } = options;
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL");
  for (const script of MIGRATIONS.slice(0, version)) database.exec(script);
  // Views are made anew by a migration, whatever they were.
  database.exec("CREATE VIEW photos AS SELECT id FROM file; CREATE VIEW forgotten AS SELECT 1");
  database.exec(`PRAGMA user_version = ${version}`);
  const run = (sql: string, ...values: (string | number | null)[]) =>
    database.prepare(sql).run(...values);
  run("INSERT INTO catalogue VALUES ('id', 'the-identity')");
  if (version >= 2) run("INSERT INTO catalogue VALUES ('closed_cleanly', 'yes')");
  run("INSERT INTO root (id, path, inode, added_at_ms) VALUES (7, ?, ?, ?)", ...[
    root,
    Deno.statSync(root).ino ?? 0,
    ADDED_AT_MS,
  ]);
  const folders = [...new Set(photos.map(folderOf))].filter((folder) => folder !== "");
  run("INSERT INTO directory (id, root_id, parent_id, path) VALUES (20, 7, NULL, '')");
  folders.forEach((folder, index) =>
    run("INSERT INTO directory (id, root_id, parent_id, path) VALUES (?, 7, 20, ?)", ...[
      21 + index,
      folder,
    ])
  );
  const insert = `INSERT INTO file (id, directory_id, name, size, mtime_ms, ctime_ms, inode,
      looked_at_ms, format, mime, sample_hash, added_at_ms, updated_at_ms, change_seq,
      missing_since_ms, missing_scan_id, missing_evidence)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'jpeg', 'image/jpeg', ?, ?, ?, ?, ?, ?, ?)`;
  photos.forEach((photo, index) => {
    const { size, mtime, ctime, ino } = Deno.statSync(`${root}/${photo}`);
    const directory = 21 + folders.indexOf(folderOf(photo));
    const seen = [size, mtime?.getTime() ?? 0, ctime?.getTime() ?? 0, ino ?? 0, 1_900_000_000_000];
    const name = photo.slice(photo.lastIndexOf("/") + 1);
    run(
      insert,
      100 + index,
      directory,
      name,
      ...seen,
      null,
      ADDED_AT_MS,
      ADDED_AT_MS,
      1 + index,
      ...[
        null,
        null,
        null,
      ],
    );
    if (version >= 3) {
      const facts = `${FACTS.photo} ${FACTS.root}7`;
      const row = [100 + index, photo, photo, facts];
      run("INSERT INTO search (rowid, title, path, facts) VALUES (?, ?, ?, ?)", ...row);
    }
    run(
      "INSERT INTO photo (file_id, width, rating, title) VALUES (?, 32, 3, ?)",
      100 + index,
      photo,
    );
    run(
      "INSERT INTO change (at_ms, kind, file_id, root_id, path) VALUES (?, 'appeared', ?, 7, ?)",
      ...[
        Date.now(),
        100 + index,
        photo,
      ],
    );
  });
  run("INSERT INTO scan (root_id, scope, started_ms, outcome) VALUES (7, '[\"\"]', 1, 'done')");
  const gone = [
    900,
    20,
    "gone.jpg",
    9,
    1,
    1,
    1,
    5,
    "hash",
    ADDED_AT_MS,
    ADDED_AT_MS,
    99,
    5,
    1,
    "why",
  ];
  run(insert, ...gone);
  run("INSERT INTO photo (file_id, title) VALUES (900, 'gone')");
  // Of the missing one: a newer reader reads again what is there, and finds nothing of the kind.
  run("INSERT INTO keyword VALUES (900, 0, 'sea'), (900, 1, 'sun')");
  run("INSERT INTO keyword_path VALUES (900, 'nature|sea')");
  run("INSERT INTO face VALUES (900, 0, 'Ada', 0.5, 0.5, 0.1, 0.1)");
  run("INSERT INTO problem VALUES (7, 'text.jpg', 'read', 'unknown-format', 'no', 1, 2, 1)");
  run("INSERT INTO held (id, root_id, since_ms, decision) VALUES (5, 7, 1, 'rejected')");
  run("INSERT INTO held_file (held_id, file_id) VALUES (5, 900)");
  database.close();
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
