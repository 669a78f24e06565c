import { MemoryFileSystem, type PerlValue, ZeroPerl } from "@6over3/zeroperl-ts";
import type { ByteSource } from "../core/byte_source.ts";
import type { ExifToolTags } from "../core/exif_tool_tags.ts";
import type { ExifToolPlace } from "./exif_tool_place.ts";
import { HostFile } from "./host_file.ts";
import readTags from "./read_tags.pl" with { type: "text" };

/**
 * ExifTool, kept resident in Perl as WebAssembly. To load it takes a second or two, a file some tens
 * of milliseconds; its memory, some 300 MB, does not grow with the number of files.
 */
export class ExifTool {
  readonly #perl: ZeroPerl;
  readonly #files: MemoryFileSystem;
  #filesRead = 0;

  private constructor(perl: ZeroPerl, files: MemoryFileSystem) {
    this.#perl = perl;
    this.#files = files;
  }

  /** Loads it from `place`; throws when it is not there or cannot be started. */
  static async open(place: ExifToolPlace): Promise<ExifTool> {
    const files = new MemoryFileSystem({ "/": "" });
    mountModules(files, place.library, "/exiftool");
    const perl = await startPerl(files, Deno.readFileSync(place.perl));
    const { success, error } = await perl.eval(readTags);
    if (!success) throw new Error(`Cannot load ExifTool: ${error ?? perl.getLastError()}`);
    return new ExifTool(perl, files);
  }

  /**
   * All tags of a file; what is broken is told by the tags `ExifTool:Warning` and `ExifTool:Error`.
   *
   * @param extension Of the name, without the dot: ExifTool tells formats of one signature apart by it
   * @throws {Error} What the source threw; or that Perl failed, and may not be usable any more
   */
  async read(source: ByteSource, extension: string): Promise<ExifToolTags> {
    // A path is used once: where Perl has left a file open, opening it again would give the old one.
    const path = `/photos/${this.#filesRead++}.${extension.replaceAll(/[^A-Za-z0-9]/g, "")}`;
    const file = new HostFile(source);
    this.#files.addFile(path, file);
    const argument = this.#perl.createString(path);
    let answer: PerlValue | null = null;
    try {
      answer = await this.#perl.call("main::readTags", [argument], "scalar");
      if (file.failure !== null) throw file.failure;
      if (answer === null) throw new Error(`ExifTool failed: ${this.#perl.getLastError()}`);
      return JSON.parse(answer.toString());
    } finally {
      answer?.dispose();
      argument.dispose();
      this.#files.removeFile(path);
    }
  }
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
async function startPerl(
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
