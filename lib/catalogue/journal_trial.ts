import { DatabaseSync } from "node:sqlite";
import type { JournalTrial } from "../core/doctor_measurements.ts";
import { messageOf } from "../core/file_error.ts";
import { beginJournal } from "./journal.ts";
import type { FromJournalWorker, JournalOrder } from "./journal_protocol.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: FromJournalWorker): void;
  onmessage: ((event: MessageEvent<JournalOrder>) => void) | null;
}

/** Tries one journal, as a catalogue has it. */
export function runJournalWorker(scope: WorkerScope): void {
  scope.onmessage = ({ data }) => {
    try {
      scope.postMessage({ type: "tried", trial: tryJournal(data) });
    } catch (error) {
      scope.postMessage({ type: "failed", reason: messageOf(error) });
    }
  };
  scope.postMessage({ type: "ready" });
}

function tryJournal({ path, hasWriteAheadLog }: JournalOrder): JournalTrial {
  const writer = new DatabaseSync(path, { timeout: 1_000 });
  try {
    beginJournal(writer, hasWriteAheadLog);
    const mode = String(writer.prepare("PRAGMA journal_mode").get()?.["journal_mode"]);
    writer.exec("CREATE TABLE trial (number INTEGER) STRICT; INSERT INTO trial VALUES (1)");
    return { mode, readersSeeCommits: readersSeeCommits(path, writer) };
  } finally {
    writer.close();
  }
}

function readersSeeCommits(path: string, writer: DatabaseSync): boolean {
  const reader = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
  try {
    const seen = () => reader.prepare("SELECT number FROM trial").get()?.["number"];
    writer.exec("BEGIN IMMEDIATE; UPDATE trial SET number = 2");
    const during = seen();
    writer.exec("COMMIT");
    return during === 1 && seen() === 2;
  } finally {
    reader.close();
  }
}
