/** How a root is, as far as somebody elsewhere wants to know. */
export interface RootCondition {
  readonly health: "well" | "offline" | "failing";
  /** Photos whose hiding waits for a person. */
  readonly isHeld: boolean;
}

/** Something that a person may want to be told wherever they are. */
export interface News {
  readonly event:
    | "root.offline"
    | "root.failing"
    | "root.recovered"
    | "hiding.held"
    | "hiding.ended";
  readonly root: string;
  /** A sentence: why, or what to do. */
  readonly message: string;
}

/** What is news about a root; the first condition is none as long as all is well. */
export function newsOf(
  root: string,
  before: RootCondition | undefined,
  now: RootCondition,
  reason: string | null,
): readonly News[] {
  const news: News[] = [];
  if (now.health !== (before?.health ?? "well")) {
    const event = now.health === "well" ? "root.recovered" as const : `root.${now.health}` as const;
    news.push({ event, root, message: now.health === "well" ? "All is well again" : reason ?? "" });
  }
  if (now.isHeld !== (before?.isHeld ?? false)) {
    news.push(
      now.isHeld
        ? { event: "hiding.held", root, message: "Photos wait for you: see proofsheet held" }
        : { event: "hiding.ended", root, message: "Nothing waits for you any more" },
    );
  }
  return news;
}
