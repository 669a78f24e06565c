import assert from "node:assert/strict";
import { PhotoLibrary, waitUntilOld } from "../program/photo_library.ts";
import type { Random } from "../program/random.ts";
import { makeRaw, makeSidecar, title } from "../support/make_sidecar.ts";
import { withTempDir } from "../support/program.ts";
import {
  type Conflict,
  isSame,
  ModelPhoto,
  NOTHING_SAID,
  SIDED_FIELDS,
  type SidedField,
  type TwoSided,
} from "./two_sided_model.ts";

/** How large and how long. */
export interface TwoSidesOptions {
  readonly random: Random;
  readonly photos: number;
  /** Steps: edits of ours, of theirs, or both, and a look. */
  readonly steps: number;
  readonly tell: (line: string) => void;
}

/** What was done. */
export interface TwoSidesFigures {
  steps: number;
  ours: number;
  theirs: number;
  conflicts: number;
}

/** The fields that are changed, some more often, so that both sides meet. */
const FIELDS: readonly SidedField[] = [...SIDED_FIELDS, "title", "title", "title", "keywords"];
const WITHIN_MS = 300_000;
const OFFLINE = 4;

/**
 * Changes the same photos and sidecars at random by edits and by ExifTool, with looks and rests between,
 * and compares what came of it with what the rule says: after every look the catalogue, and in the end
 * the files as ExifTool reads them, the list of conflicts, and that nothing is left to do.
 */
export async function runTwoSides(options: TwoSidesOptions): Promise<TwoSidesFigures> {
  return await withTempDir(async (directory) => {
    const sides = new TwoSides(new PhotoLibrary(directory), options);
    await sides.begin();
    for (let step = 1; step <= options.steps; step++) {
      await sides.step();
      options.tell(`step ${step}: ${JSON.stringify(sides.figures)}`);
    }
    await sides.end();
    return sides.figures;
  });
}

class TwoSides {
  readonly figures: TwoSidesFigures = { steps: 0, ours: 0, theirs: 0, conflicts: 0 };
  readonly #photos: readonly ModelPhoto[];
  readonly #random: Random;
  /** Photos that ExifTool has written to since they were looked at. */
  readonly #touched = new Set<ModelPhoto>();
  #number = 0;

  constructor(
    private readonly library: PhotoLibrary,
    { random, photos }: TwoSidesOptions,
  ) {
    this.#random = random;
    // Every third is a RAW with a sidecar.
    this.#photos = Array.from({ length: photos }, (_, index) => {
      return new ModelPhoto(`${index}.${index % 3 === 2 ? "nef" : "jpg"}`);
    });
  }

  async begin(): Promise<void> {
    this.#photos.forEach((photo, index) => {
      const { path } = photo;
      if (!path.endsWith(".nef")) return this.library.write(path, { seed: index + 1 });
      this.library.write(path, makeRaw("", [[0x10f, path]]));
      this.library.write(`${path}.xmp`, makeSidecar(title("beside")));
      photo.changeFile("title", "beside");
    });
    await waitUntilOld();
    await this.#sync();
  }

  async step(): Promise<void> {
    this.figures.steps++;
    const { library } = this;
    switch (this.#random.between(0, 3)) {
      case 0:
        await this.#editTheirs();
        if (this.#random.between(0, 1) === 0) await this.#sync();
        break;
      case 1:
        if (this.#random.between(0, 1) === 0) await this.#editTheirs();
        // Accepted, looked at and written at once.
        this.#settle(await this.#editOurs(0));
        break;
      default:
        await this.#run(["roots", "pause", library.photos]);
        for (let turn = this.#random.between(2, 4); turn > 0; turn--) {
          if (this.#random.between(0, 1) === 0) await this.#editTheirs();
          else await this.#editOurs(OFFLINE);
        }
        await this.#run(["roots", "resume", library.photos]);
        await this.#sync();
    }
  }

  /** A fixed point: both say the same, and nobody has anything left to do. */
  async end(): Promise<void> {
    await this.#sync();
    // What was written a moment ago is looked at once more.
    await waitUntilOld();
    await this.library.sync();
    const files = this.#photos.map((photo) => this.#writtenTo(photo));
    const inodes = files.map((path) => Deno.lstatSync(path).ino);
    const { filesRead, changed } = await this.library.sync();
    assert.deepEqual([filesRead, changed], [0, 0], this.#where());
    assert.deepEqual(files.map((path) => Deno.lstatSync(path).ino), inodes, this.#where());
    const read = await readByExifTool(files);
    for (const [index, { path, file }] of this.#photos.entries()) {
      for (const field of SIDED_FIELDS) {
        const found = read[index]![field];
        assert.ok(isSame(found, file[field]), this.#differs("ExifTool", path, field, found));
      }
    }
    const expected = this.#photos.flatMap(({ conflicts }) => conflicts);
    assert.deepEqual(this.#conflicts(), expected.map(asText).sort(), this.#where());
    assert.deepEqual(
      this.library.query("SELECT * FROM edits WHERE state IN ('pending', 'failed')"),
      [],
    );
    this.figures.conflicts = expected.length;
  }

  #conflicts(): string[] {
    const rows = this.library.query(
      "SELECT path, field, winner, lost FROM edits WHERE winner IS NOT NULL",
    );
    return rows.map(({ path, field, winner, lost }) =>
      asText({ path, field, winner, lost: JSON.parse(String(lost)) } as Conflict)
    ).sort();
  }

  #some(): ModelPhoto[] {
    const count = this.#random.between(1, Math.ceil(this.#photos.length / 2));
    return [...new Set(Array.from({ length: count }, () => this.#random.pick(this.#photos)))];
  }

  /** Another value of a field, of which some come from both sides. */
  #another(field: SidedField, now: TwoSided, who: string): unknown {
    const random = this.#random;
    if (field === "keywords") {
      const words = ["sea", "sun", "boat", "Köln", "日本"];
      const word = random.pick(words);
      const has = now.keywords.includes(word);
      return has ? now.keywords.filter((one) => one !== word) : [...now.keywords, word];
    }
    // An edit to what is there already is none: nothing would wait for the folder.
    for (;;) {
      const value = this.#value(field, who);
      if (!isSame(value, now[field])) return value;
    }
  }

  #value(field: SidedField, who: string): unknown {
    const random = this.#random;
    if (random.between(0, 5) === 0) return null;
    if (field === "rating") return random.between(1, 5);
    if (field === "label") return random.pick(["Red", "Green", "Blue"]);
    return random.pick(["both", `${who} ${field} ${++this.#number}`]);
  }

  async #editOurs(code: number): Promise<ModelPhoto[]> {
    const planned: ModelPhoto[] = [];
    const lines: string[] = [];
    for (const photo of this.#some()) {
      if (this.#touched.has(photo)) {
        // A named photo that changed is read before its edit is accepted; at rest it is refused.
        if (code === OFFLINE) continue;
        photo.settle(this.#times([photo]).get(photo)!);
        this.#touched.delete(photo);
      }
      const field = this.#random.pick(FIELDS);
      const before = photo.shown;
      const value = this.#another(field, before, "ünser");
      photo.edit(field, value);
      planned.push(photo);
      lines.push(
        JSON.stringify({ path: this.library.path(photo.path), ...optionOf(field, value, before) }),
      );
      this.figures.ours++;
    }
    if (lines.length === 0) return [];
    await this.#run(["edit", "--stdin"], code, lines.join("\n"));
    const accepted = this.library.query(
      `SELECT path, field, accepted_at FROM edits WHERE id IN
         (SELECT max(id) FROM edit GROUP BY file_id, field)`,
    );
    for (const { path, field, accepted_at } of accepted) {
      const photo = this.#photos.find((one) => one.path === path)!;
      photo.accepted(String(field) as SidedField, Date.parse(String(accepted_at)));
    }
    return planned;
  }

  async #editTheirs(): Promise<void> {
    const commands = this.#some().map((photo) => {
      const field = this.#random.pick(FIELDS);
      const value = this.#another(field, photo.file, "their");
      photo.changeFile(field, value);
      if (photo.path.endsWith(".jpg")) this.#touched.add(photo);
      this.figures.theirs++;
      return [...tagsOf(field, value, photo.path.endsWith(".nef")), this.#writtenTo(photo)];
    });
    await writeByExifTool(commands);
    // What is this new is not looked at yet.
    await waitUntilOld();
  }

  async #sync(): Promise<void> {
    await this.#run(["sync", "--folder", this.library.photos]);
    this.#touched.clear();
    this.#settle(this.#photos);
  }

  /** What the model says happens when photos are looked at, compared with what did. */
  #settle(photos: readonly ModelPhoto[]): void {
    for (const photo of photos) photo.settle(this.#lastTimes.get(photo)!);
    for (const photo of photos) this.#assertShown(photo);
  }

  /** When each photo was changed last before the program was run. */
  #lastTimes: ReadonlyMap<ModelPhoto, number> = new Map();

  /** When each photo, or its sidecar, was changed last. */
  #times(photos: readonly ModelPhoto[]): ReadonlyMap<ModelPhoto, number> {
    return new Map(photos.map((photo) => {
      const files = [this.library.path(photo.path), this.#writtenTo(photo)];
      return [photo, Math.max(...files.map((file) => Deno.lstatSync(file).ctime!.getTime()))];
    }));
  }

  #assertShown({ path, shown }: ModelPhoto): void {
    const { id, ...row } = this.library.photo(path);
    const words = this.library.query("SELECT keyword FROM keywords WHERE photo_id = ?", id!);
    const found: Record<string, unknown> = { ...row, keywords: words.map((one) => one["keyword"]) };
    for (const field of SIDED_FIELDS) {
      assert.ok(
        isSame(found[field], shown[field]),
        this.#differs("the catalogue", path, field, found[field]),
      );
    }
  }

  #writtenTo({ path }: ModelPhoto): string {
    return this.library.path(path.endsWith(".nef") ? `${path}.xmp` : path);
  }

  async #run(args: readonly string[], code = 0, input = ""): Promise<void> {
    this.#lastTimes = this.#times(this.#photos);
    const result = await this.library.run(args, { input, timeoutMs: WITHIN_MS });
    assert.equal(result.code, code, `${this.#where()}: ${result.stdout}\n${result.stderr}`);
  }

  #where(): string {
    return `Seed ${this.#random.seed}, step ${this.figures.steps}`;
  }

  #differs(who: string, path: string, field: SidedField, found: unknown): string {
    const { file } = this.#photos.find((photo) => photo.path === path)!;
    const expected = JSON.stringify(file[field]);
    const rows = this.library.query(
      "SELECT * FROM edits WHERE path = ? AND field = ?",
      path,
      field,
    );
    return `${this.#where()}: ${field} of ${path} is ${JSON.stringify(found)} for ${who}, ` +
      `not ${expected}\n${JSON.stringify(rows)}`;
  }
}

function asText(conflict: Conflict): string {
  const { path, field, winner, lost } = conflict;
  return JSON.stringify([path, field, winner, lost]);
}

/** As a line of `edit --stdin` says it. */
function optionOf(field: SidedField, value: unknown, before: TwoSided): Record<string, unknown> {
  if (Array.isArray(value)) {
    return {
      "add-keyword": value.filter((word) => !before.keywords.includes(word)),
      "remove-keyword": before.keywords.filter((word) => !value.includes(word)),
    };
  }
  return value === null ? { clear: [field] } : { [field]: value };
}

/** What a careful user of ExifTool writes for a field, in a sidecar or in a JPEG. */
function tagsOf(field: SidedField, value: unknown, isSidecar: boolean): string[] {
  const set = (...tags: readonly string[]) => tags.map((tag) => `-${tag}=${value ?? ""}`);
  const ifThere = ["-Photoshop:IPTCDigest=new"];
  switch (field) {
    case "title":
      return isSidecar
        ? set("XMP-dc:Title")
        : [...set("XMP-dc:Title", "IPTC:ObjectName"), ...ifThere];
    case "description":
      return isSidecar ? set("XMP-dc:Description") : [
        ...set("IFD0:ImageDescription", "XMP-dc:Description", "IPTC:Caption-Abstract"),
        ...ifThere,
      ];
    case "keywords": {
      const words = value as readonly string[];
      const all = (tag: string) => [`-${tag}=`, ...words.map((word) => `-${tag}=${word}`)];
      return isSidecar
        ? all("XMP-dc:Subject")
        : [...all("XMP-dc:Subject"), ...all("IPTC:Keywords"), ...ifThere];
    }
    case "rating":
      return set("XMP-xmp:Rating");
    case "label":
      return [...set("XMP-xmp:Label"), "-XMP-digiKam:ColorLabel="];
    case "city":
      return isSidecar
        ? set("XMP-photoshop:City")
        : [...set("XMP-photoshop:City", "IPTC:City"), ...ifThere];
  }
}

/** One process writes them all: to start ExifTool takes longer than to write. */
async function writeByExifTool(commands: readonly (readonly string[])[]): Promise<void> {
  const common = ["-q", "-overwrite_original", "-charset", "iptc=UTF8", "-codedcharacterset=utf8"];
  for (const command of commands) {
    const isSidecar = command.at(-1)!.endsWith(".xmp");
    const args = [...isSidecar ? common.slice(0, 2) : common, ...command];
    const { success, stderr } = await new Deno.Command("exiftool", { args }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }
}

async function readByExifTool(files: readonly string[]): Promise<TwoSided[]> {
  const args = [
    ...["-j", "-n", "-struct", "-charset", "iptc=UTF8", "-XMP-dc:Title", "-XMP-dc:Description"],
    ...["-XMP-dc:Subject", "-XMP-xmp:Rating", "-XMP-xmp:Label", "-XMP-photoshop:City", ...files],
  ];
  const { stdout } = await new Deno.Command("exiftool", { args }).output();
  const rows = JSON.parse(new TextDecoder().decode(stdout)) as Record<string, unknown>[];
  return rows.map((row) => {
    const text = (name: string) => row[name] === undefined ? null : String(row[name]);
    return {
      ...NOTHING_SAID,
      ...{ title: text("Title"), description: text("Description"), label: text("Label") },
      city: text("City"),
      rating: row["Rating"] === undefined ? null : Number(row["Rating"]),
      keywords: [row["Subject"] ?? []].flat().map(String),
    };
  });
}
