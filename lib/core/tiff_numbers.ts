import { viewOf } from "./byte_source.ts";
import type { TiffEntry, TiffHeader } from "./tiff_directory.ts";

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

const quotient = (read: "getUint32" | "getInt32"): Reader => (view, at, littleEndian) =>
  view[read](at, littleEndian) / view[read](at + 4, littleEndian);

/** By type (TIFF 6.0 §2): bytes of one number, and how it is read. */
const NUMBERS: Readonly<Record<number, readonly [bytes: number, read: Reader]>> = {
  1: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, littleEndian) => view.getUint16(at, littleEndian)],
  4: [4, (view, at, littleEndian) => view.getUint32(at, littleEndian)],
  5: [8, quotient("getUint32")],
  6: [1, (view, at) => view.getInt8(at)],
  8: [2, (view, at, littleEndian) => view.getInt16(at, littleEndian)],
  9: [4, (view, at, littleEndian) => view.getInt32(at, littleEndian)],
  10: [8, quotient("getInt32")],
  11: [4, (view, at, littleEndian) => view.getFloat32(at, littleEndian)],
  12: [8, (view, at, littleEndian) => view.getFloat64(at, littleEndian)],
};

/** Numbers of a field whose standard wants text, as the text that ExifTool makes of them. */
export function numberText(
  { type, count }: TiffEntry,
  value: Uint8Array,
  { littleEndian }: TiffHeader,
): string {
  const known = NUMBERS[type];
  if (known === undefined) return "";
  const [bytes, read] = known;
  const view = viewOf(value);
  return Array.from({ length: count }, (_, index) => shown(read(view, index * bytes, littleEndian)))
    .join(" ");
}

/** Fifteen digits, as Perl has them. */
function shown(number: number): string {
  if (Number.isFinite(number)) return number.toPrecision(15).replace(/\.?0+(?=e|$)/, "");
  return Number.isNaN(number) ? "NaN" : number > 0 ? "Inf" : "-Inf";
}
