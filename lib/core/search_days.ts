/** A day of the proleptic Gregorian calendar. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A year, a month or a day as a whole: `2024`, `202405`, `20240501`. */
export interface DaySpan {
  readonly unit: "year" | "month" | "day";
  readonly digits: string;
}

/** Nobody took a photo before, and none of the cameras of today will take one after. */
const FIRST: Day = { year: 1800, month: 1, day: 1 };
const LAST: Day = { year: 2199, month: 12, day: 31 };

const EXAMPLES = "a date is like 2024, 2024-05, 2024-05-01, 2024-05..2024-08, 2024-05.. or >=2024";

/**
 * Reads a date or a span of dates; both ends belong to it.
 *
 * @param fail throws with the reason
 */
export function parseDays(
  text: string,
  fail: (reason: string) => never,
): { readonly from: Day; readonly to: Day } {
  const one = (part: string) => partOf(part, fail);
  const [low, high, ...more] = text.split("..");
  if (more.length > 0 || low === undefined) return fail(EXAMPLES);
  if (high !== undefined) {
    if (low === "" && high === "") return fail(EXAMPLES);
    const from = low === "" ? FIRST : one(low).first;
    const to = high === "" ? LAST : one(high).last;
    return isAfter(from, to) ? fail("it ends before it begins") : { from, to };
  }
  const [, operator = "", rest = ""] = /^(>=|<=|>|<|=?)(.*)$/s.exec(low) ?? [];
  const { first, last } = one(rest);
  if (operator === ">=") return { from: first, to: LAST };
  if (operator === ">") return { from: next(last), to: LAST };
  if (operator === "<=") return { from: FIRST, to: last };
  if (operator === "<") return { from: FIRST, to: before(first) };
  return { from: first, to: last };
}

/** The fewest years, months and days that make up a span. */
export function coverDays(from: Day, to: Day): DaySpan[] {
  const spans: DaySpan[] = [];
  for (let day = from; !isAfter(day, to);) {
    const { year, month } = day;
    const yearEnd = { year, month: 12, day: 31 };
    const monthEnd = { year, month, day: daysIn(year, month) };
    const digits = [String(year).padStart(4, "0"), two(month), two(day.day)];
    if (month === 1 && day.day === 1 && !isAfter(yearEnd, to)) {
      spans.push({ unit: "year", digits: digits.slice(0, 1).join("") });
      day = next(yearEnd);
    } else if (day.day === 1 && !isAfter(monthEnd, to)) {
      spans.push({ unit: "month", digits: digits.slice(0, 2).join("") });
      day = next(monthEnd);
    } else {
      spans.push({ unit: "day", digits: digits.join("") });
      day = next(day);
    }
  }
  return spans;
}

function partOf(text: string, fail: (reason: string) => never): { first: Day; last: Day } {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (match === null) return fail(EXAMPLES);
  const [year, month, day] = match.slice(1).map((part) => part === undefined ? null : Number(part));
  if (year == null || year < FIRST.year || year > LAST.year) {
    return fail(`a year is ${FIRST.year} to ${LAST.year}`);
  }
  if (month == null) {
    return { first: { year, month: 1, day: 1 }, last: { year, month: 12, day: 31 } };
  }
  if (month < 1 || month > 12) return fail("there are twelve months");
  if (day == null) {
    return { first: { year, month, day: 1 }, last: { year, month, day: daysIn(year, month) } };
  }
  if (day < 1 || day > daysIn(year, month)) return fail("that month has no such day");
  return { first: { year, month, day }, last: { year, month, day } };
}

function isAfter(one: Day, other: Day): boolean {
  return number(one) > number(other);
}

function number({ year, month, day }: Day): number {
  return year * 10_000 + month * 100 + day;
}

function next({ year, month, day }: Day): Day {
  if (day < daysIn(year, month)) return { year, month, day: day + 1 };
  return month < 12 ? { year, month: month + 1, day: 1 } : { year: year + 1, month: 1, day: 1 };
}

function before({ year, month, day }: Day): Day {
  if (day > 1) return { year, month, day: day - 1 };
  const last = month > 1 ? { year, month: month - 1 } : { year: year - 1, month: 12 };
  return { ...last, day: daysIn(last.year, last.month) };
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
