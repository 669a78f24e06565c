/**
 * Whether a path is one of the program's own: the catalogue and all that stands beside it under its
 * name, as its log and its lock, or a log file. Where they lie in a watched folder, every write of ours
 * would be a hint to look again.
 *
 * @param path absolute
 * @param own absolute paths; what begins with one of them is ours
 */
export function isOwnFile(path: string, own: readonly string[]): boolean {
  return own.some((one) => path.startsWith(one));
}
