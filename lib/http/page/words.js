// Words and small builders that every part of the page uses.

/** Makes an element: text goes in as text, whatever is in it. */
export function make(name, { text, children = [], on = {}, data = {}, ...properties } = {}) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  Object.assign(element.dataset, data);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  return element;
}

export const byId = (id) => document.getElementById(id);
export const baseName = (path) => path.slice(path.lastIndexOf("/") + 1) || path;
export const number = (value) => Number(value).toLocaleString("en-US");
export const counted = (value, what) => `${number(value)} ${what}${value === 1 ? "" : "s"}`;

/** `3 min`, `2 h`, `5 days`. */
export function span(seconds) {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** A moment as people say it, in their own time. */
export function moment(iso) {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

export function bytes(value) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1_000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** On a wide page the folders stand beside the photos, on a phone they would push them away. */
export const isWide = () => matchMedia("(min-width: 901px)").matches;

/** Asks the API; throws what it says is wrong. */
export async function ask(path, { method = "GET", body } = {}) {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const request = fetch(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const response = await request.catch(() => {
    throw new Error("Proofsheet does not answer; this page goes on by itself once it does.");
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail), { problem: answer });
  return answer;
}
