/**
 * Stands for the worker that reads the catalogue: a search for a number is answered after so many
 * milliseconds, one for `never` never, and like that worker it is at one question at a time.
 */
const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  onmessage: (event: MessageEvent) => void;
};
let turn: Promise<unknown> = Promise.resolve();

scope.onmessage = ({ data }) => {
  if ("path" in data) return;
  turn = turn.then(async () => {
    const [{ query }] = data.args;
    if (query === "never") await new Promise(() => {});
    await new Promise((resolve) => setTimeout(resolve, Number(query)));
    scope.postMessage({ id: data.id, value: query });
  });
};
scope.postMessage({ ready: true });
