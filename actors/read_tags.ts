import type { FileComplaint, FileTags } from "../lib/commands/show.ts";
import type { ReadOutcome, ReadRequest } from "../lib/core/reading.ts";
import { openReaders } from "./open_readers.ts";

/**
 * All that a file and its sidecar say, read as a scan reads them: in processes of their own, by the same
 * readers.
 */
export async function readTags(request: ReadRequest, programUrl: string): Promise<FileTags> {
  const readers = openReaders(programUrl, true);
  try {
    const [outcome] = await readers.read([request]);
    if (outcome?.status === "read") {
      const { tags = null, sidecarTags = null, problems, sidecar } = outcome.reading;
      const beside = sidecar?.problem == null ? [] : [sidecar.problem];
      return { tags, sidecarTags, problems: [...problems, ...beside] };
    }
    return { tags: null, sidecarTags: null, problems: [complaintOf(outcome)] };
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
