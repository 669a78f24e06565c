import type { DatabaseSync } from "node:sqlite";
import { AnswerQueries } from "../lib/catalogue/answer_queries.ts";
import { ChangeReader } from "../lib/catalogue/change_reader.ts";
import { openForReading } from "../lib/catalogue/open_for_reading.ts";
import { SearchReader } from "../lib/catalogue/search_reader.ts";
import { followChanges } from "../lib/commands/follow_changes.ts";
import { search } from "../lib/commands/search.ts";
import { CommandError } from "../lib/core/command_error.ts";
import { messageOf } from "../lib/core/file_error.ts";
import type { Question } from "./answer_protocol.ts";

/** What can be asked, with what it takes and gives. */
export type Answers = ReturnType<typeof answersOf>;

function answersOf(database: DatabaseSync, path: string) {
  const queries = new AnswerQueries(database, path);
  const reader = new SearchReader(database);
  const changes = new ChangeReader(database);
  return {
    search: (request: Parameters<typeof search>[1]) => search(reader, request),
    photo: (id: number) => queries.photo(id),
    preview: (id: number) => queries.preview(id),
    problems: (after: readonly string[] | null, limit: number) => queries.problems(after, limit),
    edits: (question: Parameters<AnswerQueries["edits"]>[0]) => queries.edits(question),
    edit: (id: number) => queries.edit(id),
    scans: (before: number | null, limit: number) => queries.scans(before, limit),
    held: (pathsMax: number) => queries.held(pathsMax),
    roots: () => queries.roots(),
    totals: () => queries.totals(),
    changes: (since: string | null, limit: number) => followChanges(changes, since, limit),
  };
}

/**
 * Reads the catalogue for whoever asks over HTTP, with a connection of its own: a search of everything
 * in a large library takes longer than the main thread may stand still.
 */
export function runAnswerWorker(
  scope: { postMessage(message: unknown): void; onmessage: unknown },
): void {
  let database: DatabaseSync | null = null;
  let answers: Answers | null = null;
  scope.onmessage = ({ data }: MessageEvent<Question | { readonly path: string }>) => {
    if ("path" in data) {
      database = openForReading(data.path);
      answers = answersOf(database, data.path);
      return;
    }
    const { id, ask, args } = data;
    try {
      if (answers === null) throw new Error("Cannot answer before the catalogue is named");
      const answer = answers[ask as keyof Answers] as (...args: readonly unknown[]) => unknown;
      // One moment for all that an answer is made of.
      database?.exec("BEGIN");
      scope.postMessage({ id, value: answer(...args) });
    } catch (error) {
      const isWrong = error instanceof CommandError;
      scope.postMessage({ id, trouble: messageOf(error), isWrong });
    } finally {
      if (database?.isTransaction) database.exec("ROLLBACK");
    }
  };
  scope.postMessage({ ready: true });
}
