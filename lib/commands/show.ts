import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import { shownPath } from "../core/shown_path.ts";
import { unknownRoot } from "./unknown_root.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** What show asks of the catalogue and the disk, for one path of one root. */
export interface ShowPorts {
  photo(root: string, path: string): Row | null;
  keywords(photoId: number): readonly string[];
  missingAt(root: string, path: string): readonly Row[];
  changesAt(root: string, path: string): readonly Row[];
  problems(root: string, path: string): Iterable<Row>;
  folder(root: string, path: string): { readonly photos: number; readonly missing: number } | null;
}

/** Which path, and how it is told. */
export interface ShowOptions {
  readonly root: string;
  readonly path: string;
  readonly onDisk: boolean;
  /** Whether it lies in a known root. */
  readonly isKnown: boolean;
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/**
 * Tells everything known about one path.
 *
 * @throws {CommandError} when neither the catalogue nor the disk knows it
 */
export function show(ports: ShowPorts, options: ShowOptions): void {
  const { root, path, onDisk } = options;
  if (!options.isKnown) {
    throw unknownRoot("show", root);
  }
  const photo = ports.photo(root, path);
  const known = {
    root,
    path,
    onDisk,
    photo: photo === null ? null : { ...photo, keywords: ports.keywords(Number(photo["id"])) },
    folder: photo === null ? ports.folder(root, path) : null,
    missing: ports.missingAt(root, path),
    problems: [...ports.problems(root, path)].filter((problem) => problem["path"] === path),
    history: ports.changesAt(root, path),
  };
  const hasRecord = known.photo !== null || known.folder !== null || known.missing.length > 0 ||
    known.problems.length > 0 || known.history.length > 0;
  if (!hasRecord && !onDisk) {
    throw new CommandError(
      `Not found: '${path}' of '${root}' is neither on disk nor in the catalogue: check the spelling`,
      EXIT.failed,
    );
  }
  options.print(options.json ? JSON.stringify(known, null, 2) : describe(known));
}

type Known = {
  readonly root: string;
  readonly path: string;
  readonly onDisk: boolean;
  readonly photo: Readonly<Record<string, unknown>> | null;
  readonly folder: { readonly photos: number; readonly missing: number } | null;
  readonly missing: readonly Row[];
  readonly problems: readonly Row[];
  readonly history: readonly Row[];
};

function describe(known: Known): string {
  const { root, path, photo, folder } = known;
  const lines = [shownPath(path === "" ? root : `${root}/${path}`)];
  if (photo !== null) lines.push(...fields(photo));
  else if (folder !== null) {
    lines.push(`  A folder with ${folder.photos} photos below it, ${folder.missing} missing`);
  } else if (known.onDisk && known.problems.length === 0) {
    lines.push("  On disk, and not a photo the catalogue keeps");
  }
  for (const one of known.missing) {
    lines.push(`  Missing since ${one["missing_since"]} (id ${one["id"]}): ${one["evidence"]}`);
  }
  for (const one of known.problems) {
    lines.push(`  Problem since ${one["first_seen"]}: ${one["kind"]}: ${one["detail"]}`);
  }
  for (const one of known.history) {
    const from = one["old_path"] === null ? "" : ` from ${shownPath(String(one["old_path"]))}`;
    lines.push(`  ${one["at"]}  ${one["kind"]}${from} (id ${one["photo_id"]})`);
  }
  return lines.join("\n");
}

function fields(photo: Readonly<Record<string, unknown>>): string[] {
  const known = Object.entries(photo).filter(([name, value]) =>
    value !== null && name !== "root" && name !== "path" &&
    !(Array.isArray(value) && value.length === 0)
  );
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    return `  ${name.padEnd(width)}  ${shownPath(text)}`;
  });
}
