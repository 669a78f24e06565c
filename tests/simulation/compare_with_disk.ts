import { BROKEN_BYTE, type SimulatedDisk } from "./simulated_disk.ts";
import type { FileNode } from "./disk_nodes.ts";
import { contentHashOf, isPhoto, sampleHashOf, titleIn } from "./simulated_reader.ts";
import type { SimulatedCatalogue } from "./simulated_catalogue.ts";

/** Names that stand for photos here; nothing of the production's lists is used. */
const PHOTO_NAME = /\.(jpg|nef)$/;
const NOISE = /(^|\/)(\.|@eaDir|.*\.tmp$)/;

type Row = Readonly<Record<string, unknown>>;

/**
 * How the view of photos differs from the disk, path by path and byte by byte, as sentences. It shares
 * nothing with the comparison that is being tested.
 */
export function differencesFromDisk(
  disk: SimulatedDisk,
  catalogue: SimulatedCatalogue,
  root: string,
): string[] {
  const onDisk = new Map<string, string>();
  const files = disk.files(root);
  const hidden = [...files.keys()].filter((path) => `/${path}`.endsWith("/.nomedia"))
    .map((path) => path.slice(0, -".nomedia".length));
  for (const [path, { content }] of files) {
    const isCounted = PHOTO_NAME.test(path) && !NOISE.test(path) && !path.includes(BROKEN_BYTE) &&
      !hidden.some((folder) => path.startsWith(folder));
    if (isCounted && isPhoto(content)) onDisk.set(path, content);
  }
  const rows = catalogue.ask(
    "SELECT path, sample_hash, content_hash, sidecar, title FROM photos WHERE root = ?",
    root,
  );
  const known = new Map(rows.map((row) => [String(row["path"]), row]));
  return [...new Set([...onDisk.keys(), ...known.keys()])].sort().flatMap((path) => {
    const [row, content] = [known.get(path), onDisk.get(path)];
    if (row === undefined) return [`'${root}/${path}' is on disk only`];
    if (content === undefined) return [`'${root}/${path}' is in the catalogue only`];
    // Read later, and not at all where a reader had to be given up.
    const isHashed = row["content_hash"] === null || row["content_hash"] === contentHashOf(content);
    const isEqual = row["sample_hash"] === sampleHashOf(content) && isHashed;
    return isEqual
      ? sidecarDifference(files, path, row).map((one) => `'${root}/${path}' ${one}`)
      : [`'${root}/${path}' has other bytes`];
  });
}

/** Whether a photo shows another sidecar than the one beside it, or another title than that one's. */
function sidecarDifference(files: Map<string, FileNode>, path: string, row: Row): string[] {
  const expected = sidecarOf(files, path);
  if (row["sidecar"] !== expected) return [`has the sidecar ${row["sidecar"]}, not ${expected}`];
  const content = expected === null ? null : files.get(expected)?.content ?? "";
  const title = content === null ? null : titleIn(content);
  // What was read of it last may stay while it cannot be read.
  const isUnknown = content !== null && title === null;
  return isUnknown || row["title"] === title ? [] : [`has the title ${row["title"]}, not ${title}`];
}

/** The one that is called like the photo, or like all photos of its shot; a RAW does not share. */
function sidecarOf(files: Map<string, FileNode>, path: string): string | null {
  const base = path.replace(/\.[^.]*$/, "");
  if (files.has(`${path}.xmp`)) return `${path}.xmp`;
  const isOwner = path.endsWith(".nef") || !files.has(`${base}.nef`);
  return isOwner && files.has(`${base}.xmp`) ? `${base}.xmp` : null;
}
