import type { RelativePath } from "./entry.ts";

/** Something that goes from one place to another. */
export interface PlannedMove {
  /** The place that is free afterwards; `null` for what has none now. */
  readonly leaves: RelativePath | null;
  readonly to: RelativePath;
}

/**
 * Puts moves in an order in which no place is taken before it is free. Moves that wait for each other in
 * a ring, as two photos that swap their names do, are one group, whose places have to be freed together;
 * every other group is one move. No two moves may lead to one place.
 */
export function orderMoves<Move extends PlannedMove>(
  moves: readonly Move[],
): readonly (readonly Move[])[] {
  const leaving = new Map(moves.map((move) => [move.leaves, move]));
  const ordered = new Set<Move>();
  const groups: (readonly Move[])[] = [];
  for (const first of moves) {
    const chain = new Set<Move>();
    let next: Move | undefined = first;
    while (next !== undefined && !ordered.has(next) && !chain.has(next)) {
      chain.add(next);
      next = leaving.get(next.to);
    }
    if (next !== undefined && chain.has(next)) groups.push([...chain]);
    else groups.push(...[...chain].reverse().map((move) => [move]));
    for (const move of chain) ordered.add(move);
  }
  return groups;
}
