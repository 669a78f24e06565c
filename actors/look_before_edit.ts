import type { DatabaseSync } from "node:sqlite";
import { PhotoReader, type StoredPhoto } from "../lib/catalogue/photo_reader.ts";
import { RootCatalogue } from "../lib/catalogue/root_catalogue.ts";
import type { EditRequest } from "../lib/commands/edit.ts";
import type { RootReport } from "../lib/commands/describe_summary.ts";
import type { PlacedRoot } from "../lib/commands/place_folders.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { type FingerprintPolicy, hasChanged } from "../lib/core/fingerprint.ts";
import { fingerprintOf } from "../lib/core/fingerprint_of.ts";
import { reduceScope } from "../lib/core/scope.ts";
import { withinTime } from "../lib/file_system/within_time.ts";
import { type Invocation, place } from "./invocation.ts";

/** Photos that are not edited, by their ids, each with the reason as a sentence. */
export type Strangers = ReadonlyMap<number, string>;

/** Scans exactly these parts of roots; ends when the catalogue says what is there. */
export type ScanFirst = (
  changed: readonly PlacedRoot[],
) => Promise<readonly Pick<RootReport, "path" | "trouble">[]>;

/** What is looked at, and by what. */
export interface LookBeforeEditOptions {
  readonly database: DatabaseSync;
  /** `null` where nothing may be written. */
  readonly scan: ScanFirst | null;
}

/** A file that is still another one after so many scans is changed by somebody all the time. */
const SCANS_MAX = 3;

/** A photo whose file is not what its record says. */
interface Changed {
  readonly root: PlacedRoot & { readonly rootId: number };
  readonly photo: StoredPhoto;
  readonly isThere: boolean;
}

/**
 * Compares the files that somebody named with their records before an edit is accepted: a path stands
 * for the photo that is there now, and after two files have changed places the catalogue would take it
 * for the other one. What differs is scanned; what differs still is refused.
 */
export async function lookBeforeEdit(
  invocation: Invocation,
  requests: readonly EditRequest[],
  { database, scan }: LookBeforeEditOptions,
): Promise<Strangers> {
  const paths = requests.flatMap(({ paths }) => paths);
  if (paths.length === 0) return new Map();
  const roots = place(invocation, paths).filter(isKnown);
  const changed = await findChanged(database, roots);
  if (changed.length === 0) return new Map();
  if (scan === null) return strangers(changed, () => "it is not the file that the catalogue knows");
  let reports = await scan(scopesOf(roots, changed));
  let left = await findChanged(database, roots);
  // What a scan of a part cannot tell it leaves to the next, which looks where the other file went, too.
  for (let more = 1; more < SCANS_MAX && left.length > 0; more++) {
    reports = await scan(scopesOf(roots, left));
    left = await findChanged(database, roots);
  }
  return strangers(left, ({ root, photo }) => {
    const { trouble } = reports.find(({ path }) => path === root.path) ?? { trouble: null };
    return trouble ?? problemOf(database, root.rootId, photo) ?? "it changes all the time";
  });
}

function isKnown(root: PlacedRoot): root is Changed["root"] {
  return root.rootId !== null;
}

async function findChanged(
  database: DatabaseSync,
  roots: readonly Changed["root"][],
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const root of roots) {
    const { roots, rootId } = new RootCatalogue(database, root.rootId);
    const policy = fileSystemOfName(roots.get(rootId).fileSystem);
    for (const page of new PhotoReader(database, rootId).pages(root.scope)) {
      const looks = page.map((photo) => look(`${root.path}/${photo.path}`, photo, policy));
      const seen = await withinTime(Promise.all(looks), null);
      // Whoever writes finds that it does not answer, and waits.
      if (seen === null) break;
      page.forEach((photo, index) => {
        const sight = seen[index];
        if (sight === "same" || sight === "unknown") return;
        changed.push({ root, photo, isThere: sight === "changed" });
      });
    }
  }
  return changed;
}

type Sight = "same" | "changed" | "absent" | "unknown";

/** Not at once, as a daemon has other things to do while a disk wakes up. */
async function look(
  path: string,
  { fingerprint }: StoredPhoto,
  policy: FingerprintPolicy,
): Promise<Sight> {
  try {
    const info = await Deno.lstat(path);
    return info.isFile && !hasChanged(fingerprint, fingerprintOf(info), policy)
      ? "same"
      : "changed";
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    return isAbsent ? "absent" : "unknown";
  }
}

function scopesOf(roots: readonly Changed["root"][], changed: readonly Changed[]): PlacedRoot[] {
  return roots.flatMap((root) => {
    const named = changed.filter((one) => one.root === root).map(({ photo }) => photo.path);
    return named.length === 0 ? [] : [{ ...root, named, scope: reduceScope(named) }];
  });
}

/** What is not there is no other file: its edits wait until it, or its disk, is back. */
function strangers(changed: readonly Changed[], why: (one: Changed) => string): Strangers {
  return new Map(
    changed.filter(({ isThere }) => isThere).map((one) => [
      one.photo.id,
      `Cannot edit '${one.root.path}/${one.photo.path}' as the catalogue does not know yet what is ` +
      `there (${why(one)}): run sync, then edit it again`,
    ]),
  );
}

function problemOf(
  database: DatabaseSync,
  rootId: number,
  { id, path }: StoredPhoto,
): string | null {
  const { displaced, problems } = new RootCatalogue(database, rootId);
  if (displaced.isKept(id)) {
    return "another photo stands in its place, and hiding the known one is held: " +
      "decide first, see the command 'held'";
  }
  const [kind] = problems.kindsAt(path);
  return kind === undefined ? null : problems.detailAt(path, kind);
}
