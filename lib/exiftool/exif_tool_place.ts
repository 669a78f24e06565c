import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where ExifTool and its Perl lie on this machine; absolute paths. */
export interface ExifToolPlace {
  /** Perl as WebAssembly. */
  readonly perl: string;
  /** Directory with ExifTool's modules. */
  readonly library: string;
}

/**
 * Beside the program where it is bundled (`exiftool/`, put there by `scripts/bundle.ts`), else in the
 * cache of packages, where the program's start has brought them.
 *
 * Rejects when they are in neither place.
 */
export async function exifToolPlace(): Promise<ExifToolPlace> {
  const beside = fileURLToPath(new URL("./exiftool", import.meta.url));
  if (isDirectory(beside)) {
    return { perl: `${beside}/zeroperl.wasm`, library: `${beside}/lib` };
  }
  try {
    const { default: script } = await import("exiftool-vendored.pl");
    const perl = new URL("zeroperl.wasm", import.meta.resolve("@6over3/zeroperl-ts"));
    return { perl: fileURLToPath(perl), library: join(dirname(script), "lib") };
  } catch (cause) {
    const message = `Cannot find ExifTool: there is no directory '${beside}'; ` +
      "copy it to where the program lies, it is made together with it";
    throw new Error(message, { cause });
  }
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
