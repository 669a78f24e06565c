import { linesOf } from "../core/lines_of.ts";
import type { WriteOrder, WriteReport } from "../core/write_order.ts";
import { dropPermissions } from "./drop_permissions.ts";
import { startMemoryWatchdog, writeLine } from "./extract_child.ts";

/**
 * The whole life of a child that writes: reads orders from standard input, one JSON object a line, and
 * reports on each in order on standard output. Ends when standard input ends, so that a parent that was
 * killed leaves none behind.
 */
export async function runWriteChild(
  write: (order: WriteOrder) => Promise<WriteReport>,
): Promise<void> {
  await dropPermissions({ keepsWriting: true });
  const watchdog = startMemoryWatchdog();
  try {
    writeLine({ ready: true });
    for await (const line of linesOf(Deno.stdin.readable)) {
      writeLine(await write(JSON.parse(line) as WriteOrder));
    }
  } catch (error) {
    // The parent is gone, and with it everyone who wants a report.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  } finally {
    watchdog?.terminate();
  }
}
