import { type ChildCommand, childCommand } from "../core/child_command.ts";
import { RSS_LIMIT_FLAG, TAGS_FLAG } from "./extract_child.ts";

/** What the command depends on. */
export interface ExtractChildCommandOptions {
  /** First argument, by which the program knows its part; `extract-child` when absent. */
  readonly role?: "extract-child" | "slow-extract-child" | "preview-child" | "write-child";
  /** Whether the child tells the values of all tags, too. */
  readonly withTags?: boolean;
  /** The program's main module: a path, or a `file:` URL. */
  readonly entry: string;
  /** `Deno.build.standalone`: a compiled program is its own runtime and takes no flags of it. */
  readonly standalone: boolean;
  /** The runtime; by name unless the program is packaged with one of its own. */
  readonly program?: string;
  /** Paths the child may read; everything when absent. */
  readonly readPaths?: readonly string[];
  /** Paths the child may write to; nothing when absent. A compiled program's child may all the same. */
  readonly writePaths?: readonly string[];
  /** Limit of V8's heap. A compiled program has the one it was compiled with. */
  readonly heapLimitMb?: number;
  /** Limit of all its memory, told by the child to the pool, which kills it. */
  readonly rssLimitMb?: number;
  /** Where the few variables that are passed on are taken from. */
  readonly env?: { get(name: string): string | undefined };
}

/** The command that starts an extraction child. */
export function extractChildCommand(options: ExtractChildCommandOptions): ChildCommand {
  const { entry, standalone, program, readPaths, writePaths, heapLimitMb = 256, rssLimitMb = 400 } =
    options;
  return childCommand({
    entry,
    standalone: standalone ? Deno.execPath() : null,
    program,
    words: [
      options.role ?? "extract-child",
      `${RSS_LIMIT_FLAG}${rssLimitMb}`,
      ...options.withTags === true ? [TAGS_FLAG] : [],
    ],
    readPaths,
    writePaths,
    heapLimitMb,
    env: options.env ?? Deno.env,
  });
}
