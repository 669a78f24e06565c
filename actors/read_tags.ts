import type { FileComplaint, FileTags } from "../lib/commands/show.ts";
import type { ReadOutcome } from "../lib/core/reading.ts";
import { openReaders } from "./open_readers.ts";

/** All that a file says, read as a scan reads it: in processes of their own, by the same readers. */
export async function readTags(path: string, programUrl: string): Promise<FileTags> {
  const readers = openReaders(programUrl, true);
  try {
    const [outcome] = await readers.read([{ path }]);
    if (outcome?.status === "read") {
      const { tags = null, problems } = outcome.reading;
      return { tags, problems };
    }
    return { tags: null, problems: [complaintOf(outcome)] };
  } finally {
    await readers.close();
  }
}

function complaintOf(outcome: ReadOutcome | undefined): FileComplaint {
  if (outcome?.status === "failed") return outcome.problem;
  const detail = outcome?.status === "vanished"
    ? "The file has vanished meanwhile"
    : "The file is being written: look again later";
  return { kind: outcome?.status ?? "unstable", detail };
}
