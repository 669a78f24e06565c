import { counted } from "../core/counted.ts";
import { formatBytes } from "../core/format_bytes.ts";
import { shownPath } from "../core/shown_path.ts";

/** Photos of equal content. */
export interface DuplicateGroup {
  /** `content`: all bytes are equal; `sample`: size, beginning and end are, the rest was not read yet. */
  readonly proof: "content" | "sample";
  /** sha256, hex, of what was compared. */
  readonly hash: string;
  /** Bytes of each. */
  readonly size: number;
  readonly photos: readonly { readonly id: number; readonly root: string; readonly path: string }[];
}

/** How duplicates are told. */
export interface DuplicatesOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Lists photos of equal content, a group at a time. */
export function tellDuplicates(
  groups: Iterable<DuplicateGroup>,
  { json, print }: DuplicatesOptions,
): void {
  if (json) return print(JSON.stringify({ groups: [...groups] }, null, 2));
  let count = 0;
  let spareBytes = 0;
  for (const { proof, size, photos } of groups) {
    const words = proof === "content"
      ? "equal in every byte"
      : "equal in size, beginning and end; not all bytes were read yet";
    print(`${counted(photos.length, "photo")} of ${formatBytes(size)}, ${words}`);
    for (const { root, path } of photos) print(`  ${shownPath(`${root}/${path}`)}`);
    count++;
    spareBytes += size * (photos.length - 1);
  }
  print(
    count === 0
      ? "No two photos have the same content"
      : `${counted(count, "group")}, ${formatBytes(spareBytes)} more than once`,
  );
}
