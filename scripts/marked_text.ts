/**
 * `text` with `content` between `<!-- NAME -->` and `<!-- /NAME -->`, each on a line of its own.
 *
 * @throws {Error} If the markers are not there, exactly once and in this order.
 */
export function replaceMarked(text: string, name: string, content: string): string {
  const begin = `<!-- ${name} -->\n`;
  const end = `<!-- /${name} -->`;
  const beginAt = text.indexOf(begin);
  const endAt = text.indexOf(end);
  const isOnce = beginAt >= 0 && beginAt === text.lastIndexOf(begin) &&
    endAt === text.lastIndexOf(end);
  if (!isOnce || endAt < beginAt) {
    throw new Error(`Cannot find the lines '${begin.trim()}' and '${end}' once, in this order`);
  }
  return text.slice(0, beginAt + begin.length) + content + text.slice(endAt);
}
