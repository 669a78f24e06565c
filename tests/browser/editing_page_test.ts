import assert from "node:assert/strict";
import { waitUntilOld } from "../program/photo_library.ts";
import { ask, post, serve } from "../program/serving_library.ts";
import { stop } from "../program/watching_library.ts";
import { makeJpeg } from "../support/make_jpeg.ts";
import { until } from "../support/until.ts";
import { browserTest, listenForTrouble, seriousFaults } from "./browser_test_case.ts";

browserTest("a photo is edited, shows what is on its way, and complains where it is wrong", async (
  library,
  browser,
) => {
  library.write("a.jpg", makeJpeg({ seed: 1, title: "Old", keywords: ["sea", "night"] }));
  await waitUntilOld();
  const { watch, url } = await serve(library);
  await using _watch = watch;
  for (const width of [1280, 390]) {
    const page = await browser.page({ width });
    await page.goto(url);
    await page.locator("#grid button").first().click();
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    assert.deepEqual(await seriousFaults(page), []);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Edit", exact: true }).waitFor();
    await page.context().close();
  }
  const page = await browser.page();
  const trouble = listenForTrouble(page);
  await page.goto(url);
  await page.locator("#grid button").first().focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog[open] dl").first().waitFor();
  await page.keyboard.press("e");
  await page.getByLabel("Title").fill("Am Meer");
  await page.getByLabel("Keywords").fill("sea\nPlaces|Italy");
  await page.getByLabel("Taken").fill("yesterday");
  // Somebody else edits it, too: what is not touched here follows, and of the rest it is told.
  await post(`${url}/api/v1/photos/${library.id("a.jpg")}/edits`, {
    ...{ title: "By the sea", city: "Rome", "add-keyword": ["beach"] },
  });
  await page.getByText("It was made “By the sea” meanwhile").waitFor({ timeout: 20_000 });
  assert.equal(await page.getByLabel("City").inputValue(), "Rome");
  assert.equal(await page.getByLabel("Keywords").inputValue(), "sea\nPlaces|Italy\nbeach");
  assert.equal(await page.getByLabel("Title").inputValue(), "Am Meer");
  // Neither key nor cross loses what is typed.
  await page.keyboard.press("Escape");
  await page.getByText("This is not saved yet").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.getByLabel("Title").inputValue(), "Am Meer");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("write it like 2024-05-01").waitFor();
  assert.equal(await page.evaluate("document.activeElement.name"), "date");
  assert.deepEqual(await seriousFaults(page), []);
  await page.getByLabel("Taken").fill("2024-05-01T12:30:00");
  await page.getByLabel("Rating").selectOption("4");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#photo-body dl").first().getByText("Am Meer").waitFor();
  await page.getByText("★★★★ (4)").waitFor();
  await until(() => library.query("SELECT 1 FROM edits WHERE state <> 'written'").length === 0, {
    what: "all of it in the file",
    timeoutMs: 30_000,
  });
  await until(async () => await page.getByText("Being written into the file").count() === 0, {
    what: "the page to tell it",
    timeoutMs: 20_000,
  });
  const { json } = await ask(`${url}/api/v1/photos/${library.id("a.jpg")}`);
  assert.deepEqual(json.keywords.toSorted(), ["Italy", "beach", "sea"]);
  assert.equal(json.taken_at, "2024-05-01T12:30:00");
  assert.deepEqual(trouble.filter((text) => !/status of 400/.test(text)), []);
  await stop(watch);
});

browserTest("an edit that cannot be written waits for a person, who takes it back", async (
  library,
  browser,
) => {
  library.write("a.jpg", makeJpeg({ seed: 1, title: "Old" }));
  await waitUntilOld();
  Deno.mkdirSync(`${library.directory}/bin`);
  Deno.symlinkSync(Deno.execPath(), `${library.directory}/bin/deno`);
  // Without `cp` what belongs to the file cannot be kept.
  const { watch, url } = await serve(library, undefined, {
    env: { PATH: `${library.directory}/bin` },
  });
  await using _watch = watch;
  const page = await browser.page();
  const trouble = listenForTrouble(page);
  await page.goto(url);
  await page.getByText("Live", { exact: true }).waitFor();
  await post(`${url}/api/v1/photos/${library.id("a.jpg")}/edits`, { title: "New" });
  const list = page.locator("#edit-list");
  await list.getByText("Title: Old → New").waitFor({ timeout: 30_000 });
  await list.getByText("no program 'cp'").waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  await list.getByRole("button", { name: "a.jpg" }).click();
  await page.locator("#photo-body").getByText("Waits to be written").waitFor();
  await page.locator("#photo-body").getByRole("button", { name: "Take it back" }).click();
  await page.locator("#photo-body dl").first().getByText("Old").waitFor();
  await page.getByText("Title: Old → New").waitFor({ state: "detached" });
  assert.deepEqual(trouble, []);
  await stop(watch);
});

browserTest("an audit is started, and what differs is listed", async (library, browser) => {
  library.writeAll(["a.jpg", "b.jpg"], 1);
  await waitUntilOld();
  const args = ["--port", "0", "--debounce", "10m", "--debounce-limit", "1h"];
  const { watch, url } = await serve(library, args);
  await using _watch = watch;
  const page = await browser.page();
  const trouble = listenForTrouble(page);
  await page.goto(url);
  await page.getByRole("button", { name: "Audit photos" }).click();
  await page.getByText(/^Audit .*: equal to the disk$/).waitFor({ timeout: 60_000 });
  library.write("new.jpg", { seed: 9 });
  await page.getByRole("button", { name: "Audit photos" }).click();
  await page.getByText(/^Audit .*: 1 difference$/).waitFor({ timeout: 60_000 });
  await page.getByText("What differs").click();
  await page.getByText("not in the catalogue: new.jpg").waitFor();
  // What was opened stays open while the folder is drawn anew.
  await page.locator("details.found").evaluate("(found) => { found.dataset.seen = ''; }");
  library.write("newer.jpg", { seed: 10 });
  await page.locator("details.found:not([data-seen])").waitFor({ state: "attached" });
  assert.ok(await page.getByText("not in the catalogue: new.jpg").isVisible());
  assert.deepEqual(await seriousFaults(page), []);
  assert.deepEqual(trouble, []);
  await stop(watch);
});

browserTest("a stream that was refused is asked for again", async (library, browser) => {
  library.write("a.jpg", makeJpeg({ seed: 1 }));
  const { watch, url } = await serve(library);
  await using _watch = watch;
  const page = await browser.page();
  let refusals = 0;
  await page.route("**/api/v1/events**", async (route) => {
    if (refusals++ === 0) await route.fulfill({ status: 503, body: "" });
    else await route.continue();
  });
  await page.goto(url);
  await page.getByText("Live", { exact: true }).waitFor({ timeout: 20_000 });
  assert.ok(refusals > 1);
  await stop(watch);
});
