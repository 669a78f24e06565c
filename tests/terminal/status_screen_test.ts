import assert from "node:assert/strict";
import { renderScreen } from "../../lib/terminal/status_screen.ts";

/** What a terminal of that size shows after a text was drawn; it scrolls for nothing. */
function shownOn(text: string, columns: number, rows: number): string[] {
  const drawn = renderScreen(text, { columns, rows });
  assert.ok(drawn.startsWith("\u001b[H"), "drawn from the top");
  assert.ok(drawn.endsWith("\u001b[J"), "what stood below is taken away");
  // deno-lint-ignore no-control-regex
  const lines = drawn.replaceAll(/\u001b\[[HJ]/g, "").split("\r\n");
  return lines.map((line) => {
    assert.ok(line.endsWith("\u001b[K"), "what stood behind is taken away");
    return line.slice(0, -3);
  });
}

Deno.test("screen: a text that fits is drawn as it is", () => {
  assert.deepEqual(shownOn("one\ntwo", 10, 5), ["one", "two"]);
});

Deno.test("screen: long lines are cut, so that none takes two", () => {
  assert.deepEqual(shownOn("0123456789\n012345678901", 10, 5), ["0123456789", "012345678…"]);
  assert.deepEqual(shownOn("🌊🌊🌊🌊", 3, 5), ["🌊🌊…"]);
});

Deno.test("screen: more lines than there are rows end with a sign", () => {
  assert.deepEqual(shownOn("1\n2\n3\n4", 10, 3), ["1", "2", "…"]);
});
