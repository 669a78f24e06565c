// Every root with what its statechart does this moment.
import { ask, baseName, byId, counted, isWide, make, moment, number, span } from "./words.js";

const STATES = {
  starting: ["Starting", "busy"],
  idle: ["Up to date", "good"],
  held: ["Waits for you", "bad"],
  debouncing: ["Waiting for quiet", "busy"],
  scanning: ["Looking", "busy"],
  reconciling: ["Applying", "busy"],
  settling: ["Applying", "busy"],
  offline: ["Away", "bad"],
  retrying: ["Trying again", "bad"],
  paused: ["Paused", "rest"],
  stopped: ["Stopped", "rest"],
};
const WATCHING = {
  listening: "watched",
  opening: "about to be watched",
  polling: "not watched, looked at regularly",
  deaf: "looked at regularly, as not everything is announced",
  closed: "not watched",
};

const FOUND = {
  appeared: "not in the catalogue",
  changed: "changed on disk",
  moved: "moved on disk",
  ignored: "ignored now",
  vanished: "not on disk",
  returned: "back on disk",
  content: "other bytes on disk",
  metadata: "other metadata on disk",
};
const AWAY =
  "Its photos are kept. It goes on by itself once it is there; if it is elsewhere now: proofsheet roots move OLD NEW.";
/** Differences that are shown; the command line lists all. */
const FOUND_SHOWN_MAX = 20;

/** What a person should know of first. */
const MOODS = ["bad", "busy", "rest", "good"];

/** Live states by path, and what the catalogue knows of each root. */
const live = new Map();
let known = [];
let audits = { running: null, last: null };

export async function loadRoots() {
  known = (await ask("/roots")).items;
  render();
}

export async function loadAudits() {
  const { running, last } = await ask("/audits");
  audits = { running, last };
  render();
}

/** Takes what a root does now; true when it has just come to rest. */
export function takeRoot(root) {
  const before = live.get(root.path);
  live.set(root.path, { ...root, atMs: performance.now() });
  render();
  return root.state === "idle" && before !== undefined && before.state !== "idle";
}

function render() {
  const list = byId("roots");
  const paths = [...new Set([...known.map(({ path }) => path), ...live.keys()])];
  const shown = paths.map((path) => {
    const held = list.querySelector(`li[data-path="${CSS.escape(path)}"]`);
    return renderRoot(path, held ?? make("li", { data: { path } }));
  });
  const isSame = shown.length === list.children.length &&
    shown.every((item, index) => list.children[index] === item);
  // Moved only when it has to be: whoever stands on a button stays there.
  if (!isSame) list.replaceChildren(...shown);
  if (paths.length === 0) {
    list.replaceChildren(
      make("li", { className: "soft", text: "No folder yet: proofsheet watch --root DIR" }),
    );
  }
  renderSummary(paths);
}

/** What the folders do, in a line, where they are folded up. */
function renderSummary(paths) {
  const states = paths.map((path) => [path, ...wordOf(stateOf(path))]);
  const words = new Set(states.map(([, word]) => word));
  const rank = ([, , mood]) => MOODS.indexOf(mood);
  const [first] = states.toSorted((one, other) => rank(one) - rank(other));
  const line = byId("folders-state");
  line.hidden = byId("folders").open || first === undefined;
  if (line.hidden) return line.replaceChildren();
  const [path, word, mood] = first;
  const text = words.size === 1 ? word : `${baseName(path)}: ${word}`;
  line.className = `state summary-state is-${mood}`;
  line.replaceChildren(make("span", { className: "dot" }), make("span", { text }));
}

byId("folders").open = isWide();
byId("folders").addEventListener("toggle", render);

function stateOf(path) {
  const facts = known.find((root) => root.path === path);
  const state = live.get(path)?.state ?? (facts?.pausedSince ? "paused" : "stopped");
  return state === "idle" && facts?.held > 0 ? "held" : state;
}

const wordOf = (state) => STATES[state] ?? [state, "rest"];

function renderRoot(path, item) {
  const facts = known.find((root) => root.path === path);
  const now = live.get(path);
  const state = stateOf(path);
  const [word, mood] = wordOf(state);
  const lines = [
    make("div", {
      className: "root-head",
      children: [
        make("span", { className: "root-name", text: baseName(path) }),
        make("span", {
          className: `state is-${mood}`,
          children: [make("span", { className: "dot" }), make("span", { text: word })],
        }),
      ],
    }),
    make("p", { className: "root-place", text: path }),
    ...progressLines(now),
    ...windowLines(now),
    ...factLines(facts, now),
    ...auditLines(path, facts),
  ];
  const trouble = now?.trouble ?? now?.watchTrouble ?? facts?.offlineReason;
  if (trouble) lines.push(make("p", { className: "trouble", text: trouble }));
  if (state === "offline") lines.push(make("p", { className: "cure", text: AWAY }));
  const place = placeOfReader(item);
  item.replaceChildren(...lines, ...(facts ? [actions(facts, state)] : []));
  putBack(place, item);
  return item;
}

function progressLines(now) {
  if (!now?.progress) return [];
  const { done, total, perSecond, directory, bytes: read } = now.progress;
  const bar = make("progress", { ariaLabel: `Progress in ${baseName(now.path)}` });
  if (total) {
    bar.max = total;
    bar.value = done;
  }
  const rate = perSecond ? `, ${number(perSecond)}/s` : "";
  const of = total ? ` of ${number(total)}` : "";
  const where = directory && !read ? ` · ${directory}` : "";
  return [
    bar,
    make("p", { className: "root-facts", text: `${number(done)}${of} files${rate}${where}` }),
  ];
}

function windowLines(now) {
  if (now?.state !== "debouncing" || now.windowMs == null) return [];
  const endsAtMs = now.atMs + now.windowMs;
  return [make("p", { className: "root-facts", data: { endsAtMs }, text: windowText(endsAtMs) })];
}

function windowText(endsAtMs) {
  const seconds = Math.ceil((endsAtMs - performance.now()) / 1_000);
  return seconds > 0 ? `Looks in ${span(seconds)} if nothing else changes` : "Looks now";
}

setInterval(() => {
  for (const line of document.querySelectorAll("[data-ends-at-ms]")) {
    line.textContent = windowText(Number(line.dataset.endsAtMs));
  }
}, 1_000);

function factLines(facts, now) {
  const lines = [];
  if (facts) {
    const counts = [counted(facts.photos, "photo")];
    if (facts.missing > 0) counts.push(`${number(facts.missing)} missing`);
    if (facts.held > 0) counts.push(`${counted(facts.held, "file")} held`);
    lines.push(counts.join(" · "));
  }
  const watching = [WATCHING[now?.watching] ?? "not watched"];
  if (now?.pending > 0) watching.push(`${counted(now.pending, "path")} waiting`);
  if (now?.hours === "quiet") watching.push("quiet hours");
  if (now) lines.push(watching.join(" · "));
  return lines.map((text) => make("p", { className: "root-facts", text }));
}

/** Where somebody stands in what is drawn anew, and what they have opened there. */
function placeOfReader(item) {
  const focused = item.contains(document.activeElement) ? document.activeElement : null;
  return {
    isFoundOpen: item.querySelector("details.found")?.open === true,
    focused: focused?.matches("summary") ? "summary" : focused?.name && `[name="${focused.name}"]`,
  };
}

function putBack({ isFoundOpen, focused }, item) {
  const found = item.querySelector("details.found");
  if (found) found.open = isFoundOpen;
  if (focused) item.querySelector(focused)?.focus();
}

function auditLines(path, facts) {
  const { running, last } = audits;
  const line = (text) => make("p", { className: "root-facts", text });
  if (running?.roots.includes(path)) {
    return [
      make("progress", { ariaLabel: `Audit of ${baseName(path)}` }),
      line(`Being compared with the disk, since ${moment(running.started)}`),
    ];
  }
  const audit = facts?.lastAudit;
  const lines = audit ? [line(auditText(audit))] : [];
  const mine = last?.found.find(({ root }) => root === path);
  if (last?.trouble && last.roots.includes(path)) {
    lines.push(make("p", { className: "trouble", text: `Audit: ${last.trouble}` }));
  }
  if (mine && mine.first.length > 0) lines.push(found(mine));
  return lines;
}

function auditText({ at, compared, differences, problems }) {
  const equal = problems > 0 ? "equal as far as it could be read" : "equal to the disk";
  const result = differences === 0 ? equal : counted(differences, "difference");
  const also = compared.length === 0 ? "" : `, ${compared.join(" and ")} too`;
  return `Audit ${moment(at)}: ${result}${also}`;
}

function found({ differences, first }) {
  const shown = first.slice(0, FOUND_SHOWN_MAX);
  const more = differences - shown.length;
  return make("details", {
    className: "found",
    children: [
      make("summary", { text: `What differs` }),
      make("ul", {
        className: "paths",
        children: [
          ...shown.map(({ kind, path }) => make("li", { text: `${FOUND[kind] ?? kind}: ${path}` })),
          ...more > 0 ? [make("li", { text: `and ${number(more)} more: proofsheet audit` })] : [],
        ],
      }),
    ],
  });
}

/** What was in the way, by root: kept while roots are drawn anew. */
const troubles = new Map();

function actions(facts, state) {
  const said = troubles.get(facts.path) ??
    make("p", { className: "trouble", role: "alert", hidden: true });
  troubles.set(facts.path, said);
  const act = (name, text, request, mayAct) => {
    const button = make("button", {
      type: "button",
      name,
      text,
      ariaLabel: `${text} ${baseName(facts.path)}`,
    });
    button.disabled = !mayAct;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await request();
        said.hidden = true;
      } catch (error) {
        said.textContent = error.message;
        said.hidden = false;
      }
      await loadAudits();
      await loadRoots();
    });
    return button;
  };
  const post = (verb) => () => ask(`/roots/${facts.id}/${verb}`, { method: "POST" });
  const isPaused = state === "paused";
  const { running } = audits;
  const isAudited = running?.roots.includes(facts.path) === true;
  const audit = () => ask("/audits", { method: "POST", body: { root: facts.id } });
  const end = () => ask("/audits", { method: "DELETE" });
  return make("div", {
    className: "actions",
    children: [
      act("sync", "Look now", post("sync"), !isPaused),
      isPaused
        ? act("resume", "Resume", post("resume"), true)
        : act("pause", "Pause", post("pause"), true),
      isAudited
        ? act("end", "End audit", end, true)
        : act("audit", "Audit", audit, !isPaused && running === null),
      said,
    ],
  });
}
