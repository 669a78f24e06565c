import { fromPromise } from "xstate";
import type { WatchedPlace } from "../lib/core/watched_place.ts";
import type { RootTask } from "../machines/root_protocol.ts";
import { catalogueOf, type Services, track } from "./services.ts";

/** Actor logic: which directory is at the root's path now; `null` when there is none. */
export function probeRoot(services: Services) {
  return fromPromise<WatchedPlace | null, RootTask>(({ input }) =>
    track(services, lookAtRoot(services, input))
  );
}

/** The root, and the mounts the catalogue knows below it. */
export async function lookAtRoot(
  services: Services,
  { rootId, path }: RootTask,
): Promise<WatchedPlace | null> {
  const mounts = catalogueOf(services, rootId).roots.mounts(rootId);
  return await services.world.lookAtPlace(path, mounts);
}
