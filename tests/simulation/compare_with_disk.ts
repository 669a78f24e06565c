import { BROKEN_BYTE, type SimulatedDisk } from "./simulated_disk.ts";
import { contentHashOf, isPhoto, sampleHashOf } from "./simulated_reader.ts";
import type { SimulatedCatalogue } from "./simulated_catalogue.ts";

/** Names that stand for photos here; nothing of the production's lists is used. */
const PHOTO_NAME = /\.jpg$/;
const NOISE = /(^|\/)(\.|@eaDir|.*\.tmp$)/;

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
    "SELECT path, sample_hash, content_hash FROM photos WHERE root = ?",
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
    return isEqual ? [] : [`'${root}/${path}' has other bytes`];
  });
}
