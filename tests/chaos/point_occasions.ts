import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { makeOlderCatalogue } from "../catalogue/older_catalogue.ts";
import type { Random } from "../program/random.ts";
import { makeRaw, title } from "../support/make_sidecar.ts";
import { causeAccidents, giveUpDeleted } from "./point_accidents.ts";
import { makeOld, PointLibrary } from "./point_library.ts";

/** What the program is started for, once everything is prepared. */
export interface Start {
  readonly library: PointLibrary;
  /** Without `--db`. */
  readonly args: readonly string[];
  readonly input?: string;
  /** It goes on until it is stopped, and is left alone until this is true. */
  readonly isDone?: () => boolean;
  /** What goes on with the work after a kill, where that is not done at once, and may be killed itself. */
  readonly goesOnBy?: readonly string[];
  /** The catalogue is damaged, until a start has rebuilt it. */
  readonly isDamaged?: true;
  /** What a person decided, or the program was told, is there or not, never half. */
  readonly assertWhole?: () => void;
  /** What the next start is, and what else is needed until nothing is left to do. */
  readonly settle?: () => Promise<void>;
}

/** Brings about what the program then has to do. */
export type Occasion = () => Promise<Start>;

const MINUTE_MS = 60_000, DAY_MS = 24 * 60 * MINUTE_MS;
const HELD = 5;
const FILES = "SELECT count(*) AS n FROM file";
/** Photos that stay, and so many that a person is asked when they are gone. */
const KEPT = 15, GONE = 102;
/** Versions before this have no index of what is searched, which is made after the migration. */
const UNSEARCHED = 2;

/** All that a program is interrupted in, by name; a library is made when it is used first. */
export function makeOccasions(
  directory: string,
  random: Random,
): Readonly<Record<string, Occasion>> {
  const library = (name: string) => new PointLibrary(directory, random, `${name}.db`);
  const [main, held, raws] = [library("main"), library("held"), library("raws")];
  const onMain = afterFirst(() => beginMain(main));
  return {
    ...onMain(changes(main)),
    ...afterFirst(() => beginHeld(held))(questions(held)),
    ...afterFirst(() => beginRaws(raws))(edits(raws)),
    ...roots(library("roots")),
    ...onMain(wholeCatalogues(main, library)),
  };
}

/** Lets something be done once, before the first of some occasions. */
function afterFirst(begin: () => Promise<void>) {
  let begun: Promise<void> | null = null;
  return (occasions: Readonly<Record<string, Occasion>>): Record<string, Occasion> =>
    Object.fromEntries(
      Object.entries(occasions).map(([name, occasion]) => [name, async () => {
        await (begun ??= begin());
        return await occasion();
      }]),
    );
}

async function beginMain(library: PointLibrary): Promise<void> {
  for (let count = 0; count < 30; count++) {
    library.create(library.folder(`one/${"abc"[count % 3]}/${count}.jpg`));
  }
  for (let count = 0; count < 8; count++) library.create(library.folder(`two/${count}.jpg`));
  await library.run(["sync", "--folder", library.folder("one"), "--folder", library.folder("two")]);
  library.follow();
}

async function beginHeld(library: PointLibrary): Promise<void> {
  for (let count = 0; count < KEPT; count++) {
    library.create(library.folder(`many/keep/${count}.jpg`));
  }
  for (let count = 0; count < GONE; count++) {
    library.create(library.folder(`many/most/${count}.jpg`));
  }
  await library.run(["sync", "--folder", library.folder("many")]);
  library.follow();
}

async function beginRaws(library: PointLibrary): Promise<void> {
  for (const name of ["a", "b", "c", "d", "bad"]) {
    writeAt(library, `raws/${name}.nef`, makeRaw(title(`RAW ${name}`), [[0x10f, name]]));
  }
  writeAt(library, "raws/bad.nef.xmp", new TextEncoder().encode("<x:xmpmeta>"));
  await library.run(["sync", "--folder", library.folder("raws")]);
}

/** What happens to photos, found by a `sync` of everything, of a part, and by a watcher. */
function changes(library: PointLibrary): Record<string, Occasion> {
  const args = ["sync", "--folder", library.folder("one"), "--folder", library.folder("two")];
  return {
    accidents: () => {
      causeAccidents(library);
      return Promise.resolve({ library, args, goesOnBy: args });
    },
    "second look": () => {
      causeAccidents(library);
      library.pass(11 * MINUTE_MS);
      return Promise.resolve({ library, args, goesOnBy: args });
    },
    "giving up": async () => {
      library.pass(11 * MINUTE_MS);
      await library.run(args);
      library.pass(31 * DAY_MS);
      giveUpDeleted(library);
      return { library, args, goesOnBy: args };
    },
    "a part": () => {
      const [moved = "", replaced = ""] = library.photos("one/a");
      library.move(moved, library.folder(`one/b/from-a${library.next()}.jpg`));
      library.move(replaced, library.folder(`one/b/from-a${library.next()}.jpg`));
      for (const _ of "more") library.create(library.folder(`one/a/new${library.next()}.jpg`));
      library.create(replaced);
      const part = ["sync", "--folder", library.folder("one/b")];
      return Promise.resolve({ library, args: part, goesOnBy: part });
    },
    "counted on": async () => {
      const row = library.folder(`one/row${library.next()}`);
      const numbers = [1, 2, 3, 4];
      for (const number of numbers) library.create(`${row}/${number}.jpg`);
      await library.run(args);
      library.followNew();
      for (const number of numbers.toReversed()) {
        library.move(`${row}/${number}.jpg`, `${row}/${number + 1}.jpg`);
      }
      return { library, args, goesOnBy: args };
    },
    "shown again": async () => {
      const folder = `one/ruled${library.next()}`;
      for (const name of ["a", "b", "c"]) library.create(library.folder(`${folder}/${name}.jpg`));
      await library.run(args);
      library.followNew();
      const rules = library.folder(`${folder}/.proofsheetignore`);
      Deno.writeTextFileSync(rules, "*.jpg\n");
      await library.run(args);
      for (const name of ["a", "b"]) library.delete(library.folder(`${folder}/${name}.jpg`));
      Deno.removeSync(rules);
      return { library, args, goesOnBy: args };
    },
    watch: () => {
      causeAccidents(library);
      const times = ["--debounce", "100ms", "--debounce-limit", "1s", "--no-http"];
      const unread = "SELECT count(*) AS n FROM file WHERE content_hash IS NULL " +
        "AND missing_since_ms IS NULL AND format IS NOT NULL";
      const isDone = () =>
        library.isKnown(library.latest) && Number(library.query(unread)[0]?.["n"]) === 0;
      return Promise.resolve({ library, args: ["watch", ...times], isDone });
    },
    "ignore add": () => {
      const pattern = `*.ignored${library.next()}`;
      const add = ["ignore", "add", pattern, "--folder", library.folder("one")];
      return Promise.resolve({ library, args: add, settle: () => again(library, add) });
    },
    "ignore remove": async () => {
      const pattern = `*.ignored${library.next()}`;
      const rest = [pattern, "--folder", library.folder("one")];
      await library.run(["ignore", "add", ...rest]);
      return { library, args: ["ignore", "remove", ...rest] };
    },
  };
}

/** Most photos are gone: held, and what a person says to that. */
function questions(library: PointLibrary): Record<string, Occasion> {
  const sync = ["sync", "--folder", library.folder("many")];
  const most = library.folder("many/most"), aside = library.folder("aside");
  const ask = async () => {
    library.move(most, aside);
    await library.run(sync, HELD);
    const [list] = library.query("SELECT id FROM held WHERE decision IS NULL");
    return String(list?.["id"]);
  };
  const settle = async () => {
    await library.run(sync, 0, HELD);
    library.move(aside, most);
    await library.run(sync);
  };
  const decided = (verb: string) => async () => {
    const id = await ask();
    const assertWhole = () => {
      const [row] = library.query(`SELECT decision FROM held WHERE id = ${id}`);
      assert.ok(
        [null, `${verb}${verb === "approve" ? "d" : "ed"}`].includes(row?.["decision"] as null),
      );
      const [files] = library.query(`SELECT count(*) AS n FROM held_file WHERE held_id = ${id}`);
      assert.equal(files?.["n"], GONE);
    };
    return { library, args: ["held", verb, id], assertWhole, settle };
  };
  const applied = (verb: string) => async () => {
    await library.run(["held", verb, await ask()]);
    return { library, args: sync, goesOnBy: sync, settle };
  };
  return {
    held: () => {
      library.move(most, aside);
      return Promise.resolve({ library, args: sync, goesOnBy: sync, settle });
    },
    "held approve": decided("approve"),
    "held reject": decided("reject"),
    "held approved": applied("approve"),
    "held rejected": applied("reject"),
  };
}

/** Edits that are accepted, sent and written into sidecars, and some that fail. */
function edits(library: PointLibrary): Record<string, Occasion> {
  const lines = (names: readonly string[]) => {
    const number = library.next();
    const input = names.map((name) =>
      JSON.stringify({
        path: library.folder(`raws/${name}.nef`),
        rating: number % 6,
        description: `Written ${number}`,
        "add-keyword": [`word ${number}`],
      })
    ).join("\n");
    return { input, number };
  };
  /** The fields of one line are accepted together. */
  const assertWhole = (number: number) => () => {
    const described = `"Written ${number}"`;
    const rows = library.query("SELECT file_id, field, value FROM edit WHERE state <> 'discarded'");
    for (const { file_id } of rows.filter(({ value }) => value === described)) {
      const isTold = rows.some((one) =>
        one["file_id"] === file_id && String(one["value"]).includes(`word ${number}`)
      );
      assert.ok(isTold, `half of an edit: ${JSON.stringify(rows)}`);
    }
  };
  const settle = async () => {
    await library.run(["sync"], 0, 1, 3);
    const open = library.query("SELECT id FROM edit WHERE state = 'failed' LIMIT 1");
    if (open.length > 0) await library.run(["edits", "discard", "--all"]);
    assert.deepEqual(library.query("SELECT * FROM edit WHERE state IN ('pending', 'failed')"), []);
  };
  return {
    edit: () => {
      const { input, number } = lines(["a", "b", "c", "d"]);
      const args = ["edit", "--stdin"];
      const asked = { library, args, input, assertWhole: assertWhole(number), settle };
      return Promise.resolve({ ...asked, goesOnBy: ["sync"] });
    },
    "edit in vain": () => {
      const { input, number } = lines(["a", "bad"]);
      const args = ["edit", "--stdin"];
      const asked = { library, args, input, assertWhole: assertWhole(number), settle };
      return Promise.resolve({ ...asked, goesOnBy: ["sync"] });
    },
    "edits discard": async () => {
      const path = library.folder("raws/bad.nef");
      await library.run(
        ["edit", path, "--title", `No ${library.next()}`, "--rating", "1"],
        0,
        1,
        3,
      );
      return { library, args: ["edits", "discard", "--all"], settle };
    },
  };
}

/** What a person says about roots. */
function roots(library: PointLibrary): Record<string, Occasion> {
  let at = "";
  const makeRoot = async () => {
    at = `root${library.next()}`;
    for (const name of ["a", "b"]) library.create(library.folder(`${at}/inner/${name}.jpg`));
    await library.run(["sync", "--folder", library.folder(`${at}/inner`)]);
    library.follow();
    return library.folder(`${at}/inner`);
  };
  /** A root that stays. */
  let kept = "";
  const keep = async () => {
    if (kept === "") kept = await makeRoot();
    return kept;
  };
  const paths = () => library.query("SELECT path FROM root").map(({ path }) => String(path));
  /** The same once more where it was not done; then nothing of the root is left for the next time. */
  const settle = (args: readonly string[], isDone: () => boolean) => async () => {
    if (!isDone()) await library.run(args);
    await library.run(["sync"]);
    await library.run(["audit"]);
    library.assertIdsKept();
    for (const path of paths().filter((one) => one !== kept)) {
      await library.run(["roots", "remove", path, "--yes"]);
    }
    for (const path of library.photos(at)) library.forget(path);
  };
  return {
    "roots move": async () => {
      const from = await keep();
      kept = library.folder(`moved${library.next()}`);
      library.move(from, kept);
      const args = ["roots", "move", from, kept];
      const finish = async () => {
        if (!paths().includes(kept)) await library.run(args);
        await library.run(["sync"]);
      };
      return { library, args, settle: finish };
    },
    "roots widen": async () => {
      const from = await makeRoot();
      const to = library.folder(at);
      library.create(`${to}/beside.jpg`);
      const args = ["roots", "widen", from, to];
      return { library, args, settle: settle(args, () => paths().includes(to)) };
    },
    "roots remove": async () => {
      const path = await makeRoot();
      const args = ["roots", "remove", path, "--yes"];
      const assertWhole = () => {
        const [files] = library.query(FILES);
        assert.equal(files?.["n"], (paths().includes(path) ? 2 : 0) + (kept === "" ? 0 : 2));
      };
      const finish = async () => {
        for (const one of library.photos(at)) library.forget(one);
        if (paths().includes(path)) await library.run(args);
        assert.equal(library.query(FILES)[0]?.["n"], kept === "" ? 0 : 2);
      };
      return { library, args, assertWhole, settle: finish };
    },
    "roots pause": async () => {
      const path = await keep();
      const resume = () => library.run(["roots", "resume", path]).then(() => {});
      return { library, args: ["roots", "pause", path], settle: resume };
    },
    "roots resume": async () => {
      const path = await keep();
      await library.run(["roots", "pause", path]);
      const args = ["roots", "resume", path];
      return { library, args, settle: () => library.run(args).then(() => {}) };
    },
    "roots accept": async () => ({ library, args: ["roots", "accept", await keep()] }),
  };
}

/** Catalogues that are made, brought up to date, rebuilt, copied. */
function wholeCatalogues(
  main: PointLibrary,
  library: (name: string) => PointLibrary,
): Record<string, Occasion> {
  const older = async (version: number) => {
    const number = main.next();
    const mine = library(`older${number}`);
    const names = ["a.jpg", "b.jpg", "c/d.jpg"];
    for (const name of names) mine.create(mine.folder(`older${number}/${name}`));
    const root = mine.folder(`older${number}`);
    makeOlderCatalogue(mine.database, { version, root, photos: names });
    const settle = async () => {
      await mine.run(["sync"]);
      await mine.run(["audit"]);
      const ids = mine.query("SELECT id FROM photos ORDER BY path").map(({ id }) => id);
      assert.deepEqual(ids, [100, 101, 102]);
      const behind = mine.query("SELECT * FROM catalogue WHERE key = 'search_behind'");
      assert.deepEqual(behind, [], "all can be searched");
    };
    return await Promise.resolve({ library: mine, args: ["sync"], goesOnBy: ["sync"], settle });
  };
  return {
    "first index": () => {
      const mine = library(`first${main.next()}`);
      for (let count = 0; count < 20; count++) {
        mine.create(
          mine.folder(`${mine.database}.photos/${count}.jpg`.slice(mine.directory.length + 1)),
        );
      }
      const args = ["sync", "--folder", `${mine.database}.photos`];
      const settle = async () => {
        await mine.run(args);
        assert.equal(mine.query("SELECT 1 FROM photos").length, 20);
      };
      return Promise.resolve({ library: mine, args, goesOnBy: args, settle });
    },
    "older catalogue": () => older(main.random.between(3, 8)),
    "oldest catalogue": () => older(main.random.between(1, UNSEARCHED)),
    "damaged catalogue": () => {
      breakIndex(main.database);
      return Promise.resolve({
        library: main,
        args: ["sync"],
        goesOnBy: ["sync"],
        isDamaged: true,
      });
    },
    backup: () => {
      const file = main.folder(`backup${main.next()}.db`);
      const assertWhole = () => {
        try {
          Deno.lstatSync(file);
        } catch {
          return;
        }
        const copy = new DatabaseSync(file, { readOnly: true });
        assert.equal(copy.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
        copy.close();
      };
      return Promise.resolve({ library: main, args: ["backup", file], assertWhole });
    },
  };
}

async function again(library: PointLibrary, args: readonly string[]): Promise<void> {
  await library.run(args);
  await library.run(["sync"]);
}

function writeAt(library: PointLibrary, path: string, bytes: Uint8Array): void {
  const file = library.folder(path);
  Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  Deno.writeFileSync(file, bytes);
  makeOld(file, library.next());
}

/** Overwrites a page nothing is lost with, and leaves it to the next owner to look for damage. */
function breakIndex(path: string): void {
  const database = new DatabaseSync(path);
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'file_unhashed'";
  const page = Number(database.prepare(sql).get()?.["rootpage"]);
  database.exec("UPDATE catalogue SET value = 'no' WHERE key = 'closed_cleanly'");
  database.close();
  using file = Deno.openSync(path, { write: true });
  file.seekSync((page - 1) * 4_096, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4_096).fill(0xab));
}
