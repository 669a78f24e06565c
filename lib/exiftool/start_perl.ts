import { MemoryFileSystem, ZeroPerl } from "@6over3/zeroperl-ts";
import type { ExifToolPlace } from "./exif_tool_place.ts";

/** Perl with ExifTool's modules, and the file system it sees. */
export interface Perl {
  readonly perl: ZeroPerl;
  readonly files: MemoryFileSystem;
}

/** Starts Perl and runs `scripts` in it; throws when one of them fails. */
export async function startPerl(place: ExifToolPlace, scripts: readonly string[]): Promise<Perl> {
  const files = new MemoryFileSystem({ "/": "" });
  mountModules(files, place.library, "/exiftool");
  const perl = await create(files, Deno.readFileSync(place.perl));
  for (const script of scripts) {
    const { success, error } = await perl.eval(script);
    if (!success) throw new Error(`Cannot load ExifTool: ${error ?? perl.getLastError()}`);
  }
  return { perl, files };
}

/** Perl asks for some dozens of them; to read all at once takes 40 ms. */
function mountModules(files: MemoryFileSystem, from: string, to: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) mountModules(files, `${from}/${name}`, `${to}/${name}`);
    else if (/\.p[lm]$/.test(name)) {
      files.addFile(`${to}/${name}`, Deno.readFileSync(`${from}/${name}`));
    }
  }
}

/**
 * The package looks for its module beside its own file, and takes a path with a blank or an umlaut for
 * another one. In a browser it asks a function it is given, so for this moment it is in one.
 */
async function create(
  files: MemoryFileSystem,
  wasm: Uint8Array<ArrayBuffer>,
): Promise<ZeroPerl> {
  const scope = globalThis as { window?: unknown; document?: unknown };
  try {
    scope.window = scope.document = {};
    const fetch = () => Promise.resolve(new Response(wasm));
    const ignore = () => {};
    return await ZeroPerl.create({ fileSystem: files, fetch, stdout: ignore, stderr: ignore });
  } finally {
    delete scope.window;
    delete scope.document;
  }
}
