import { joinPath, parentPath, type RelativePath } from "../core/entry.ts";
import { isUnwatched, singlyWatched } from "../core/unwatched.ts";
import { isWatchLimit, watchTrouble } from "../core/watch_trouble.ts";
import { HintGatherer } from "./hint_gatherer.ts";
import type { FromWatcher, WatchOrder } from "./watch_protocol.ts";

/** An iterator that throws this often in a row does not recover. */
const THROWS_MAX = 10;

/** Each watcher costs one of the 128 that a user has; with more than this everything is opened anew. */
const WATCHERS_MAX = 16;

/**
 * Watches until the process ends, which does nothing else, because a handler that waits lets the queue
 * behind `Deno.watchFs` overflow.
 */
export function openWatcher(order: WatchOrder, tell: (news: FromWatcher) => void): void {
  new RootWatcher(order, tell).open();
}

/**
 * Watches a root. Where something below it is not to be watched, the directories on the way there are
 * watched one by one, as the runtime watches either one directory or all below it, and what comes in
 * them gets a watcher of its own.
 */
class RootWatcher {
  readonly #gatherer: HintGatherer;
  readonly #singly: ReadonlySet<RelativePath>;
  #watchers = 0;

  constructor(
    private readonly order: WatchOrder,
    private readonly tell: (news: FromWatcher) => void,
  ) {
    this.#singly = new Set(singlyWatched(order.unwatched));
    this.#gatherer = new HintGatherer({
      rootPath: order.rootPath,
      own: order.own,
      tell,
      onDirectories: (paths) => this.#watchNew(paths),
    });
  }

  open(): void {
    try {
      if (this.#singly.size === 0) this.#watch([""], true);
      else this.#watchAround();
    } catch (error) {
      return this.#fail(watchTrouble(error));
    }
    this.tell({ type: "opened" });
  }

  /** Listens to the single directories before they are listed, so that none comes in between unheard. */
  #watchAround(): void {
    const { rootPath } = this.order;
    const singly = [...this.#singly].filter((path) => isDirectory(absolute(rootPath, path)));
    this.#watch(singly, false);
    const deeply = singly.flatMap((path) =>
      [...Deno.readDirSync(absolute(rootPath, path))]
        .filter((entry) => entry.isDirectory)
        .map(({ name }) => joinPath(path, name))
        .filter((child) => !this.#singly.has(child) && !this.#isUnwatched(child))
    );
    if (deeply.length > 0) this.#watch(deeply, true);
  }

  /** Directories that came where only single ones are watched. */
  #watchNew(paths: readonly RelativePath[]): void {
    const mine = paths.filter((path) => this.#singly.has(parentPath(path)));
    if (mine.some((path) => this.#singly.has(path)) || this.#watchers >= WATCHERS_MAX) {
      const reason = "Folders came beside those that are not watched";
      return this.tell({ type: "lost", reason });
    }
    const wanted = mine.filter((path) => !this.#isUnwatched(path));
    if (wanted.length === 0) return;
    try {
      this.#watch(wanted, true);
      this.tell({ type: "changed", paths: wanted });
    } catch (error) {
      // One that went away again is no trouble: its directory announced that.
      if (isWatchLimit(error)) this.#fail(watchTrouble(error));
    }
  }

  #watch(paths: readonly RelativePath[], recursive: boolean): void {
    const absolutes = paths.map((path) => absolute(this.order.rootPath, path));
    const watcher = Deno.watchFs(absolutes, { recursive });
    this.#watchers++;
    void this.#listen(watcher);
  }

  async #listen(watcher: Deno.FsWatcher): Promise<void> {
    for (let throws = 0; throws < THROWS_MAX; throws++) {
      try {
        for await (const event of watcher) {
          throws = 0;
          this.#gatherer.take(event);
        }
        return this.#fail("The watcher ended by itself");
      } catch (error) {
        // New directories are not watched any more: what is said of the rest would look complete.
        if (isWatchLimit(error)) return this.#fail(watchTrouble(error));
        // One file name that is not UTF-8 is enough; iterating over the same watcher again goes on.
        this.tell({ type: "overflowed", reason: watchTrouble(error) });
      }
    }
    this.#fail("The watcher fails again and again");
  }

  #isUnwatched(path: RelativePath): boolean {
    return isUnwatched(path, this.order.unwatched);
  }

  #fail(reason: string): void {
    this.tell({ type: "failed", reason });
  }
}

function absolute(rootPath: string, path: RelativePath): string {
  return path === "" ? rootPath : `${rootPath}/${path}`;
}

function isDirectory(path: string): boolean {
  try {
    return Deno.lstatSync(path).isDirectory;
  } catch {
    return false;
  }
}
