import { extractChildCommand } from "../lib/metadata/extract_child_command.ts";
import { PhotoWriters } from "../lib/metadata/photo_writers.ts";

/** ExifTool takes some 300 MB for itself, and holds a photo of up to 100 MB a few times. */
const RSS_LIMIT_MB = 1_200;
/** The first photo pays for loading ExifTool: seconds on a small machine. */
const TIME_LIMIT_MS = 180_000;
const IDLE_LIMIT_MS = 60_000;

/** The writers of photos, none of which runs before there is something to write. */
export function openWriters(programUrl: string): PhotoWriters {
  const child = { entry: programUrl, standalone: Deno.build.standalone, rssLimitMb: RSS_LIMIT_MB };
  return new PhotoWriters({
    command: (rootPath) =>
      extractChildCommand({ ...child, role: "write-child", writePaths: [rootPath] }),
    timeLimitMs: TIME_LIMIT_MS,
    idleLimitMs: IDLE_LIMIT_MS,
  });
}
