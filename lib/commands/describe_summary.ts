import { counted, numberText } from "../core/counted.ts";
import { formatDuration } from "../core/duration.ts";
import type { RootOutcome } from "../core/root_work.ts";
import type { ScanSummary } from "../core/scan_summary.ts";

/** How the work on one root ended. */
export interface RootReport {
  readonly path: string;
  readonly outcome: RootOutcome;
  readonly summary: ScanSummary | null;
  readonly trouble: string | null;
}

/** What a person is told about one root after a sync. */
export function describeReport(report: RootReport): string {
  const { path, outcome, summary, trouble } = report;
  const lines = summary === null ? [] : describe(summary);
  switch (outcome) {
    case "offline":
      lines.push(
        `Offline: ${trouble ?? "it is not there"}; nothing was concluded about its photos`,
      );
      break;
    case "failed":
      lines.push(`Failed: ${trouble ?? "for an unknown reason"}`);
      break;
    case "stopped":
      lines.push("Stopped before it was finished; the next sync carries on");
      break;
    case "held":
      lines.push(
        `Held: ${
          numberText(summary?.held ?? 0)
        } photos are gone from disk, were replaced by others or are no photos any more, which looks like an accident; ` +
          "they are kept until you decide, see the command 'held'",
      );
  }
  return [path, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** One line about a finished reconcile, for logs. */
export function summaryLine(summary: ScanSummary): string {
  const news = changes(summary)
    .filter(([name, count]) => count > 0 && name !== "unchanged")
    .map(([name, count]) => `${numberText(count)} ${name}`);
  const took = formatDuration(summary.scanMs + summary.reconcileMs);
  const what = news.length === 0 ? "nothing new" : news.join(", ");
  return `${what}; looked at ${counted(summary.seen, "file")} in ${took}`;
}

function describe(summary: ScanSummary): string[] {
  const { seen, directories, scanMs, reconcileMs, filesRead, bytesRead } = summary;
  const tookMs = scanMs + reconcileMs;
  const lines = [
    `${counted(seen, "file")} in ${counted(directories, "folder")}, ${formatDuration(tookMs)}`,
    changes(summary).map(([name, count]) => `${name} ${numberText(count)}`).join(" · "),
  ];
  if (filesRead > 0) {
    const rate = filesRead / Math.max(tookMs / 1_000, 0.001);
    const slowly = summary.slow > 0 ? `, ${numberText(summary.slow)} of them by ExifTool` : "";
    lines.push(
      `Read ${counted(filesRead, "file")}${slowly}, ${megabytes(bytesRead)}, ${
        numberText(Math.round(rate))
      } files/s`,
    );
  }
  if (summary.pending > 0) {
    lines.push(`${counted(summary.pending, "file")} still changing; the next scan looks again`);
  }
  if (summary.kept > 0) {
    lines.push(
      `${
        counted(summary.kept, "photo")
      } gone from disk or replaced, and kept, as you rejected hiding them`,
    );
  }
  if (summary.waiting > 0) {
    lines.push(
      `${counted(summary.waiting, "photo")} in the places of held ones, without a record until ` +
        "you approve hiding these",
    );
  }
  if (summary.merged > 0) {
    lines.push(
      `${
        counted(summary.merged, "record")
      } moved on to copies that were known, of files that are gone`,
    );
  }
  if (summary.tombstoned + summary.purged > 0) {
    lines.push(
      `${numberText(summary.tombstoned)} found absent a second time, ${
        numberText(summary.purged)
      } given up after 30 days`,
    );
  }
  if (summary.problems > 0) {
    lines.push(
      `${numberText(summary.problems)} open ${
        summary.problems === 1 ? "problem" : "problems"
      }, see the command 'problems'`,
    );
  }
  return lines;
}

function changes(summary: ScanSummary): [string, number][] {
  const { appeared, changed, moved, revived, missing, ignored, unchanged, unreadable } = summary;
  const hidden = ignored > 0 ? { ignored } : {};
  const counts = { appeared, changed, moved, revived, missing, ...hidden, unchanged, unreadable };
  return Object.entries(counts);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
