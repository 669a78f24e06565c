/** Pixels of a picture. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Width to height by the number of the ratio; 0 stands for none of them. */
const RATIOS = [[0, 1], [1, 1], [12, 10], [4, 3], [3, 2], [16, 9], [5, 4], [2, 1]] as const;
const SIZE_BITS = [9, 13, 18, 30] as const;

/** Size of a JPEG XL codestream (ISO/IEC 18181-1 §A.3, SizeHeader); `null` where it is none. */
export function jxlSize(codestream: Uint8Array): Size | null {
  if (codestream[0] !== 0xff || codestream[1] !== 0x0a) return null;
  const bits = new Bits(codestream, 16);
  const isSmall = bits.take(1) === 1;
  const side = () => isSmall ? (bits.take(5) + 1) * 8 : 1 + bits.take(SIZE_BITS[bits.take(2)]!);
  const height = side();
  const [across, down] = RATIOS[bits.take(3)]!;
  const width = across === 0 ? side() : Math.floor(height * across / down);
  return bits.isBeyondEnd ? null : { width, height };
}

/** Numbers of some bits, the lowest first. */
class Bits {
  constructor(private readonly bytes: Uint8Array, private at: number) {}

  get isBeyondEnd(): boolean {
    return this.at > this.bytes.length * 8;
  }

  take(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++, this.at++) {
      const bit = ((this.bytes[this.at >> 3] ?? 0) >> (this.at & 7)) & 1;
      value += bit * 2 ** index;
    }
    return value;
  }
}
