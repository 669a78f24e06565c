import type { PerlValue } from "@6over3/zeroperl-ts";
import type { ByteSource } from "../core/byte_source.ts";
import type { ExifToolTags } from "../core/exif_tool_tags.ts";
import type { ExifToolPlace } from "./exif_tool_place.ts";
import { HostFile } from "./host_file.ts";
import readTags from "./read_tags.pl" with { type: "text" };
import { type Perl, startPerl } from "./start_perl.ts";

/**
 * ExifTool, kept resident in Perl as WebAssembly. To load it takes a second or two, a file some tens
 * of milliseconds; its memory, some 300 MB, does not grow with the number of files.
 */
export class ExifTool {
  #filesRead = 0;

  private constructor(private readonly perl: Perl) {}

  /** Loads it from `place`; throws when it is not there or cannot be started. */
  static async open(place: ExifToolPlace): Promise<ExifTool> {
    return new ExifTool(await startPerl(place, [readTags]));
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
    const { perl, files } = this.perl;
    files.addFile(path, file);
    const argument = perl.createString(path);
    let answer: PerlValue | null = null;
    try {
      answer = await perl.call("main::readTags", [argument], "scalar");
      if (file.failure !== null) throw file.failure;
      if (answer === null) throw new Error(`ExifTool failed: ${perl.getLastError()}`);
      return JSON.parse(answer.toString());
    } finally {
      answer?.dispose();
      argument.dispose();
      files.removeFile(path);
    }
  }
}
