import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { type Answer, ANSWER_WORKER, type Question } from "./answer_protocol.ts";
import type { Answers } from "./answer_worker.ts";

/** So many questions may wait; more come only from somebody who means no good. */
const WAITING_MAX = 256;
/** A search of everything in a million photos takes less; a disk that does not answer takes for ever. */
const ANSWER_WITHIN_MS = 30_000;

/** Too much is asked at once, or there is no answer in time. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

const ENDING = "The program is about to end";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Asks the worker that reads the catalogue; it is started with the first question. */
export class AnswerAsker {
  readonly #waiting = new Map<number, Waiting>();
  #started: { readonly worker: Worker; readonly ready: Promise<void> } | null = null;
  #nextId = 0;
  #isClosed = false;

  /** @param programUrl the program's main module, which also plays the worker */
  constructor(private readonly programUrl: string, private readonly databasePath: string) {}

  /**
   * Asks one question.
   *
   * @throws {CommandError} when the question cannot be understood
   * @throws {NoAnswerError} when too much is asked at once, or there is no answer in time
   */
  async ask<Name extends keyof Answers>(
    ask: Name,
    ...args: Parameters<Answers[Name]>
  ): Promise<ReturnType<Answers[Name]>> {
    if (this.#isClosed) throw new NoAnswerError(ENDING);
    if (this.#waiting.size >= WAITING_MAX) throw new NoAnswerError("Too much is asked at once");
    const { worker, ready } = this.#started ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#nextId++;
    const timer = setTimeout(
      () => this.#settle(id)?.reject(new NoAnswerError("There was no answer in time")),
      ANSWER_WITHIN_MS,
    );
    this.#waiting.set(id, { resolve, reject, timer });
    void ready.then(() => worker.postMessage({ id, ask, args } satisfies Question));
    return await promise as ReturnType<Answers[Name]>;
  }

  /** Nothing is answered any more. */
  close(): void {
    this.#isClosed = true;
    this.#started?.worker.terminate();
    this.#fail(new NoAnswerError(ENDING));
  }

  #start(): { readonly worker: Worker; readonly ready: Promise<void> } {
    const worker = new Worker(this.programUrl, { type: "module", name: ANSWER_WORKER });
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    worker.onmessage = ({ data }: MessageEvent<Answer | { readonly ready: true }>) => {
      if (!("ready" in data)) return this.#take(data);
      worker.postMessage({ path: this.databasePath });
      resolve();
    };
    worker.onerror = (event) => {
      // Otherwise the error would end the program; the next question starts another one.
      event.preventDefault();
      this.#started = null;
      this.#fail(new NoAnswerError(`The catalogue cannot be read: ${event.message}`));
    };
    return { worker, ready };
  }

  #fail(error: NoAnswerError): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error);
  }

  #take(answer: Answer): void {
    const waiting = this.#settle(answer.id);
    if ("value" in answer) waiting?.resolve(answer.value);
    else if (answer.isWrong) waiting?.reject(new CommandError(answer.trouble, EXIT.usage));
    else waiting?.reject(new NoAnswerError(answer.trouble));
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(id);
    return waiting;
  }
}
