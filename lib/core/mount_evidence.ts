/**
 * Whether what the catalogue knows in a directory, at which a file system is mounted, is covered by it
 * rather than gone: then nothing that was known is there, and nothing is concluded.
 *
 * @param known names the catalogue knows directly below, files and directories
 * @param listed names listed there now
 */
export function isCovered(known: readonly string[], listed: ReadonlySet<string>): boolean {
  return known.length > 0 && !known.some((name) => listed.has(name));
}
