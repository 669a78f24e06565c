/** The command line, the environment or the configuration is wrong; every complaint at once. */
export class UsageError extends Error {
  override name = "UsageError";

  constructor(readonly complaints: readonly string[]) {
    super(complaints.join("\n"));
  }
}
