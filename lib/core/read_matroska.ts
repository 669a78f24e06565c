import { type ByteSource, viewOf } from "./byte_source.ts";
import { NO_PARTS, type PhotoParts } from "./photo_parts.ts";

/** One element (RFC 8794 §3): its id with the length marker, and where its data are. */
interface Element {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** Elements of one level; a film has a cluster every few seconds. */
const ELEMENTS_MAX = 50_000;
/** Id of up to four bytes, size of up to eight. */
const HEADER_BYTES = 12;
/** RFC 9559 §5.1. */
const ID = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  date: 0x4461,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
} as const;
/** Nanoseconds of one tick where the file does not say. */
const TIMESTAMP_SCALE = 1_000_000;
const NANOSECONDS = 1e9;
const BILLION = 1_000_000_000n;
const NOTHING = new Uint8Array(0);

/**
 * Matroska and WebM (RFC 8794, RFC 9559 §5.1): length and date from the segment's information, size
 * from the tracks. Clusters are passed over.
 */
export function readMatroska(source: ByteSource): PhotoParts {
  const segment = first(source, 0, source.size, ID.segment);
  if (segment === null) return { ...NO_PARTS, damage: ["The file has no segment"] };
  if (!hasWholeHeader(source)) return { ...NO_PARTS, damage: ["The header of the file is broken"] };
  let [duration, createdText]: [number | null, string | null] = [null, null];
  let size: Pick<PhotoParts, "width" | "height"> | null = null;
  for (const element of elements(source, segment.start, segment.end)) {
    if (element.id === ID.info) {
      duration = durationOf(source, element);
      createdText = dateOf(source, element);
    } else if (element.id === ID.tracks) size = sizeOf(source, element);
    if (duration !== null && size !== null) break;
  }
  const damage = size === null ? ["The file ends before its list of tracks"] : [];
  return { ...NO_PARTS, ...size, facts: { duration, createdText }, damage };
}

function* elements(source: ByteSource, start: number, end: number): Generator<Element> {
  let at = start;
  for (let count = 0; count < ELEMENTS_MAX && at < end; count++) {
    const head = source.read(at, Math.min(HEADER_BYTES, end - at));
    const idBytes = Math.clz32(head[0] ?? 0) - 23;
    const sizeBytes = Math.clz32(head[idBytes] ?? 0) - 23;
    if (idBytes > 4 || sizeBytes > 8 || head.length < idBytes + sizeBytes) return;
    const id = number(head.subarray(0, idBytes));
    const marked = head.slice(idBytes, idBytes + sizeBytes);
    marked[0] = marked[0]! & (0xff >> sizeBytes);
    const isUnknown = marked.every((byte, index) =>
      byte === (index === 0 ? 0xff >> sizeBytes : 0xff)
    );
    const dataAt = at + idBytes + sizeBytes;
    // What has no known size goes to the end of what holds it, as in a stream.
    const dataEnd = isUnknown ? end : Math.min(dataAt + number(marked), end);
    yield { id, start: dataAt, end: dataEnd };
    at = dataEnd;
  }
}

function first(source: ByteSource, start: number, end: number, id: number): Element | null {
  for (const element of elements(source, start, end)) if (element.id === id) return element;
  return null;
}

/** Whether the elements of the EBML header fill it: a reader has to understand it first (RFC 8794 §8). */
function hasWholeHeader(source: ByteSource): boolean {
  const header = first(source, 0, source.size, ID.header);
  if (header === null) return false;
  let end = header.start;
  for (const element of elements(source, header.start, header.end)) end = element.end;
  return end === header.end;
}

function durationOf(source: ByteSource, info: Element): number | null {
  let scale = TIMESTAMP_SCALE;
  let ticks: number | null = null;
  for (const { id, start, end } of elements(source, info.start, info.end)) {
    const bytes = source.read(start, Math.min(8, end - start));
    if (id === ID.timestampScale) scale = number(bytes);
    else if (id === ID.duration) ticks = float(bytes);
  }
  return ticks === null || !Number.isFinite(ticks) ? null : ticks * scale / NANOSECONDS;
}

/** Nanoseconds since 2001, UTC (RFC 9559 §5.1.2.11). */
function dateOf(source: ByteSource, info: Element): string | null {
  const element = first(source, info.start, info.end, ID.date);
  const bytes = element === null
    ? NOTHING
    : source.read(element.start, element.end - element.start);
  if (bytes.length !== 8) return null;
  const total = viewOf(bytes).getBigInt64(0);
  const nanoseconds = (total % BILLION + BILLION) % BILLION;
  const seconds = Number((total - nanoseconds) / BILLION);
  const whole = new Date(Date.UTC(2001, 0) + seconds * 1000).toISOString().slice(0, 19);
  const fraction = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return `${whole}${fraction === "" ? "" : `.${fraction}`}Z`;
}

/** Of several tracks with a picture the last one's, as ExifTool has it. */
function sizeOf(source: ByteSource, tracks: Element): Pick<PhotoParts, "width" | "height"> {
  let size: Pick<PhotoParts, "width" | "height"> = { width: null, height: null };
  for (const track of elements(source, tracks.start, tracks.end)) {
    if (track.id !== ID.trackEntry) continue;
    const video = first(source, track.start, track.end, ID.video);
    if (video === null) continue;
    const side = (id: number) => {
      const element = first(source, video.start, video.end, id);
      if (element === null) return null;
      return number(source.read(element.start, Math.min(8, element.end - element.start))) || null;
    };
    size = { width: side(ID.pixelWidth), height: side(ID.pixelHeight) };
  }
  return size;
}

function number(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function float(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  return bytes.length === 4 ? view.getFloat32(0) : bytes.length === 8 ? view.getFloat64(0) : null;
}
