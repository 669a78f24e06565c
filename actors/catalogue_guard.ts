import { sqliteTrouble } from "../lib/core/sqlite_trouble.ts";
import type { CatalogueLoss } from "../lib/catalogue/open_exclusively.ts";

/** The file of the catalogue is not the one that is open any more. */
export class CatalogueLostError extends Error {
  override name = "CatalogueLostError";

  constructor(readonly loss: CatalogueLoss) {
    super(`The catalogue's file was ${loss} by another program`);
  }
}

/**
 * Tells when the work on a catalogue has to end, for all roots at once: its file was taken away, or is
 * damaged. What is written after that would be written to nobody.
 */
export class CatalogueGuard {
  readonly #controller = new AbortController();

  /** @param lossOf what has become of the file, `null` when nothing has */
  constructor(private readonly lossOf: () => CatalogueLoss | null) {}

  /** Aborted with the reason once the work has to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Looks at the file itself: asked before anything is concluded from the catalogue.
   *
   * @throws {CatalogueLostError} when it is not the one that is open
   */
  check(): void {
    const loss = this.lossOf();
    if (loss === null) return;
    const error = new CatalogueLostError(loss);
    this.#controller.abort(error);
    throw error;
  }

  /** Takes notice of what work failed with. */
  heed(error: unknown): void {
    if (sqliteTrouble(error) === "damaged") this.#controller.abort(error);
  }
}
