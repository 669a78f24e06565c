/** Name by which the worker is told from others. */
export const ANSWER_WORKER = "proofsheet-answers";

/** A question to the worker; the first message of all names the catalogue. */
export interface Question {
  readonly id: number;
  readonly ask: string;
  readonly args: readonly unknown[];
}

/** An answer, or why there is none: `isWrong` when the question was. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly trouble: string; readonly isWrong: boolean };
