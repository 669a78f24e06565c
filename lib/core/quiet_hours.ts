/** A part of every day in which disks are left alone; minutes since midnight, local time. */
export interface QuietHours {
  readonly fromMinute: number;
  /** The first one that is not quiet any more; before `fromMinute` where midnight lies between. */
  readonly toMinute: number;
}

const FORM = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/;

/**
 * Reads quiet hours as the settings write them: `22:00-07:00`.
 *
 * @throws {RangeError} when `text` is anything else; the message names it and shows the form
 */
export function parseQuietHours(text: string): QuietHours {
  const [, ...parts] = FORM.exec(text.trim()) ?? [];
  const [fromHour = 99, fromMinute = 99, toHour = 99, toMinute = 99] = parts.map(Number);
  const hours = { fromMinute: fromHour * 60 + fromMinute, toMinute: toHour * 60 + toMinute };
  const isRight = Math.max(fromHour, toHour) <= 23 && Math.max(fromMinute, toMinute) <= 59;
  if (!isRight || hours.fromMinute === hours.toMinute) {
    throw new RangeError(
      `Cannot read '${text}' as quiet hours: write a beginning and another end, like 22:00-07:00`,
    );
  }
  return hours;
}

/** Whether `date`, as the clock on the wall has it, lies in the quiet hours. */
export function isQuiet({ fromMinute, toMinute }: QuietHours, date: Date): boolean {
  const minute = date.getHours() * 60 + date.getMinutes();
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}
