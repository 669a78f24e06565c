/** Size of the picture in pixels and what it shows. */
export interface MosaicOptions {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

/**
 * The picture part of a baseline JPEG (ITU-T T.81), from the quantisation table up to and without the
 * end marker: a mosaic of 8 by 8 pixel tiles of one colour each, three components, no subsampling.
 * One colour a tile needs no frequency but the lowest, which keeps the encoder this small.
 */
export function encodeMosaic({ width, height, seed }: MosaicOptions): Uint8Array {
  return Uint8Array.from([
    ...quantisationTable(),
    ...frameHeader(width, height),
    ...huffmanTable(0x00, DC_CODE_COUNTS, DC_CATEGORIES),
    ...huffmanTable(0x10, AC_CODE_COUNTS, [END_OF_BLOCK]),
    ...[0xff, 0xda, 0, 12, 3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0],
    ...scanData(Math.ceil(width / 8) * Math.ceil(height / 8), seed),
  ]);
}

// T.81 table K.3: how many codes there are of 1 to 16 bits, and which categories they stand for.
const DC_CODE_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CATEGORIES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
// The one code a tile of one colour needs: "nothing more in this block", in one bit.
const AC_CODE_COUNTS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const END_OF_BLOCK = 0;

const DC_CODES = canonicalCodes(DC_CODE_COUNTS);
const COMPONENTS = 3;

function canonicalCodes(counts: readonly number[]): { code: number; bits: number }[] {
  const codes: { code: number; bits: number }[] = [];
  let code = 0;
  for (const [index, count] of counts.entries()) {
    for (let i = 0; i < count; i++) codes.push({ code: code++, bits: index + 1 });
    code <<= 1;
  }
  return codes;
}

function quantisationTable(): number[] {
  return [0xff, 0xdb, 0, 67, 0, ...Array<number>(64).fill(8)];
}

function frameHeader(width: number, height: number): number[] {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  return [0xff, 0xc0, 0, 17, 8, ...size, COMPONENTS, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
}

function huffmanTable(id: number, counts: readonly number[], values: readonly number[]): number[] {
  return [0xff, 0xc4, 0, 19 + values.length, id, ...counts, ...values];
}

function scanData(tiles: number, seed: number): number[] {
  const bits = new BitWriter();
  const random = randomNumbers(seed);
  const previous = [0, 0, 0];
  for (let tile = 0; tile < tiles; tile++) {
    for (let component = 0; component < COMPONENTS; component++) {
      // With a quantiser of 8 the level of a tile is its mean value less 128.
      const level = Math.floor(random() * 200) - 100;
      writeDifference(bits, level - previous[component]!);
      previous[component] = level;
      bits.write(0, 1);
    }
  }
  return bits.finish();
}

/** T.81, F.1.2.1: the category by its Huffman code, then that many bits of the difference. */
function writeDifference(bits: BitWriter, difference: number): void {
  const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
  const { code, bits: codeBits } = DC_CODES[category]!;
  bits.write(code, codeBits);
  bits.write(difference < 0 ? difference + (1 << category) - 1 : difference, category);
}

class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #pendingBits = 0;

  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1);
      if (++this.#pendingBits === 8) this.#flush();
    }
  }

  finish(): number[] {
    while (this.#pendingBits !== 0) this.write(1, 1);
    return this.#bytes;
  }

  #flush(): void {
    this.#bytes.push(this.#pending);
    // A byte that looks like a marker is followed by zero (T.81, F.1.2.3).
    if (this.#pending === 0xff) this.#bytes.push(0);
    this.#pending = 0;
    this.#pendingBits = 0;
  }
}

/** The mulberry32 generator: the same numbers from 0 to 1 for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
