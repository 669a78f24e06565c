/** A command cannot do what it was asked; the message says why and what to do instead. */
export class CommandError extends Error {
  override name = "CommandError";

  /** @param exitCode what the program ends with */
  constructor(message: string, readonly exitCode: number, options?: ErrorOptions) {
    super(message, options);
  }
}
