import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { ExtractPool } from "../lib/metadata/extract_pool.ts";
import { PhotoReaders } from "../lib/metadata/photo_readers.ts";

/** ExifTool takes some 300 MB for itself. */
const SLOW_RSS_LIMIT_MB = 600;
/** The first file pays for loading ExifTool: seconds on a small machine. */
const SLOW_TIME_LIMIT_MS = 120_000;

/**
 * The readers of photos, none of which runs before there is something to read; with `withTags` they
 * tell all tags too.
 */
export function openReaders(programUrl: string, withTags = false): PhotoReaders {
  const child = { entry: programUrl, standalone: Deno.build.standalone, withTags };
  const slowly = { role: "slow-extract-child", rssLimitMb: SLOW_RSS_LIMIT_MB } as const;
  return new PhotoReaders(
    new ExtractPool({ command: extractChildCommand(child) }),
    new ExtractPool({
      command: extractChildCommand({ ...child, ...slowly }),
      children: 1,
      timeLimitMs: SLOW_TIME_LIMIT_MS,
    }),
  );
}
