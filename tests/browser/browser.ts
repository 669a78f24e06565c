import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";

const REMOVE_TRIES_MAX = 40;
const REMOVE_PAUSE_MS = 250;

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a browser is on this machine; `null` where there is none, and its tests are skipped. */
export function browserPath(): string | null {
  const named = Deno.env.get("PROOFSHEET_TEST_BROWSER");
  return [...(named ? [named] : []), ...PLACES].find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  }) ?? null;
}

/** How a page looks. */
export interface PageOptions {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** A real browser without a window, ended when it is disposed of. */
export class TestBrowser implements AsyncDisposable {
  private constructor(
    private readonly browser: Browser,
    private readonly child: Deno.ChildProcess,
    private readonly profile: string,
  ) {}

  static async open(path: string): Promise<TestBrowser> {
    const profile = Deno.makeTempDirSync({ prefix: "proofsheet-browser-" });
    const child = new Deno.Command(path, {
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--remote-debugging-port=0",
        `--user-data-dir=${profile}`,
        "about:blank",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const address = await debuggingAddress(child);
    return new TestBrowser(await chromium.connectOverCDP(address), child, profile);
  }

  /** A new page in a context of its own. */
  async page(
    { colorScheme = "light", width = 1280, height = 860 }: PageOptions = {},
  ): Promise<Page> {
    const context = await this.browser.newContext({ colorScheme, viewport: { width, height } });
    return await context.newPage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close().catch(() => {});
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended with its last connection.
    }
    await this.child.status;
    await this.child.stderr.cancel().catch(() => {});
    await removeProfile(this.profile);
  }
}

/** The helpers of a browser end a moment after it, and may write meanwhile. */
async function removeProfile(profile: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      return Deno.removeSync(profile, { recursive: true });
    } catch (error) {
      if (tries === REMOVE_TRIES_MAX) throw error;
      await sleep(REMOVE_PAUSE_MS);
    }
  }
}

async function debuggingAddress(child: Deno.ChildProcess): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const bytes of child.stderr.values({ preventCancel: true })) {
    said += decoder.decode(bytes, { stream: true });
    const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`The browser ended before it listened:\n${said}`);
}
