import { createHash } from "node:crypto";

/** A path for a socket has room for 107 bytes on Linux (unix(7)). */
const BYTES_MAX = 107;

/**
 * Where the daemon of a catalogue listens: in the user's own directory for such things, or beside the
 * catalogue where the environment names none. `null` when neither is short enough.
 *
 * @param databasePath absolute
 */
export function socketPath(
  databasePath: string,
  environment: (name: string) => string | undefined,
): string | null {
  const runtime = environment("XDG_RUNTIME_DIR");
  const name = createHash("sha256").update(databasePath).digest("hex").slice(0, 16);
  const places = [
    ...(runtime?.startsWith("/") ? [`${runtime}/proofsheet/${name}.sock`] : []),
    `${databasePath}.sock`,
  ];
  const fits = (path: string) => new TextEncoder().encode(path).length <= BYTES_MAX;
  return places.find(fits) ?? null;
}
