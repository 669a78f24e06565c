/** A moment as a part of file names: `20261123T071500Z`. */
export function stamp(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
}
