import assert from "node:assert/strict";
import { join } from "node:path";

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
