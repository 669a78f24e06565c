/** A moment for a person, as the log writes it: local time. `at` is UTC, ISO 8601. */
export function shownTime(at: string): string {
  return new Date(at).toLocaleString("sv-SE");
}
