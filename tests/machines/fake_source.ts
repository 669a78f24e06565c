import { fromPromise } from "xstate";

/** One invocation of a source; the test decides when and how it ends. */
export interface Call<Task, Result> {
  readonly task: Task;
  readonly startedMs: number;
  /** Aborted when its state was left. */
  readonly signal: AbortSignal;
  succeed(result: Result): void;
  fail(error: Error): void;
}

/** A source in the hands of a test: it records who asked for what, and answers when told to. */
export class FakeSource<Task, Result> {
  readonly calls: Call<Task, Result>[] = [];
  readonly #open = new Set<Call<Task, Result>>();

  /** What is answered at once to a task; `null` to leave that to the test. */
  atOnce: (task: Task) => Result | null = () => null;

  /** @param now the simulated clock */
  constructor(private readonly now: () => number) {}

  readonly logic = fromPromise<Result, Task>(({ input, signal }) =>
    new Promise((resolve, reject) => {
      const answer = this.atOnce(input);
      if (answer !== null) return resolve(answer);
      const end = (then: () => void) => {
        this.#open.delete(call);
        then();
      };
      const call: Call<Task, Result> = {
        task: input,
        startedMs: this.now(),
        signal,
        succeed: (result) => end(() => resolve(result)),
        fail: (error) => end(() => reject(error)),
      };
      signal.addEventListener("abort", () => this.#open.delete(call));
      this.calls.push(call);
      this.#open.add(call);
    })
  );

  /** Invocations that have neither ended nor been aborted. */
  get open(): readonly Call<Task, Result>[] {
    return [...this.#open];
  }

  /** The one that is under way. */
  get current(): Call<Task, Result> {
    const [call] = this.#open;
    if (call === undefined) throw new Error("Cannot find a call under way: nothing was invoked");
    return call;
  }
}
