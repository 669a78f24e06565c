const HOME = "\u001b[H";
const CLEAR_LINE_END = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const CLEAR_ALL = "\u001b[2J";

/** What a screen has room for, characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Text as it is drawn over what was drawn before, cut where the screen ends. */
export function renderScreen(text: string, { columns, rows }: ScreenSize): string {
  const lines = text.split("\n");
  const isCut = lines.length > rows;
  const shown = isCut ? [...lines.slice(0, rows - 1), "…"] : lines;
  const drawn = shown.map((line) => cut(line, columns) + CLEAR_LINE_END);
  return `${HOME}${drawn.join("\r\n")}${CLEAR_BELOW}`;
}

/** What is written before the first and after the last picture. */
export const SCREEN = Object.freeze({
  begin: `${HIDE_CURSOR}${CLEAR_ALL}`,
  end: `\r\n${SHOW_CURSOR}`,
});

function cut(line: string, columns: number): string {
  const characters = [...line];
  return characters.length <= columns ? line : `${characters.slice(0, columns - 1).join("")}…`;
}
