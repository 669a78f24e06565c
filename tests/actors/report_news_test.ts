import assert from "node:assert/strict";
import { observeRoots } from "../../actors/observe_roots.ts";
import { reportNews } from "../../actors/report_news.ts";
import type { News } from "../../lib/core/root_news.ts";
import { BUG, SupervisorHarness } from "../machines/supervisor_harness.ts";

Deno.test("C-077 a root that an error of the program ends is news, and so is its recovery", async () => {
  const news: News[] = [];
  const supervisor = new SupervisorHarness({
    roots: 2,
    isLasting: true,
    inspect: observeRoots([reportNews((one) => news.push(one))]),
  });
  await supervisor.finish(1);
  await supervisor.finish(2);
  assert.deepEqual(news, []);
  await supervisor.breakRoot(1);
  assert.deepEqual(news, [{ event: "root.failing", root: "/photos/1", message: BUG }]);
  await supervisor.advance(1_000);
  await supervisor.finish(1);
  assert.deepEqual(news.slice(1).map(({ event, root }) => [event, root]), [
    ["root.recovered", "/photos/1"],
  ]);
});
