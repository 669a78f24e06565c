import { joinPath, parentPath } from "./entry.ts";
import { isWrittenItself, sidecarNameFor, type WritingPolicy } from "./writing_policy.ts";
import { IN_FILE_BYTES_MAX } from "./write_order.ts";

/** What decides where edits of a photo are written. */
export interface WrittenPhoto {
  readonly path: string;
  readonly fingerprint: { readonly size: number };
  readonly columns: Readonly<Record<string, unknown>>;
  readonly sidecar: { readonly path: string } | null;
}

/** The file that edits of a photo are written to, relative to its root. */
export function writtenTo(
  { path, fingerprint, columns, sidecar }: WrittenPhoto,
  policy: WritingPolicy,
): string {
  if (sidecar !== null) return sidecar.path;
  const isInFile = isWrittenItself(String(columns["format"]), policy) &&
    fingerprint.size <= IN_FILE_BYTES_MAX;
  return isInFile ? path : joinPath(parentPath(path), sidecarNameFor(path, policy));
}
