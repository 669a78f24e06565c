import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { serve } from "../program/serving_library.ts";
import { stop } from "../program/watching_library.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { until } from "../support/until.ts";
import { withThumbnail } from "../support/with_thumbnail.ts";
import { browserTest, listenForTrouble, seriousFaults } from "./browser_test_case.ts";

function withThumb(seed: number): Uint8Array {
  return withThumbnail(
    makeJpeg({ seed, title: `Photo ${seed}` }),
    makeJpeg({ width: 48, height: 32, seed }),
  );
}

browserTest(
  "a first visit shows folders and photos, and nothing serious is wrong for a screen reader",
  async (library, browser) => {
    for (let seed = 1; seed <= 5; seed++) library.write(`2024/p${seed}.jpg`, withThumb(seed));
    library.write("text.jpg", "no photo");
    const { watch, url } = await serve(library);
    await using _watch = watch;
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 390]) {
        const page = await browser.page({ colorScheme, width });
        const trouble = listenForTrouble(page);
        await page.goto(url);
        // Folded up on a phone, where the photos come first.
        await page.locator("#folders .state:visible").getByText("Up to date").waitFor();
        assert.equal(await page.locator("#grid li").count(), 5);
        await untilTrue(
          page,
          `[...document.querySelectorAll("#grid img")].every((img) => img.naturalWidth === 48)`,
        );
        assert.deepEqual(await seriousFaults(page), []);
        const overflow = Number(
          await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
        );
        assert.ok(overflow <= 0, `nothing is wider than the page at ${width}`);
        await page.locator("#grid button").first().focus();
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("Enter");
        await page.locator("dialog[open] dl").first().waitFor();
        assert.match(await page.locator("#photo-body").innerText(), /Sample hash/);
        assert.match(await page.locator("#photo-body").innerText(), /Appeared/);
        assert.deepEqual(await seriousFaults(page), []);
        await page.keyboard.press("Escape");
        assert.equal(
          await page.evaluate(`document.activeElement.closest("#grid") !== null`),
          true,
        );
        assert.deepEqual(trouble, []);
        await page.context().close();
      }
    }
    await stop(watch);
  },
);

browserTest(
  "a photo that is copied appears by itself, and one that is deleted goes",
  async (library, browser) => {
    library.write("a.jpg", withThumb(1));
    const { watch, url } = await serve(library);
    await using _watch = watch;
    const page = await browser.page();
    const trouble = listenForTrouble(page);
    await page.goto(url);
    await page.getByText("a.jpg", { exact: true }).waitFor();
    library.write("new.jpg", withThumb(2));
    await page.locator("#grid li").getByText("new.jpg").waitFor({ timeout: 20_000 });
    assert.equal(await page.locator("#grid li").count(), 2);
    await page.getByText("2 photos", { exact: true }).waitFor();
    library.remove("a.jpg");
    await page.locator("#grid li").getByText("a.jpg", { exact: true }).waitFor({
      state: "detached",
      timeout: 20_000,
    });
    assert.deepEqual(trouble, []);
    await stop(watch);
  },
);

browserTest("a search finds, pages, and says where it is wrong", async (library, browser) => {
  library.writeAll(Array.from({ length: 130 }, (_, index) => `many/${index}.jpg`));
  library.write("sea.jpg", withThumb(500));
  const { watch, url } = await serve(library);
  await using _watch = watch;
  const page = await browser.page({ height: 600 });
  const trouble = listenForTrouble(page);
  await page.goto(url);
  await page.locator("#grid li").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("sea");
  await page.getByText("1 photo", { exact: true }).last().waitFor();
  assert.equal(await page.locator("#grid li").count(), 1);
  assert.match(page.url(), /\?q=sea$/);
  await page.locator("#query").fill("raiting:4");
  await page.getByRole("alert").getByText("at character 1: there is no field 'raiting'").waitFor();
  // What is shown still is of the search before, and does not pass for an answer.
  assert.equal(await page.locator("#sheet-title").textContent(), "Found before");
  await page.locator("#query").fill("folder:many");
  await page.locator("#grid li").nth(59).waitFor();
  await page.getByRole("alert").waitFor({ state: "hidden" });
  let pages = 0;
  await page.route(/photos\?.*after=/, async (route) => {
    if (pages++ === 0) await route.fulfill({ status: 503, json: { detail: "Too much at once" } });
    else await route.continue();
  });
  await page.mouse.wheel(0, 20_000);
  await page.getByRole("button", { name: "No answer: try again" }).click();
  for (let times = 0; times < 20 && await page.locator("#grid li").count() < 130; times++) {
    await page.mouse.wheel(0, 20_000);
    await page.waitForTimeout(200);
  }
  const names = await page.locator("#grid .edge span:first-child").allTextContents();
  assert.equal(new Set(names).size, 130);
  // What is refused is logged by the browser itself.
  assert.deepEqual(trouble.filter((text) => !/status of (400|503)/.test(text)), []);
  await stop(watch);
});

browserTest("what is held waits for a person, who approves it", async (library, browser) => {
  const paths = Array.from({ length: 120 }, (_, index) => `${index}.jpg`);
  library.writeAll(paths);
  const { watch, url } = await serve(library);
  await using _watch = watch;
  const page = await browser.page();
  const trouble = listenForTrouble(page);
  await page.goto(url);
  await page.getByText("120 photos", { exact: true }).waitFor();
  for (const path of paths.slice(0, 115)) library.remove(path);
  await page.getByText("115 files gone from photos").waitFor({ timeout: 20_000 });
  await page.locator("#roots").getByText("Waits for you").waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await page.getByRole("button", { name: "They are gone: hide them" }).click();
  await page.getByText("115 files gone").waitFor({ state: "detached" });
  await page.getByText(/^5 photos · 115 missing/).waitFor({ timeout: 20_000 });
  await untilTrue(page, `document.querySelectorAll("#grid li").length === 5`);
  assert.deepEqual(trouble, []);
  await stop(watch);
});

browserTest(
  "after a restart of the daemon the page goes on by itself",
  async (library, browser) => {
    library.write("a.jpg", withThumb(1));
    const first = await serve(library);
    await using _first = first.watch;
    const page = await browser.page();
    await page.goto(first.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await stop(first.watch);
    await page.getByText("Connecting again").waitFor({ timeout: 20_000 });
    await page.locator("#query").fill("sea");
    await page.getByRole("alert").getByText("Proofsheet does not answer").waitFor();
    await page.locator("#query").fill("");
    library.write("meanwhile.jpg", withThumb(2));
    const second = await serve(library, ["--port", new URL(first.url).port]);
    await using _second = second.watch;
    await page.getByText("Live", { exact: true }).waitFor({ timeout: 30_000 });
    await page.locator("#grid li").getByText("meanwhile.jpg").waitFor({ timeout: 20_000 });
    library.write("after.jpg", withThumb(3));
    await page.locator("#grid li").getByText("after.jpg").waitFor({ timeout: 20_000 });
    assert.equal(await page.locator("#grid li").count(), 3);
    await stop(second.watch);
  },
);

/** Asked from here: the page's own policy lets no text be run in it later. */
async function untilTrue(page: Page, expression: string): Promise<void> {
  await until(async () => await page.evaluate(expression) === true, {
    what: expression,
    timeoutMs: 30_000,
  });
}
