/**
 * Loaded before a program (`--preload`): its main thread sees the clock on the wall shifted by as many
 * milliseconds as the file `CLOCK_SHIFT` says at that moment, as if somebody had set it.
 */
const file = Deno.env.get("CLOCK_SHIFT") ?? "";
const RealDate = Date;
const realNow = Date.now;

function shiftedNow(): number {
  return realNow() + Number(Deno.readTextFileSync(file));
}

globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(given.length === 0 ? shiftedNow() : given[0]);
  }
  static override now = shiftedNow;
} as DateConstructor;
