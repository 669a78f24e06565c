/** A search cannot be understood; the message says where and why. */
export class SearchError extends Error {
  override readonly name = "SearchError";

  /** @param position of the character in `query` where it is wrong, from 0 */
  constructor(readonly query: string, readonly position: number, readonly reason: string) {
    super(`Cannot search for '${query}': at character ${position + 1}: ${reason}`);
  }
}
