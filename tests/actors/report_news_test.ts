import assert from "node:assert/strict";
import { configure, reset } from "@logtape/logtape";
import { logRoots } from "../../actors/log_roots.ts";
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

Deno.test("C-077 a root that an error of the program ends is one line of the log, with the reason", async () => {
  const said: string[] = [];
  await configure({
    sinks: { memory: ({ level, message }) => said.push(`${level} ${message.join("")}`) },
    loggers: [{ category: "proofsheet", lowestLevel: "warning", sinks: ["memory"] }, {
      category: ["logtape", "meta"],
      sinks: [],
    }],
  });
  const supervisor = new SupervisorHarness({
    roots: 2,
    isLasting: true,
    inspect: observeRoots([logRoots()]),
  });
  await supervisor.breakRoot(1);
  await supervisor.finish(2);
  await reset();
  assert.equal(said.length, 1, said.join("\n"));
  assert.match(said[0] ?? "", new RegExp(`^error /photos/1: an error of this program .*${BUG}$`));
});
