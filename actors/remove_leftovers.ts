import { getLogger } from "@logtape/logtape";
import { baseName } from "../lib/core/entry.ts";
import { fileErrorKind, messageOf } from "../lib/core/file_error.ts";
import { isLeftover, leftName } from "../lib/core/temporary_name.ts";
import { catalogueOf, type Services } from "./services.ts";

/** Takes away what a program that was killed while it wrote has left beside the photos of a root. */
export async function removeLeftovers(services: Services, rootId: number): Promise<void> {
  const logger = getLogger(["proofsheet", "edit"]);
  const { outbox } = catalogueOf(services, rootId);
  for (const path of outbox.leftovers()) {
    try {
      if (await removeLeftover(services, path)) outbox.forget(path);
      else logger.warn(FOREIGN, { path });
    } catch (error) {
      logger.warn("Cannot remove '{path}', which was left by a write: {reason}", {
        path,
        reason: messageOf(error),
      });
    }
  }
}

const FOREIGN =
  "'{path}' is an earlier version of a photo that somebody wrote to while its edit was written: " +
  "compare it with the photo, and remove it";

/** Whether a path is gone, or was never one of ours: whatever the catalogue says, nothing else goes. */
async function removeLeftover({ world }: Services, path: string): Promise<boolean> {
  const { steps } = world.editing;
  if (leftName(baseName(path)) === null) return true;
  try {
    if (!isLeftover(baseName(path), await steps.look(path))) return false;
  } catch (error) {
    if (fileErrorKind(error) === "not-found") return true;
    throw error;
  }
  await steps.remove(path);
  return true;
}
