import type { Staged, StagedKind } from "../core/staged.ts";
import type { ReconcileInput, ReconcilePorts } from "./ports.ts";

/** Rows of one page, and so of one transaction. */
const PAGE_ROWS_MAX = 64;

/**
 * What is staged of one kind, page by page, with room for others between two of them; ends with an
 * error when the reconcile is to stop. What is staged behind the last page meanwhile comes, too.
 */
export async function* stagedPages(
  kind: StagedKind,
  { signal }: Pick<ReconcileInput, "signal">,
  { catalogue, breathe }: Pick<ReconcilePorts, "catalogue" | "breathe">,
): AsyncGenerator<readonly Staged[]> {
  for (let afterId = 0;;) {
    signal.throwIfAborted();
    const page = catalogue.stage.page(kind, afterId, PAGE_ROWS_MAX);
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    yield page;
    await breathe();
  }
}
