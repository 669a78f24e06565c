/** How many tests came out how. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Reads the last line of a `deno test` run: `ok | 12 passed (3 steps) | 0 failed | 1 ignored (5ms)`.
 * A run that failed before it came to that line, or outside any test, counts as one failed test, so
 * that a broken import is never read as success.
 *
 * @param output All that was printed, colours included.
 * @param isSuccess Whether the run ended with exit code 0.
 */
export function readTotals(output: string, isSuccess: boolean): TestTotals {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const [last] = [...plain.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*$/gm)].slice(-1);
  const count = (name: string) =>
    Number(last?.[0].match(new RegExp(`\\| (\\d+) ${name}`))?.[1] ?? 0);
  const totals = {
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("ignored"),
  };
  return !isSuccess && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** The sum of two runs. */
export function addTotals(a: TestTotals, b: TestTotals): TestTotals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** `12 passed, 0 failed`, with `, 1 skipped` where there is one. */
export function formatTotals({ passed, failed, skipped }: TestTotals): string {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? counts : `${counts}, ${skipped} skipped`;
}
