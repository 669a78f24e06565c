import assert from "node:assert/strict";
import fc from "fast-check";
import { orderMoves } from "../../lib/core/order_moves.ts";

/** `a>b` goes from `a` to `b`. */
function orderOf(...moves: readonly string[]): string {
  const planned = moves.map((text) => {
    const [leaves = "", to = ""] = text.split(">");
    return { leaves, to, text };
  });
  return orderMoves(planned).map((group) => group.map(({ text }) => text).join("+")).join(" ");
}

Deno.test("C-054 moves: each takes its place when it is free", () => {
  assert.equal(orderOf("a>x", "b>y"), "a>x b>y");
  assert.equal(orderOf("1>2", "2>3", "3>4"), "3>4 2>3 1>2");
  assert.equal(orderOf("3>4", "1>2", "2>3"), "3>4 2>3 1>2");
});

Deno.test("C-054 moves: those that wait for each other are one group", () => {
  assert.equal(orderOf("a>b", "b>a"), "a>b+b>a");
  assert.equal(orderOf("a>b", "x>y", "b>c", "c>a"), "a>b+b>c+c>a x>y");
  assert.equal(orderOf("a>a"), "a>a");
});

Deno.test("C-054 moves: in whatever order they come, all are made and no place is taken twice", () => {
  const places = Array.from({ length: 12 }, (_, index) => String(index));
  const shuffled = fc.shuffledSubarray(places);
  fc.assert(fc.property(shuffled, shuffled, (froms, tos) => {
    const count = Math.min(froms.length, tos.length);
    const moves = froms.slice(0, count).map((leaves, index) => ({ leaves, to: tos[index]! }));
    const taken = new Set(froms.slice(0, count));
    const made = orderMoves(moves).flatMap((group) => {
      if (group.length > 1) group.forEach(({ leaves }) => taken.delete(leaves));
      for (const { leaves, to } of group) {
        if (group.length === 1) taken.delete(leaves);
        assert.ok(!taken.has(to), `${to} is taken twice`);
        taken.add(to);
      }
      return group;
    });
    assert.deepEqual(new Set(made), new Set(moves));
    assert.equal(made.length, moves.length);
  }));
});
