import type { Random } from "../tests/program/random.ts";

/** Numbers that sizes, counts and offsets are likely not prepared for. */
const EXTREMES = [0, 1, 2, 7, 8, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  overwriteNumber,
  overwriteNumber,
  overwriteRun,
  cut,
  removeSlice,
  repeatSlice,
  copySlice,
];

/** A copy of `bytes` with one to eight kinds of damage, all of it told by the seed of `random`. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated: Uint8Array = Uint8Array.from(bytes);
  for (let times = random.between(1, 8); times > 0 && mutated.length > 0; times--) {
    mutated = random.pick(MUTATIONS)(mutated, random);
  }
  return mutated;
}

/** Damage near the beginning, where headers and directories are, is four times as likely. */
function place(bytes: Uint8Array, random: Random): number {
  const end = random.next() < 0.8 ? Math.min(bytes.length, 4_096) : bytes.length;
  return random.between(0, end - 1);
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  for (let count = random.between(1, 16); count > 0; count--) {
    const at = place(bytes, random);
    bytes[at] = bytes[at]! ^ (1 << random.between(0, 7));
  }
  return bytes;
}

function overwriteNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const size = random.pick([1, 2, 4, 8]);
  const value = random.next() < 0.3 ? random.between(0, bytes.length) : random.pick(EXTREMES);
  const isLittle = random.next() < 0.5;
  const at = place(bytes, random);
  for (let index = 0; index < size && at + index < bytes.length; index++) {
    const power = isLittle ? index : size - 1 - index;
    bytes[at + index] = Math.floor(value / 256 ** power) & 0xff;
  }
  return bytes;
}

function overwriteRun(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  return bytes.fill(random.pick([0, 0x20, 0x3c, 0xff]), at, at + random.between(1, 64));
}

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, place(bytes, random));
}

function removeSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  return splice(bytes, at, random.between(1, 64), new Uint8Array(0));
}

function repeatSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const at = place(bytes, random);
  const slice = bytes.slice(at, at + random.between(1, 256));
  const times = random.between(1, 200);
  const repeated = new Uint8Array(slice.length * times);
  for (let index = 0; index < times; index++) repeated.set(slice, index * slice.length);
  return splice(bytes, at, 0, repeated);
}

function copySlice(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, to] = [place(bytes, random), place(bytes, random)];
  bytes.copyWithin(to, from, from + random.between(1, 256));
  return bytes;
}

function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + removed));
  const whole = new Uint8Array(at + added.length + rest.length);
  whole.set(bytes.subarray(0, at));
  whole.set(added, at);
  whole.set(rest, at + added.length);
  return whole;
}
