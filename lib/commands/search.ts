import { CommandError } from "../core/command_error.ts";
import { EXIT } from "../core/exit_code.ts";
import {
  formatSearchCursor,
  parseSearchCursor,
  type SearchCursor,
  type SearchSort,
} from "../core/search_cursor.ts";
import { SearchError } from "../core/search_error.ts";
import { parseSearch, type SearchTerm } from "../core/search_query.ts";
import { shownPath } from "../core/shown_path.ts";

type Photo = Readonly<Record<string, string | number | null>>;

/** What searching asks of the catalogue. */
export interface SearchPorts {
  page(page: {
    readonly terms: readonly SearchTerm[];
    readonly sort: SearchSort;
    readonly isDescending: boolean;
    readonly after: SearchCursor | null;
    readonly limit: number;
  }): { readonly photos: readonly Photo[]; readonly next: SearchCursor | null };
}

/** What is searched for, as a person or a program wrote it. */
export interface SearchRequest {
  readonly query: string;
  /** `added` or `taken`, the newest first; `-added` or `-taken`, the newest last. */
  readonly sort: string;
  readonly limit: number;
  /** What an earlier answer gave as next; `null` for the first page. */
  readonly after: string | null;
}

/** One page of an answer. */
export interface SearchAnswer {
  readonly items: readonly Photo[];
  readonly next: string | null;
}

/**
 * Finds one page of photos.
 *
 * @throws {CommandError} when the search, the order or the cursor cannot be understood
 */
export function search(ports: SearchPorts, request: SearchRequest): SearchAnswer {
  const [, minus, sort] = /^(-?)(added|taken)$/.exec(request.sort) ?? [];
  if (sort !== "added" && sort !== "taken") {
    throw usage(`Cannot sort by '${request.sort}': write added, -added, taken or -taken`);
  }
  const after = request.after === null ? null : parseSearchCursor(request.after, sort);
  if (request.after !== null && after === null) {
    throw usage(
      `Cannot go on after '${request.after}': it is what an earlier answer in the same order gave as next`,
    );
  }
  const terms = termsOf(request.query);
  const { limit } = request;
  const found = ports.page({ terms, sort, isDescending: minus === "", after, limit });
  const next = found.next === null ? null : formatSearchCursor(found.next);
  return { items: found.photos, next };
}

/** Tells one page: paths for people and scripts, or everything as JSON. */
export function tellFound(
  { items, next }: SearchAnswer,
  { json, print }: { readonly json: boolean; readonly print: (text: string) => void },
): void {
  if (json) return print(JSON.stringify({ items, next }, null, 2));
  for (const photo of items) print(shownPath(`${photo["root"]}/${photo["path"]}`));
}

function termsOf(query: string): readonly SearchTerm[] {
  try {
    return parseSearch(query);
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw new CommandError(error.message, EXIT.usage, { cause: error });
  }
}

function usage(message: string): CommandError {
  return new CommandError(message, EXIT.usage);
}
