/** Whether an absolute path is a folder or below it; both without `.`, `..` or a slash at their end. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder === "/" ? "" : folder}/`);
}
