import { getLogger } from "@logtape/logtape";
import { fromPromise } from "xstate";
import { HashStore, type UnhashedFile } from "../lib/catalogue/hash_store.ts";
import { messageOf } from "../lib/core/file_error.ts";
import { fileSystemOfName } from "../lib/core/file_systems.ts";
import { type FingerprintPolicy, hasChanged } from "../lib/core/fingerprint.ts";
import type { Hasher, HashOutcome } from "../lib/core/hashing.ts";
import type { HashTask } from "../machines/root_protocol.ts";
import { HashBatch } from "./hash_batch.ts";
import { FairTurns } from "./fair_turns.ts";
import { catalogueOf, type Services, track } from "./services.ts";

/** Rows looked at between two breaths. */
const PAGE_ROWS = 200;
/** Files not to be tried again that are remembered; beyond, the oldest are tried again. */
const SKIPPED_MAX = 10_000;
/** So many files in a row that are not what the last scan saw: the next scan has to look first. */
const STRANGERS_MAX = 100;

/**
 * Actor logic: reads all bytes of what has no content hash yet, one file at a time over all roots,
 * until nothing is left or it is interrupted. What was read is kept either way.
 */
export function hashRoot(services: Services) {
  const own = {
    turns: new FairTurns(1),
    skipped: new SkippedFiles(),
    troubles: new Map<number, string>(),
  };
  return fromPromise<void, HashTask>(({ input, signal }) =>
    track(
      services,
      hashAll(services, { task: input, signal, policy: policyOf(services, input), ...own }),
    )
  );
}

const logger = () => getLogger(["proofsheet", "hash"]);

function policyOf(services: Services, { rootId }: HashTask): FingerprintPolicy {
  return fileSystemOfName(catalogueOf(services, rootId).roots.get(rootId).fileSystem);
}

interface Pass {
  readonly task: HashTask;
  readonly policy: FingerprintPolicy;
  readonly signal: AbortSignal;
  readonly turns: FairTurns;
  readonly skipped: SkippedFiles;
  /** What was last said to be wrong, by root: it is said once. */
  readonly troubles: Map<number, string>;
}

async function hashAll(services: Services, pass: Pass): Promise<void> {
  const { rootId, path } = pass.task;
  const batch = new HashBatch(services.database, {
    now: () => services.world.now(),
    onStored: (count) =>
      logger().debug("{path}: {count} more photos have a content hash", { path, count }),
  });
  try {
    await hashPages(services, pass, batch);
    pass.troubles.delete(rootId);
  } catch (error) {
    const reason = messageOf(error);
    if (!pass.signal.aborted && pass.troubles.get(rootId) !== reason) {
      pass.troubles.set(rootId, reason);
      logger().warn("{path}: content hashes wait: {reason}", { path, reason });
    }
    throw error;
  } finally {
    batch.store();
  }
}

async function hashPages(
  { world, database }: Services,
  pass: Pass,
  batch: HashBatch,
): Promise<void> {
  const store = new HashStore(database);
  let hasher: Hasher | null = null;
  let strangers = 0;
  let afterId: number | null = 0;
  try {
    while (afterId !== null) {
      const { lastId, files } = store.page(pass.task.rootId, afterId, PAGE_ROWS);
      for (const file of files.filter((file) => !pass.skipped.has(file))) {
        pass.signal.throwIfAborted();
        hasher ??= world.openHasher(pass.task.path);
        const outcome = await hashOne(hasher, file, pass);
        strangers = take(file, outcome, pass, batch) ? 0 : strangers + 1;
        if (strangers >= STRANGERS_MAX) {
          throw new Error("many files are not as the last scan saw them");
        }
      }
      afterId = lastId;
      await world.breathe();
      pass.signal.throwIfAborted();
    }
  } finally {
    hasher?.close();
  }
}

function hashOne(hasher: Hasher, file: UnhashedFile, pass: Pass): Promise<HashOutcome> {
  const { task: { path, pace }, policy, signal } = pass;
  return pass.turns.run(
    () => hasher.hash({ path: `${path}/${file.path}`, pace, policy, isSampled: true }, signal),
    signal,
  );
}

/** Keeps a hash that is of the record; `false` when the file is not what the record says. */
function take(file: UnhashedFile, outcome: HashOutcome, pass: Pass, batch: HashBatch): boolean {
  switch (outcome.status) {
    case "failed":
      pass.skipped.add(file);
      return true;
    case "unstable":
    case "vanished":
      return false;
    case "hashed": {
      if (hasChanged(file.fingerprint, outcome.fingerprint, pass.policy)) return false;
      if (file.sampleHash !== null && file.sampleHash !== outcome.sampleHash) {
        pass.skipped.add(file);
        warnOfOtherBytes(pass.task.path, file);
        return true;
      }
      batch.add({ ...file, contentHash: outcome.contentHash });
      return true;
    }
  }
}

function warnOfOtherBytes(path: string, { path: file }: UnhashedFile): void {
  logger().warn(
    "{path}: '{file}' holds other bytes than were indexed, although it looks unchanged: " +
      "damage or a silent edit, see audit --content",
    { path, file },
  );
}

/** Files that cannot be read: not tried again until their record changes or the program starts anew. */
class SkippedFiles {
  readonly #files = new Map<number, string>();

  has({ id, fingerprint }: UnhashedFile): boolean {
    return this.#files.get(id) === JSON.stringify(fingerprint);
  }

  add({ id, fingerprint }: UnhashedFile): void {
    const [oldest] = this.#files.keys();
    if (this.#files.size >= SKIPPED_MAX && oldest !== undefined) this.#files.delete(oldest);
    this.#files.set(id, JSON.stringify(fingerprint));
  }
}
