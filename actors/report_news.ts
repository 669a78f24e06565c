import { type News, newsOf, type RootCondition } from "../lib/core/root_news.ts";
import type { RootMoment, RootObserver } from "./observe_roots.ts";

/** Tells `onNews` whenever a root goes offline, fails, is held, or is well again. */
export function reportNews(onNews: (news: News) => void): RootObserver {
  const conditions = new Map<string, RootCondition>();
  return ({ snapshot, crash }) => {
    const { path, mode, trouble } = snapshot.context;
    if (mode !== "watch") return;
    const before = conditions.get(path);
    const now = crash === null
      ? conditionOf(snapshot, before)
      : { isHeld: false, ...before, health: "failing" as const };
    conditions.set(path, now);
    for (const news of newsOf(path, before, now, crash ?? trouble)) onNews(news);
  };
}

function conditionOf(
  snapshot: RootMoment["snapshot"],
  before: RootCondition = { health: "well", isHeld: false },
): RootCondition {
  const isHeld = snapshot.matches({ running: { hiding: "held" } });
  if (snapshot.matches({ running: { work: "offline" } })) return { health: "offline", isHeld };
  if (snapshot.matches({ running: { work: "retrying" } })) return { health: "failing", isHeld };
  // A root that is there can still fail: only work that has ended well proves that it is well again.
  const hasEnded = snapshot.context.failures === 0 && snapshot.context.trouble === null &&
    (snapshot.matches({ running: { work: "idle" } }) ||
      snapshot.matches({ running: { work: "debouncing" } }));
  return { health: hasEnded ? "well" : before.health, isHeld };
}
