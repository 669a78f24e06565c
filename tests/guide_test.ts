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

/** The fixed words of messages: what stands before, after and between what is filled in, the longest. */
function* messagesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(PROJECT, folder))) {
    const path = join(folder, name);
    if (isDirectory) yield* messagesIn(path);
    if (!name.endsWith(".ts")) continue;
    const text = Deno.readTextFileSync(join(PROJECT, path));
    for (const said of SAID) {
      for (const [, message = ""] of text.matchAll(said)) {
        const fixed = message.split(/\$?\{\w+\}|[;:] /).map((part) =>
          part.replace(/^[':,]* |[':,]* $/g, "")
        );
        const [longest = ""] = fixed.toSorted((one, other) => other.length - one.length);
        // Some are filled in as a whole.
        if (longest.includes(" ")) yield longest;
      }
    }
  }
}
