import type { Hearing } from "../core/doctor_measurements.ts";
import type { RelativePath } from "../core/entry.ts";
import type { FromWatcher, WatchOrder } from "./watch_protocol.ts";

/** Starts a watcher and gives what ends it, as `watch` does for a root. */
export type StartWatcher = (order: WatchOrder, tell: (news: FromWatcher) => void) => () => void;

/** What is told at all is told within this, gathering included. */
const HEAR_LIMIT_MS = 3_000;

/**
 * Makes, renames and deletes a file in a directory and listens for each.
 *
 * @throws {Error} when the watcher fails
 */
export async function probeHearing(directory: string, start: StartWatcher): Promise<Hearing> {
  const ear = new Ear();
  const stop = start({ rootPath: directory, unwatched: [], own: [] }, (news) => ear.take(news));
  try {
    await ear.opened;
    const file = `${directory}/heard`;
    const steps = [
      ["made", "heard", () => Deno.writeTextFile(file, "made")],
      ["renamed", "heard-renamed", () => Deno.rename(file, `${file}-renamed`)],
      ["deleted", "heard-renamed", () => Deno.remove(`${file}-renamed`)],
    ] as const;
    const heard: string[] = [];
    const unheard: string[] = [];
    for (const [what, path, act] of steps) {
      const waiting = ear.hears(path);
      await act();
      (await waiting ? heard : unheard).push(what);
    }
    return { heard, unheard };
  } finally {
    stop();
  }
}

class Ear {
  readonly #opening = Promise.withResolvers<void>();
  #listener: ((path: RelativePath) => void) | null = null;

  get opened(): Promise<void> {
    return this.#opening.promise;
  }

  take(news: FromWatcher): void {
    if (news.type === "opened") this.#opening.resolve();
    if (news.type === "failed") this.#opening.reject(new Error(news.reason));
    if (news.type === "changed") { for (const path of news.paths) this.#listener?.(path); }
  }

  /** Whether the path, or the directory that holds it, is told in time. */
  async hears(path: RelativePath): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), HEAR_LIMIT_MS);
    this.#listener = (told) => {
      if (told === path || told === "") resolve(true);
    };
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#listener = null;
    }
  }
}
