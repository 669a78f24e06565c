import { CommandError } from "../lib/core/command_error.ts";
import { EXIT } from "../lib/core/exit_code.ts";
import { type Answer, ANSWER_WORKER, type Question } from "./answer_protocol.ts";
import type { Answers } from "./answer_worker.ts";

/** So many questions may wait; more come only from somebody who means no good. */
const WAITING_MAX = 256;
/** A search of everything in a million photos takes less; a disk that does not answer takes for ever. */
const ANSWER_WITHIN_MS = 30_000;
/** Workers that were given up and have not returned: each is a thread that nobody can stop. */
const STUCK_MAX = 2;

/** Too much is asked at once, or there is no answer in time. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** A question that cannot be understood: a cursor that never was one, or a search that is none. */
export class WrongQuestionError extends CommandError {
  override readonly name = "WrongQuestionError";

  constructor(message: string) {
    super(message, EXIT.usage);
  }
}

const ENDING = "The program is about to end";

interface Waiting {
  readonly question: Question;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  timer: ReturnType<typeof setTimeout>;
}

interface Started {
  readonly worker: Worker;
  readonly ready: Promise<void>;
}

/** Which worker, and how long it may take. */
export interface AnswerAskerOptions {
  /** The program's main module, which also plays the worker. */
  readonly programUrl: string;
  readonly databasePath: string;
  readonly answerWithinMs?: number;
}

/**
 * Asks the worker that reads the catalogue; it is started with the first question. One that does not
 * answer in time is replaced, and what waited behind that question is asked again.
 */
export class AnswerAsker {
  /** In the order in which they were asked, which is that of the answers. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #stuck = new Set<Worker>();
  #started: Started | null = null;
  #nextId = 0;
  #isClosed = false;

  constructor(private readonly options: AnswerAskerOptions) {}

  /**
   * Asks one question.
   *
   * @throws {WrongQuestionError} when the question cannot be understood
   * @throws {NoAnswerError} when too much is asked at once, or there is no answer in time
   */
  async ask<Name extends keyof Answers>(
    ask: Name,
    ...args: Parameters<Answers[Name]>
  ): Promise<ReturnType<Answers[Name]>> {
    if (this.#isClosed) throw new NoAnswerError(ENDING);
    if (this.#waiting.size >= WAITING_MAX) throw new NoAnswerError("Too much is asked at once");
    if (this.#stuck.size >= STUCK_MAX) {
      throw new NoAnswerError("The catalogue does not answer: its disk may have trouble");
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const question = { id: this.#nextId++, ask, args };
    this.#waiting.set(question.id, { question, resolve, reject, timer: this.#timer(question) });
    this.#post(question);
    return await promise as ReturnType<Answers[Name]>;
  }

  /** Nothing is answered any more. */
  close(): void {
    this.#isClosed = true;
    this.#started?.worker.terminate();
    for (const worker of this.#stuck) worker.terminate();
    this.#fail(new NoAnswerError(ENDING));
  }

  #timer({ id }: Question): Waiting["timer"] {
    const withinMs = this.options.answerWithinMs ?? ANSWER_WITHIN_MS;
    return setTimeout(() => this.#giveUp(id), withinMs);
  }

  #post(question: Question): void {
    const { worker, ready } = this.#started ??= this.#start();
    void ready.then(() => worker.postMessage(question));
  }

  /** The oldest question is the one its worker is at: whatever it does, nobody waits for it. */
  #giveUp(id: number): void {
    const late = this.#started?.worker;
    this.#started = null;
    this.#settle(id)?.reject(new NoAnswerError("There was no answer in time"));
    if (late !== undefined) this.#stuck.add(late);
    if (this.#stuck.size >= STUCK_MAX) {
      return this.#fail(new NoAnswerError("The catalogue does not answer"));
    }
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.timer = this.#timer(waiting.question);
      this.#post(waiting.question);
    }
  }

  #start(): Started {
    const { programUrl, databasePath } = this.options;
    const worker = new Worker(programUrl, { type: "module", name: ANSWER_WORKER });
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    worker.onmessage = ({ data }: MessageEvent<Answer | { readonly ready: true }>) => {
      // It has returned, and so can be stopped.
      if (this.#stuck.delete(worker)) return worker.terminate();
      if (!("ready" in data)) return this.#take(data);
      worker.postMessage({ path: databasePath });
      resolve();
    };
    worker.onerror = (event) => {
      // Otherwise the error would end the program; the next question starts another one.
      event.preventDefault();
      if (this.#stuck.delete(worker)) return;
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
    else if (answer.isWrong) waiting?.reject(new WrongQuestionError(answer.trouble));
    else waiting?.reject(new NoAnswerError(answer.trouble));
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(id);
    return waiting;
  }
}
