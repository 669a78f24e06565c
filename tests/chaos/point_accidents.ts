import { type DeletedPhoto, makeOld, type PointLibrary } from "./point_library.ts";

/** What the last accidents left to be undone by the next ones. */
interface Debts {
  readonly deleted: DeletedPhoto[];
  link: string | null;
  isIgnored: boolean;
  folder: "a" | "a2";
}

const debts = new WeakMap<PointLibrary, Debts>();
/** Fewer photos in a folder than this are filled up. */
const PHOTOS_MIN = 8;

/** What has accidents of its own. */
const APART = /\/(?:series|hidden)\//;

/** Everything that happens to photo folders, once, to other photos each time. */
export function causeAccidents(library: PointLibrary): void {
  const debt = debts.get(library) ?? { deleted: [], link: null, isIgnored: false, folder: "a" };
  debts.set(library, debt);
  const left = new Set<string>();
  const take = (folder: string) => {
    const choice = library.photos(folder).filter((path) => !left.has(path) && !APART.test(path));
    const path = library.random.pick(choice);
    left.add(path);
    return path;
  };
  const fresh = (folder: string) => {
    const path = library.folder(`${folder}/new${library.next()}.jpg`);
    library.create(path);
    left.add(path);
  };
  for (const folder of ["one/a", "one/b", "one/c", "two"]) {
    if (library.photos(folder).length < PHOTOS_MIN) fresh(folder);
  }
  fresh("one/b");
  library.edit(take("one"));
  library.move(take("one/b"), library.folder(`one/c/moved${library.next()}.jpg`));
  swap(library, take("one/c"), take("one/c"), left);
  library.moveByCopy(take("one/b"), library.folder(`two/crossed${library.next()}.jpg`));
  library.moveByCopy(take("two"), library.folder(`one/b/crossed${library.next()}.jpg`));
  displace(library, take("one"), left);
  const displaced = take("one");
  debt.deleted.push(library.delete(displaced));
  library.create(displaced);
  debt.deleted.push(library.delete(take("one")));
  while (debt.deleted.length > 2) {
    const photo = debt.deleted.shift()!;
    library.restore(photo);
    left.add(photo.path);
  }
  empty(library, take("one/c"));
  link(library, debt, take("one/b"));
  ignore(library, debt);
  exchangeInodes(library);
  const broken = library.folder("one/broken.jpg");
  Deno.writeTextFileSync(broken, `no photo ${library.next()}`);
  makeOld(broken, library.next());
}

/** What is deleted now is nobody's when it is restored: its record is about to be given up. */
export function giveUpDeleted(library: PointLibrary): void {
  const deleted = debts.get(library)?.deleted ?? [];
  deleted.push(...deleted.splice(0).map((photo) => ({ ...photo, id: undefined })));
}

/** Two photos change their names. */
function swap(library: PointLibrary, one: string, other: string, left: Set<string>): void {
  const between = library.folder(`one/swap${library.next()}.jpg`);
  library.move(one, between);
  library.move(other, one);
  library.move(between, other);
  for (const path of [one, other]) left.add(path);
}

/** The photo is elsewhere, and another one has its name. */
function displace(library: PointLibrary, path: string, left: Set<string>): void {
  const kept = library.folder(`one/b/kept${library.next()}.jpg`);
  library.move(path, kept);
  library.create(path);
  left.add(kept);
}

/** As a full disk, or a program that encrypts, does; the file stays. */
function empty(library: PointLibrary, path: string): void {
  library.forget(path);
  Deno.writeFileSync(path, new Uint8Array());
  makeOld(path, library.next());
}

/** A second name for a photo; the former one goes. */
function link(library: PointLibrary, debt: Debts, path: string): void {
  if (debt.link !== null) Deno.removeSync(debt.link);
  debt.link = library.folder(`one/link${library.next()}.jpg`);
  library.link(path, debt.link);
}

/** A rule hides a folder, then is gone; of the photos in it one was deleted meanwhile. */
function ignore(library: PointLibrary, debt: Debts): void {
  const rules = library.folder("one/.proofsheetignore");
  if (debt.isIgnored) {
    const [gone] = library.photos("one/hidden");
    if (gone !== undefined) library.delete(gone);
    Deno.removeSync(rules);
  } else {
    library.create(library.folder(`one/hidden/new${library.next()}.jpg`));
    if (library.photos("one/hidden").length > 1) Deno.writeTextFileSync(rules, "hidden/\n");
  }
  debt.isIgnored = exists(rules);
}

/** Two photos of equal size and time are restored from a backup, each in the file of the other. */
function exchangeInodes(library: PointLibrary): void {
  const [one, other] = ["one", "other"].map((name) => library.folder(`one/series/${name}.jpg`));
  if (library.photos("one/series").length === 0) {
    for (const path of [one!, other!]) library.createInSeries(path);
    return;
  }
  const contents = [one!, other!].map((path) => Deno.readFileSync(path));
  Deno.renameSync(one!, `${one}.tmp`);
  Deno.renameSync(other!, one!);
  Deno.renameSync(`${one}.tmp`, other!);
  [one!, other!].forEach((path, index) => {
    using file = Deno.openSync(path, { write: true });
    file.writeSync(contents[index]!);
  });
  for (const path of [one!, other!]) makeOld(path, 0);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
