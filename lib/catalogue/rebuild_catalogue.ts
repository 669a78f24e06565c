import { DamagedCatalogueError } from "./damage.ts";

export function rebuildCatalogue(
  path: string,
  reason: string,
  tell: (m: string) => void,
): Promise<void> {
  tell(path);
  throw new DamagedCatalogueError(reason);
}
