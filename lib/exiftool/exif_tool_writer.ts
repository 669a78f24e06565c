import type { PerlValue } from "@6over3/zeroperl-ts";
import type { ExifToolTags } from "../core/exif_tool_tags.ts";
import type { TagValue } from "../core/tag_values.ts";
import type { ExifToolPlace } from "./exif_tool_place.ts";
import readTags from "./read_tags.pl" with { type: "text" };
import { type Perl, startPerl } from "./start_perl.ts";
import writeTags from "./write_tags.pl" with { type: "text" };

/** What writing gave. */
export interface WrittenTags {
  /** The whole new file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What ExifTool had to say about the file, in its words. */
  readonly warnings: readonly string[];
}

/** ExifTool refused to write a file; the message says why, in its words. */
export class TagsRefusedError extends Error {
  override readonly name = "TagsRefusedError";
}

/** Divide the orders to Perl; no text that is written may hold them. */
const BETWEEN_ORDERS = "\x1e";
const BETWEEN_VALUES = "\x1f";

/**
 * ExifTool for writing, kept resident in Perl as WebAssembly. A file is held in memory as a whole, and
 * its new form beside it; nothing is written to disk here.
 */
export class ExifToolWriter {
  #filesSeen = 0;

  private constructor(private readonly perl: Perl) {}

  /** Loads it from `place`; throws when it is not there or cannot be started. */
  static async open(place: ExifToolPlace): Promise<ExifToolWriter> {
    return new ExifToolWriter(await startPerl(place, [readTags, writeTags]));
  }

  /**
   * All tags of a file, as the reader has them; of what is there several times `Group:Name (all)` has
   * every value.
   */
  async tags(bytes: Uint8Array, extension: string): Promise<ExifToolTags> {
    return await this.#withFile(
      bytes,
      extension,
      async (path) => JSON.parse(await this.#call("readAllTags", [path])),
    );
  }

  /** Digest of the picture alone; `null` where ExifTool has none for the format. */
  async imageHash(bytes: Uint8Array, extension: string): Promise<string | null> {
    return await this.#withFile(
      bytes,
      extension,
      async (path) => await this.#call("imageHash", [path]) || null,
    );
  }

  /**
   * The file with its tags changed.
   *
   * @throws {TagsRefusedError} when ExifTool does not write it
   */
  async write(
    bytes: Uint8Array,
    extension: string,
    tags: readonly TagValue[],
  ): Promise<WrittenTags> {
    const { files } = this.perl;
    return await this.#withFile(bytes, extension, async (path) => {
      const target = `${path}.new`;
      try {
        const orders = tags.map(orderOf).join(BETWEEN_ORDERS);
        const answer = await this.#call("writeTags", [path, target, orders]);
        const [result, ...warnings] = answer.split("\n");
        if (result === "failed") throw new TagsRefusedError(warnings.join("; "));
        const node = files.lookup(target);
        if (node?.type !== "file" || !(node.content instanceof Uint8Array)) {
          throw new Error("Cannot find what ExifTool has written");
        }
        return { bytes: node.content as Uint8Array<ArrayBuffer>, warnings };
      } finally {
        files.removeFile(target);
      }
    });
  }

  async #withFile<Result>(
    bytes: Uint8Array,
    extension: string,
    work: (path: string) => Promise<Result>,
  ): Promise<Result> {
    // A path is used once: where Perl has left a file open, opening it again would give the old one.
    const path = `/photos/${this.#filesSeen++}.${extension.replaceAll(/[^A-Za-z0-9]/g, "")}`;
    this.perl.files.addFile(path, bytes);
    try {
      return await work(path);
    } finally {
      this.perl.files.removeFile(path);
    }
  }

  async #call(name: string, args: readonly string[]): Promise<string> {
    const { perl } = this.perl;
    const values = args.map((argument) => perl.createString(argument));
    let answer: PerlValue | null = null;
    try {
      answer = await perl.call(`main::${name}`, values, "scalar");
      if (answer === null) throw new Error(`ExifTool failed: ${perl.getLastError()}`);
      return answer.toString();
    } finally {
      answer?.dispose();
      for (const value of values) value.dispose();
    }
  }
}

function orderOf({ tag, value }: TagValue): string {
  const values = value === null ? [] : typeof value === "string" ? [value] : value;
  return [tag, ...values].join(BETWEEN_VALUES);
}
