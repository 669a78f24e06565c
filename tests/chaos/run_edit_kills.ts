import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { readSettled } from "../../actors/written_file.ts";
import { EDIT_FIELDS, type EditableValues, isSameValue } from "../../lib/core/editable.ts";
import { areSameParts, pictureParts } from "../../lib/core/picture_parts.ts";
import { listFiles, PhotoLibrary, waitUntilOld } from "../program/photo_library.ts";
import type { Random } from "../program/random.ts";
import { keywords, makeRaw, makeSidecar, title } from "../support/make_sidecar.ts";
import { MAKE_MEDIA } from "../support/make_media.ts";
import { startProgram, withTempDir } from "../support/program.ts";
import type { RunningProgram } from "../support/running_program.ts";

/** How many kills, and who is told. */
export interface EditKillsOptions {
  readonly random: Random;
  readonly kills: number;
  readonly tell: (line: string) => void;
}

/** What was hit. */
export interface EditKillsFigures {
  kills: number;
  /** Kills while a copy was being made or stood beside its photo. */
  writing: number;
  /** Kills while a photo had a second name, so that its copy was about to take its name over or just had. */
  exchanging: number;
  /** Kills of edits that go into the photos themselves; the others go into sidecars. */
  inFile: number;
  /** Files that were replaced when the kill came and whose edit was not noted as written. */
  unnoted: number;
  /** Edits that were accepted, all of which are in their files at the end. */
  edits: number;
}

/** At which moment a kill is to come. */
type Moment = "any" | "writing" | "exchanging";

const MOMENTS: readonly Moment[] = ["any", "writing", "exchanging", "exchanging"];
const KILLED = 137;
const WITHIN_MS = 120_000;

/**
 * Kills edits at work again and again. Right after each kill every photo and sidecar is what it was, or
 * complete with what was asked for; and after the next start every accepted edit is in its file, no file
 * was written a second time for it, nobody is told of a conflict, and nothing else lies in the folder.
 */
export async function runEditKills(options: EditKillsOptions): Promise<EditKillsFigures> {
  const { random, kills, tell } = options;
  const figures = { kills: 0, writing: 0, exchanging: 0, inFile: 0, unnoted: 0, edits: 0 };
  return await withTempDir(async (directory) => {
    const photos = new EditedPhotos(new PhotoLibrary(directory), random);
    await photos.begin();
    while (figures.kills < kills) {
      const moment = random.pick(MOMENTS);
      const hit = await photos.editAndKill(moment);
      if (hit !== null) {
        figures.kills++;
        if (hit !== "any") figures[hit]++;
        if (photos.isInFile) figures.inFile++;
      }
      const where = `Seed ${random.seed}, kill ${figures.kills}, ${hit ?? "not killed"}`;
      const replaced = await photos.assertWhole(where);
      figures.unnoted += replaced.unnoted;
      await photos.startAgain(replaced.inodes, where);
      figures.edits = photos.edits;
      if (figures.kills % 20 === 0) tell(JSON.stringify(figures));
    }
    return figures;
  });
}

interface Known {
  readonly values: EditableValues;
  /** Of the photo and of its sidecar, where it has one. */
  readonly bytes: readonly Uint8Array[];
}

class EditedPhotos {
  readonly #known = new Map<string, Known>();
  readonly #expected = new Map<string, EditableValues>();
  /** Values by the numbers of their edits. */
  readonly #accepted = new Map<number, string>();
  #number = 0;
  edits = 0;
  /** Whether the last edits go into the photos themselves. */
  isInFile = false;

  constructor(private readonly library: PhotoLibrary, private readonly random: Random) {}

  async begin(): Promise<void> {
    const { library } = this;
    for (let number = 1; number <= 4; number++) library.write(`${number}.jpg`, { seed: number });
    library.write("a.png", MAKE_MEDIA["png"]!({}));
    library.write("new.nef", makeRaw(title("in the file"), [[0x10f, "a"]]));
    for (const name of ["old", "older", "oldest"]) {
      library.write(`${name}.nef`, makeRaw(title("in the file"), [[0x10f, name]]));
      library.write(`${name}.nef.xmp`, makeSidecar(title("beside") + keywords("sea")));
    }
    await waitUntilOld();
    await library.sync();
    await this.#remember();
  }

  /** Gives the moment that was hit; `null` where the program had ended before. */
  async editAndKill(moment: Moment): Promise<Moment | null> {
    const { library, random } = this;
    const args = ["edit", "--stdin", "--db", library.database];
    await using program = startProgram(args, { input: this.#lines(random.between(2, 4)) });
    const isOver = program.ended.then(() => true);
    if (moment === "any") {
      await Promise.race([isOver, sleep(random.between(200, this.isInFile ? 6_000 : 2_000))]);
    } else await untilSeen(program, library.photos, moment);
    if (moment === "writing") {
      await Promise.race([isOver, sleep(random.between(0, this.isInFile ? 500 : 100))]);
    }
    program.signal("SIGKILL");
    const { code } = await program.waitForEnd(WITHIN_MS);
    if (code !== KILLED) return null;
    const names = [...Deno.readDirSync(library.photos)].map(({ name }) => name);
    // Its children end by themselves, and until then may still fill what they were given.
    await sleep(200);
    if (names.some((name) => name.endsWith(".old.tmp"))) return "exchanging";
    return names.some((name) => name.startsWith(".proofsheet-")) ? "writing" : "any";
  }

  /** Edits of some photos, each a line. */
  #lines(count: number): string {
    // ExifTool takes seconds to load, so most have sidecars: then more kills come in the same time.
    this.isInFile = this.random.between(0, 2) === 0;
    const paths = this.#photoPaths().filter((path) => path.endsWith(".nef") !== this.isInFile);
    const chosen = Array.from({ length: count }, () => this.random.pick(paths));
    return [...new Set(chosen)].map((path) => JSON.stringify(this.#edit(path))).join("\n");
  }

  #edit(path: string): Record<string, unknown> {
    const number = ++this.#number;
    const edits: readonly Record<string, unknown>[] = [
      { title: `Täst ${number}` },
      { rating: number % 6, description: `Zeile\n${number}` },
      { "add-keyword": [`Wort ${number}`] },
      { date: `2024-05-01T12:${String(number % 60).padStart(2, "0")}:00+02:00` },
      { city: `Köln ${number}`, gps: `${number % 90},${number % 180}` },
    ];
    return { path: this.library.path(path), ...this.random.pick(edits) };
  }

  /** Every file is what it was, or whole with what was asked for; gives the inodes of the latter. */
  async assertWhole(
    where: string,
  ): Promise<{ readonly inodes: ReadonlyMap<string, number | null>; readonly unnoted: number }> {
    const accepted = this.#accept();
    const inodes = new Map<string, number | null>();
    let unnoted = 0;
    for (const [path, { bytes, values }] of this.#known) {
      const now = this.#bytesOf(path);
      if (sameBytes(bytes, now)) continue;
      assert.deepEqual(differing(await this.#read(path), this.#expected.get(path)!), [], where);
      const [one, other] = [bytes[0]!, now[0]!].map((file) => pictureParts(formatOf(path), file));
      if (one != null && other != null) assert.ok(areSameParts(one, other), `${where}: ${path}`);
      assert.ok(accepted.has(path), `${where}: nobody edited ${path}, and it was ${values.title}`);
      inodes.set(path, this.#inodeOf(path));
      const open = "SELECT 1 FROM edits WHERE path = ? AND state = 'pending'";
      if (this.library.query(open, path).length > 0) unnoted++;
    }
    return { inodes, unnoted };
  }

  /** By a sync, or by another edit of the same photos. */
  async startAgain(replaced: ReadonlyMap<string, number | null>, where: string): Promise<void> {
    const { library } = this;
    const again = this.random.between(0, 2) === 0
      ? new Set([...replaced.keys()].filter(() => this.random.between(0, 1) === 0))
      : new Set<string>();
    const input = [...again].map((path) => JSON.stringify(this.#edit(path))).join("\n");
    const { code, stderr } = input === ""
      ? await library.run(["sync", "--folder", library.photos], { timeoutMs: WITHIN_MS })
      : await library.run(["edit", "--stdin"], { input, timeoutMs: WITHIN_MS });
    assert.equal(code, 0, `${where}: ${stderr}`);
    // An edit looks at its own photos only.
    if (input !== "") await library.sync();
    this.#accept();
    const open = library.query("SELECT * FROM edits WHERE state <> 'written'");
    assert.deepEqual(open, [], where);
    for (const [path, expected] of this.#expected) {
      assert.deepEqual(differing(await this.#read(path), expected), [], `${where}: ${path}`);
      const isOnce = !replaced.has(path) || again.has(path) ||
        replaced.get(path) === this.#inodeOf(path);
      assert.ok(isOnce, `${where}: ${path} was written twice`);
    }
    const names = listFiles(library.photos).filter((name) => name.includes(".proofsheet-"));
    assert.deepEqual(names, [], where);
    await this.#remember();
  }

  /** Takes what was accepted since the last time for what is to be in the files; gives whose it is. */
  #accept(): ReadonlySet<string> {
    const rows = this.library.query("SELECT id, path, field, new_value FROM edits ORDER BY id");
    // An edit that waits still is changed by the next one of its field.
    const fresh = rows.filter(({ id, new_value }) => this.#accepted.get(Number(id)) !== new_value);
    for (const { id, path, field, new_value } of fresh) {
      const value = JSON.parse(String(new_value));
      const before = this.#expected.get(String(path))!;
      this.#expected.set(String(path), { ...before, [String(field)]: value });
      this.#accepted.set(Number(id), String(new_value));
      this.edits++;
    }
    return new Set(fresh.map(({ path }) => String(path)));
  }

  async #remember(): Promise<void> {
    for (const path of this.#photoPaths()) {
      const values = await this.#read(path);
      this.#known.set(path, { values, bytes: this.#bytesOf(path) });
      this.#expected.set(path, values);
    }
  }

  #photoPaths(): string[] {
    return listFiles(this.library.photos).filter((path) => /^[^.].*\.(?:jpg|png|nef)$/.test(path));
  }

  async #read(path: string): Promise<EditableValues> {
    const [photo, sidecar] = this.#filesOf(path);
    const request = sidecar === undefined ? { path: photo! } : { path: photo!, sidecar };
    return (await readSettled(request, { nowMs: Date.now() })).values;
  }

  #filesOf(path: string): string[] {
    const photo = this.library.path(path);
    return [photo, `${photo}.xmp`].filter((file) => {
      try {
        return Deno.lstatSync(file).isFile;
      } catch {
        return false;
      }
    });
  }

  #bytesOf(path: string): Uint8Array[] {
    return this.#filesOf(path).map((file) => Deno.readFileSync(file));
  }

  /** Of what an edit of the photo is written to. */
  #inodeOf(path: string): number | null {
    return Deno.lstatSync(this.#filesOf(path).at(-1)!).ino;
  }
}

/** Waits for what a write leaves beside a photo while it is at work. */
async function untilSeen(
  program: RunningProgram,
  folder: string,
  moment: Exclude<Moment, "any">,
): Promise<void> {
  let isOver = false;
  program.ended.then(() => isOver = true);
  while (!isOver) {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    const isBegun = names.some((name) => name.startsWith(".proofsheet-"));
    const isMet = moment === "writing" ? isBegun : names.some((name) => name.endsWith(".old.tmp"));
    if (isMet) return;
    // The exchange is over within milliseconds.
    await (isBegun ? new Promise((resolve) => setImmediate(resolve)) : sleep(2));
  }
}

function differing(found: EditableValues, expected: EditableValues): string[] {
  return EDIT_FIELDS.filter((field) => !isSameValue(field, found[field], expected[field]))
    .map((field) =>
      `${field}: ${JSON.stringify(found[field])}, not ${JSON.stringify(expected[field])}`
    );
}

function sameBytes(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  return one.length === other.length && areSameParts(one, other);
}

function formatOf(path: string): string {
  return path.endsWith(".jpg") ? "jpeg" : path.slice(path.lastIndexOf(".") + 1);
}
