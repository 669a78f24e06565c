// Puts the parts together: the search, and the stream of what happens.
import { loadEdits } from "./edits.js";
import { keepFound, refresh, show } from "./grid.js";
import { changed, editsChanged, open } from "./photo.js";
import { loadAudits, loadRoots, takeRoot } from "./roots.js";
import { countProblems, loadHeld, loadProblems } from "./waiting.js";
import { byId, counted } from "./words.js";

const QUIET_MS = 400;
const HIDING = new Set(["missing", "purged"]);

const form = byId("search");
const complaint = byId("complaint");
let typing;

async function search() {
  const { q, sort } = Object.fromEntries(new FormData(form));
  const query = q.trim();
  const values = new URLSearchParams();
  if (query !== "") values.set("q", query);
  if (sort !== "added") values.set("sort", sort);
  history.replaceState(null, "", values.size === 0 ? "/" : `/?${values}`);
  try {
    await show(query, sort);
    complaint.hidden = true;
    byId("query").removeAttribute("aria-invalid");
  } catch (error) {
    keepFound();
    byId("nothing").textContent = "Nothing can be shown: see above.";
    byId("nothing").hidden = byId("grid").children.length > 0;
    complaint.textContent = error.message;
    complaint.hidden = false;
    byId("query").setAttribute("aria-invalid", "true");
  }
}

form.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, QUIET_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  search();
});
byId("help").addEventListener("click", ({ target }) => {
  const { query } = target.closest("button")?.dataset ?? {};
  if (query === undefined) return;
  byId("query").value = query;
  byId("help").open = false;
  byId("query").focus();
  search();
});
document.addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
  if (event.key !== "/" || isTyping || byId("photo").open) return;
  event.preventDefault();
  byId("query").focus();
});

const given = new URLSearchParams(location.search);
byId("query").value = given.get("q") ?? "";
byId("sort").value = given.get("sort") ?? "added";
if (byId("sort").value === "") byId("sort").value = "added";

/** Runs `work` once what keeps coming has paused, and at the latest after some time. */
function later(work, limitMs = 2_000) {
  let timer;
  let since = null;
  return () => {
    since ??= performance.now();
    clearTimeout(timer);
    const pauseMs = performance.now() - since > limitMs ? 0 : QUIET_MS;
    timer = setTimeout(async () => {
      since = null;
      await Promise.resolve().then(work).catch(() => {});
    }, pauseMs);
  };
}

const gone = new Set();
const refreshSoon = later(async () => {
  const hidden = [...gone];
  gone.clear();
  const fresh = await refresh(hidden);
  if (fresh > 0) byId("found").textContent = counted(fresh, "new photo");
});
const rootsSoon = later(loadRoots);
const heldSoon = later(loadHeld);
const problemsSoon = later(loadProblems);
const editsSoon = later(() => loadEdits(open));
const auditsSoon = later(async () => {
  await loadAudits();
  await loadRoots();
});

function everything() {
  search();
  rootsSoon();
  heldSoon();
  problemsSoon();
  editsSoon();
  auditsSoon();
}

function connected(state, words) {
  const link = byId("link");
  link.className = `link is-${state}`;
  link.lastElementChild.textContent = words;
}

const TAKES = {
  restart: everything,
  change: ({ kind, photo_id: id }) => {
    if (HIDING.has(kind)) gone.add(id);
    changed(id);
    refreshSoon();
  },
  root: (root) => {
    if (takeRoot(root)) rootsSoon();
  },
  held: () => {
    heldSoon();
    rootsSoon();
  },
  problems: ({ open }) => {
    countProblems(open);
    problemsSoon();
  },
  edits: () => {
    editsChanged();
    editsSoon();
  },
  audit: auditsSoon,
};
const AGAIN_MS = 3_000;
let lastId = null;
let wasLost = false;

/** A browser comes again by itself when a connection breaks, but not when it was refused. */
function listen() {
  const since = lastId === null ? "" : `?since=${encodeURIComponent(lastId)}`;
  const events = new EventSource(`/api/v1/events${since}`);
  for (const [kind, take] of Object.entries(TAKES)) {
    events.addEventListener(kind, ({ data, lastEventId }) => {
      lastId = lastEventId || lastId;
      take(JSON.parse(data));
    });
  }
  events.addEventListener("open", () => {
    connected("good", "Live");
    // Changes come again by themselves; what was asked for meanwhile may have failed.
    if (wasLost) everything();
    wasLost = false;
  });
  events.addEventListener("error", () => {
    wasLost = true;
    connected("bad", "Connecting again");
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
  });
}

listen();
everything();
