const UNITS = ["kB", "MB", "GB", "TB", "PB"];

/** A number of bytes for a person, in powers of a thousand as disks are sold: `812 bytes`, `26.8 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  let value = bytes;
  let unit = "";
  for (const next of UNITS) {
    if (value < 999.5) break;
    value /= 1_000;
    unit = next;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}
