import type { Options } from "./read_option.ts";

/** The command line, the environment or the configuration is wrong; every complaint at once. */
export class UsageError extends Error {
  override name = "UsageError";

  /** @param options those that were read all the same */
  constructor(readonly complaints: readonly string[], readonly options: Options = {}) {
    super(complaints.join("\n"));
  }
}
