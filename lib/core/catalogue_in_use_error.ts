import { CommandError } from "./command_error.ts";

/** Somebody else is writing to the catalogue; a daemon can be asked to do what was wanted. */
export class CatalogueInUseError extends CommandError {
  override name = "CatalogueInUseError";
}
