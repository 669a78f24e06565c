import assert from "node:assert/strict";
import { join } from "node:path";

import { PROBLEM_KINDS } from "../lib/core/problem_kinds.ts";

const PROJECT = new URL("../", import.meta.url).pathname;
const GUIDE = Deno.readTextFileSync(join(PROJECT, "docs/nas.md"));

/** Where a running program says what is wrong, and how: a log, why a root is offline or not watched. */
const SAID: readonly RegExp[] = [
  /\.(?:warn|error)\(\s*"([^"]+)"/g,
  /\boffline\("([^"]+)"\)/g,
  /new RootOfflineError\(\s*["`]([^"`]+)["`]/g,
  /error: "([^"]+ [^"]+)" \}/g,
  /type: "noteWatchTrouble", params: "([^"]+)"/g,
];

Deno.test("the guide has everything that a running program says is wrong", () => {
  const messages = ["actors", "lib", "machines"].flatMap((folder) => [...messagesIn(folder)]);
  assert.ok(messages.length > 12, messages.join("\n"));
  const lacking = messages.filter((message) => !GUIDE.includes(message));
  assert.deepEqual(lacking, []);
});

Deno.test("every kind of problem has its cure in the guide and on the page", () => {
  const page = Deno.readTextFileSync(join(PROJECT, "lib/http/page/waiting.js"));
  for (const kind of PROBLEM_KINDS) {
    assert.ok(GUIDE.includes(`\`${kind}\``), `the guide lacks ${kind}`);
    assert.ok(page.includes(`"${kind}":`), `the page lacks ${kind}`);
  }
});

/** The fixed words of messages: what stands before what is filled in, up to the first pause. */
function* messagesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(PROJECT, folder))) {
    const path = join(folder, name);
    if (isDirectory) yield* messagesIn(path);
    if (!name.endsWith(".ts")) continue;
    const text = Deno.readTextFileSync(join(PROJECT, path));
    for (const said of SAID) {
      for (const [, message = ""] of text.matchAll(said)) {
        const parts = message.split(/\$?\{\w+\}|[;:] /);
        const fixed = parts.map((part) => part.replace(/^[':,]* |[':,]* $/g, ""));
        // Some are filled in as a whole.
        const first = fixed.find((part) => part.includes(" "));
        if (first !== undefined) yield first;
      }
    }
  }
}
