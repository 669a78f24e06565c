/** What photos are ordered by; the newest come first unless the order is turned round. */
export type SearchSort = "added" | "taken";

/** Where a page of photos ends. */
export interface SearchCursor {
  readonly id: number;
  /** When the last photo was taken, as the catalogue has it; `null` where photos are ordered by id. */
  readonly taken: string | null;
}

/** As it is given to whoever wants the next page. */
export function formatSearchCursor({ id, taken }: SearchCursor): string {
  return taken === null ? String(id) : `${taken}~${id}`;
}

/** What `formatSearchCursor` made for that order; `null` when it made no such thing. */
export function parseSearchCursor(text: string, sort: SearchSort): SearchCursor | null {
  const match = /^(?:([0-9T:.+Z-]{0,40})~)?(\d{1,15})$/.exec(text);
  const taken = match?.[1] ?? null;
  if (match === null || (taken === null) !== (sort === "added")) return null;
  return { id: Number(match[2]), taken };
}
