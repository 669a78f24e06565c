import { counted } from "../core/counted.ts";
import { shownPath } from "../core/shown_path.ts";
import { shownTime } from "./shown_time.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** Which problems, and how they are told. */
export interface ProblemsOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Lists files that could not be read, each with its reason. */
export function problems(rows: Iterable<Row>, options: ProblemsOptions): void {
  if (options.json) return options.print(JSON.stringify({ problems: [...rows] }, null, 2));
  let count = 0;
  for (const row of rows) {
    count++;
    options.print(
      `${shownPath(`${row["root"]}/${row["path"]}`)}\n  ${row["kind"]}: ${row["detail"]}`,
    );
    const [first, last] = [row["first_seen"], row["last_seen"]].map((at) => shownTime(String(at)));
    options.print(`  first seen ${first}, last seen ${last}`);
  }
  options.print(count === 0 ? "No problems" : counted(count, "problem"));
}
