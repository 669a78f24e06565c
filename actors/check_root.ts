import { fromPromise } from "xstate";
import type { RootSight, RootStore } from "../lib/catalogue/root_store.ts";
import { judgeRoot, type RootVerdict } from "../lib/core/root_identity.ts";
import type { DirectoryIdentity } from "../lib/core/watched_place.ts";
import type { RootTask } from "../machines/root_protocol.ts";
import type { World } from "./world.ts";
import { catalogueOf, type Services, track } from "./services.ts";

/** Files, and folders, at the top of a root that are looked for to tell whether it is the same. */
const SAMPLE_NAMES_MAX = 8;

/** Photos in the first folders, and as many in the last ones, that are looked for as well. */
const SAMPLE_PHOTOS_MAX = 4;

/** Enough to tell "many" from "few"; counting a million photos would cost time at every check. */
const COUNTED_MAX = 1_000;

/** Actor logic: is the root there, and is it the one the catalogue knows? */
export function checkRoot(services: Services) {
  return fromPromise<RootVerdict, RootTask>(({ input }) => track(services, judge(services, input)));
}

/** Looks at a root and judges it; what is believed is remembered. */
export async function judge(
  services: Services,
  task: RootTask,
): Promise<RootVerdict & { readonly identity: DirectoryIdentity }> {
  services.guard.check();
  const { roots } = catalogueOf(services, task.rootId);
  const { verdict, seen } = await judgeByEvidence(roots, task, services.world.observeRoot);
  roots.noteOffline(task.rootId, verdict.online ? null : verdict.reason, services.world.now());
  if (verdict.online) roots.believe(task.rootId, seen);
  const { inode, device, bornMs } = seen;
  return { ...verdict, identity: { inode, device, bornMs } };
}

/** The same without remembering anything, for those who only compare. */
export async function judgeByEvidence(
  roots: RootStore,
  { rootId, path }: RootTask,
  observeRoot: World["observeRoot"],
): Promise<{ readonly verdict: RootVerdict; readonly seen: RootSight }> {
  const known = roots.get(rootId);
  const evidence = await observeRoot(path, {
    knownInode: known.inode,
    knownDevice: known.device,
    knownBornMs: known.bornMs,
    knownFileSystem: known.fileSystem,
    knownPhotos: roots.photoCount(rootId, COUNTED_MAX),
    acceptedInode: known.acceptedInode,
    names: [
      ...new Set([
        ...roots.topNames(rootId, SAMPLE_NAMES_MAX),
        ...roots.photoSample(rootId, SAMPLE_PHOTOS_MAX),
      ]),
    ],
  });
  return { verdict: judgeRoot(evidence), seen: evidence };
}
