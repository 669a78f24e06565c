import type { LiveRoot } from "../lib/commands/status.ts";
import type { SupervisedRoot } from "../machines/supervised_root.ts";

/** What a supervised root is doing this moment, in words of its statechart. */
export function liveRoot({ ref, wanted, lastCrash }: SupervisedRoot): LiveRoot {
  const snapshot = ref?.getSnapshot();
  if (snapshot?.status !== "active" || wanted !== "running") {
    const state = wanted === "paused" ? "paused" : "stopped";
    return {
      state,
      watching: "closed",
      progress: null,
      pending: 0,
      trouble: lastCrash,
      nextRecrawl: null,
    };
  }
  const { progress, pending, trouble, watchTrouble, recrawl } = snapshot.context;
  const { running } = snapshot.value as { running: { work: unknown; watching: unknown } };
  return {
    state: outermost(running.work),
    watching: innermost(running.watching),
    progress,
    pending: pending.length,
    trouble: trouble ?? watchTrouble,
    nextRecrawl: recrawl.nextMs === null ? null : new Date(recrawl.nextMs).toISOString(),
  };
}

function outermost(state: unknown): string {
  return typeof state === "object" && state !== null ? Object.keys(state)[0] ?? "" : String(state);
}

/** `open` says little, `open.listening` all; what polling does inside says nothing. */
function innermost(state: unknown): string {
  if (typeof state !== "object" || state === null) return String(state);
  const [name = "", inner] = Object.entries(state)[0] ?? [];
  return name === "open" ? innermost(inner) : name;
}
