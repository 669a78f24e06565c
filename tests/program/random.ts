/** Numbers that look random and follow from a seed alone, so that a failed run can be repeated. */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 up to, not including, 1. */
  next(): number {
    // Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from `low` up to and including `high`. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of several. */
  pick<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new RangeError("Cannot pick one of no values");
    return values[this.between(0, values.length - 1)]!;
  }
}

/** The seed in `PROOFSHEET_TEST_SEED`, or another one each time; printed, so that a run can be repeated. */
export function seededRandom(title: string): Random {
  const given = Deno.env.get("PROOFSHEET_TEST_SEED");
  const seed = given === undefined ? Date.now() % 1_000_000 : Number(given);
  console.log(`${title}: PROOFSHEET_TEST_SEED=${seed}`);
  return new Random(seed);
}
