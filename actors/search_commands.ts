import { equalPhotos } from "../lib/catalogue/duplicate_reader.ts";
import { SearchReader } from "../lib/catalogue/search_reader.ts";
import { tellDuplicates } from "../lib/commands/duplicates.ts";
import { search, tellFound } from "../lib/commands/search.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { type Invocation, withReader } from "./invocation.ts";

const DEFAULT_LIMIT = 100;

/** `search`: photos that are as described, a page at a time. */
export function searchPhotos(invocation: Invocation): number {
  const { databasePath, options, positionals, json, print, tell } = invocation;
  const { sort, limit, after } = options;
  return withReader(databasePath, (database) => {
    const answer = search(new SearchReader(database), {
      query: positionals.join(" "),
      sort: typeof sort === "string" ? sort : "added",
      limit: typeof limit === "number" ? limit : DEFAULT_LIMIT,
      after: typeof after === "string" ? after : null,
    });
    tellFound(answer, { json, print });
    if (!json && answer.next !== null) tell(`There is more: go on with --after '${answer.next}'`);
    return EXIT.done;
  });
}

/** `duplicates`: photos of equal content. */
export function listDuplicates({ databasePath, json, print }: Invocation): number {
  return withReader(databasePath, (database) => {
    tellDuplicates(equalPhotos(database), { json, print });
    return EXIT.done;
  });
}
