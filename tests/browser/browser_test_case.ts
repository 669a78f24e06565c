import axe from "axe-core";
import type { Page } from "playwright-core";
import { type PhotoLibrary, withLibrary } from "../program/photo_library.ts";
import { browserPath, TestBrowser } from "./browser.ts";

const BROWSER = browserPath();
if (BROWSER === null) {
  console.log("skipped: the page in a real browser, as there is no Chromium on this machine");
}

/** What a page says of itself: a mistake in it, or something it may not do. */
export function listenForTrouble(page: Page): string[] {
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (message) => {
    // That a photo holds no small picture is told by a 404, which browsers log.
    const isAbsence = /status of 404/.test(message.text());
    if (message.type() === "error" && !isAbsence) trouble.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") trouble.push(request.url());
  });
  return trouble;
}

/** A test with a library of photos and a real browser; skipped where there is none. */
export function browserTest(
  name: string,
  run: (library: PhotoLibrary, browser: TestBrowser) => Promise<void>,
) {
  Deno.test({
    name: `page: ${name}`,
    ignore: BROWSER === null,
    // The connection to the browser has timers and sockets of its own.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      withLibrary(async (library) => {
        await using browser = await TestBrowser.open(BROWSER ?? "");
        await run(library, browser);
      }),
  });
}

/** What axe-core calls serious or critical. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const { violations } = await (globalThis as any).axe.run();
    return violations.map((one: { id: string; impact: string; nodes: { html: string }[] }) => ({
      text: `${one.id}: ${one.nodes.map(({ html }) => html).join(" ")}`,
      impact: one.impact,
    }));
  });
  return found.filter(({ impact }: { impact: string }) =>
    impact === "serious" || impact === "critical"
  )
    .map(({ text }: { text: string }) => text);
}
