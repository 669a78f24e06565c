/** The root turned out not to be there, so nothing about its files may be concluded. */
export class RootOfflineError extends Error {
  override name = "RootOfflineError";
}
