/** A Sigma RAW (X3F 2.1) that says these properties of itself, without a picture. */
export function makeX3f(properties: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(232));
  writeText(header, 0, "FOVb");
  header.setUint32(4, 0x0002_0001, true);
  header.setUint32(28, 2640, true);
  header.setUint32(32, 1760, true);
  const names = Object.entries(properties).flat();
  const texts = names.map((text) => `${text}\0`).join("");
  const list = new DataView(new ArrayBuffer(24 + names.length * 4 + texts.length * 2));
  writeText(list, 0, "SECp");
  list.setUint32(8, names.length / 2, true);
  list.setUint32(20, texts.length, true);
  names.forEach((_, index) => {
    const start = names.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0);
    list.setUint32(24 + index * 4, start, true);
  });
  for (let at = 0; at < texts.length; at++) {
    list.setUint16(24 + names.length * 4 + at * 2, texts.charCodeAt(at), true);
  }
  const directory = new DataView(new ArrayBuffer(28));
  writeText(directory, 0, "SECd");
  directory.setUint32(8, 1, true);
  directory.setUint32(12, header.byteLength, true);
  directory.setUint32(16, list.byteLength, true);
  writeText(directory, 20, "PROP");
  directory.setUint32(24, header.byteLength + list.byteLength, true);
  return joined([header, list, directory]);
}

/** A Canon RAW of the years before TIFF (CRW): camera, size and time, without a picture. */
export function makeCrw(model: string, takenSeconds: number): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(26));
  writeText(header, 0, "II");
  header.setUint32(2, 26, true);
  writeText(header, 6, "HEAPCCDR");
  const names = new DataView(new ArrayBuffer(64));
  writeText(names, 0, `Canon\0${model}\0`);
  const size = new DataView(new ArrayBuffer(28));
  size.setUint32(0, 3072, true);
  size.setUint32(4, 2048, true);
  size.setFloat32(8, 1, true);
  const time = new DataView(new ArrayBuffer(12));
  time.setUint32(0, takenSeconds, true);
  const values: [number, DataView][] = [[0x080a, names], [0x1810, size], [0x180e, time]];
  const directory = new DataView(new ArrayBuffer(2 + values.length * 10 + 4));
  directory.setUint16(0, values.length, true);
  let at = 0;
  values.forEach(([tag, value], index) => {
    directory.setUint16(2 + index * 10, tag, true);
    directory.setUint32(4 + index * 10, value.byteLength, true);
    directory.setUint32(8 + index * 10, at, true);
    at += value.byteLength;
  });
  directory.setUint32(directory.byteLength - 4, at, true);
  return joined([header, ...values.map(([, value]) => value), directory]);
}

function writeText(view: DataView, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) {
    view.setUint8(at + index, text.charCodeAt(index));
  }
}

function joined(parts: readonly DataView[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer), at);
    at += part.byteLength;
  }
  return bytes;
}
