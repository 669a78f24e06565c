/** Calls `listener` for every HUP, which then ends nothing, until what is given back is disposed of. */
export function onHangUps(listener: () => void): Disposable {
  Deno.addSignalListener("SIGHUP", listener);
  return { [Symbol.dispose]: () => Deno.removeSignalListener("SIGHUP", listener) };
}
