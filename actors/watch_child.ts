import { linesOf } from "../lib/core/lines_of.ts";
import { openWatcher } from "../lib/file_system/root_watcher.ts";
import type { WatchOrder } from "../lib/file_system/watch_protocol.ts";
import { dropPermissions } from "../lib/metadata/drop_permissions.ts";
import { writeOutput } from "../lib/terminal/standard_output.ts";

/** What a terminal or a service manager sends to all processes at once; the parent ends its children. */
const OF_THE_PARENT = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The whole life of a watching child: one order on standard input, news on standard output, one JSON
 * object a line. Ends when standard input ends, so that a parent that was killed leaves none behind.
 */
export async function runWatchChild(): Promise<void> {
  for (const signal of OF_THE_PARENT) Deno.addSignalListener(signal, () => {});
  await dropPermissions();
  for await (const line of linesOf(Deno.stdin.readable)) {
    openWatcher(JSON.parse(line) as WatchOrder, (news) => writeOutput(JSON.stringify(news)));
  }
  Deno.exit();
}
