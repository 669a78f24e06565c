import { contentHash } from "./content_hash.ts";
import type { FromHashWorker, HashOrder } from "./hash_protocol.ts";

const TELL_EVERY_MS = 200;

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: FromHashWorker): void;
  onmessage: ((event: MessageEvent<HashOrder>) => void) | null;
}

/**
 * The reader of all bytes: a worker of its own, because reading blocks, and because a dead mount may
 * block it for ever. It is ended by `terminate`, which works between two blocks.
 */
export function runHashWorker(scope: WorkerScope): void {
  const orders: HashOrder[] = [];
  let isReading = false;
  const readAll = async () => {
    isReading = true;
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
      await answer(scope, order);
    }
    isReading = false;
  };
  scope.onmessage = ({ data }) => {
    orders.push(data);
    if (!isReading) void readAll();
  };
  scope.postMessage({ type: "ready" });
}

async function answer(scope: WorkerScope, order: HashOrder): Promise<void> {
  const { id } = order;
  let toldAtMs = performance.now();
  const outcome = await contentHash(order, (bytes) => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = nowMs;
    scope.postMessage({ type: "reading", id, bytes });
  });
  scope.postMessage({ type: "answer", id, outcome });
}
