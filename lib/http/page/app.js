// Puts the parts together: the search, and the stream of what happens.
import { refresh, show } from "./grid.js";
import { changed } from "./photo.js";
import { loadRoots, takeRoot } from "./roots.js";
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

function everything() {
  search();
  rootsSoon();
  heldSoon();
  problemsSoon();
}

function connected(state, words) {
  const link = byId("link");
  link.className = `link is-${state}`;
  link.lastElementChild.textContent = words;
}

const events = new EventSource("/api/v1/events");
const on = (kind, take) => events.addEventListener(kind, ({ data }) => take(JSON.parse(data)));
let wasLost = false;
events.addEventListener("open", () => {
  connected("good", "Live");
  // Changes come again by themselves; what was asked for meanwhile may have failed.
  if (wasLost) everything();
  wasLost = false;
});
events.addEventListener("error", () => {
  wasLost = true;
  connected("bad", "Connecting again");
});
on("restart", everything);
on("change", ({ kind, photo_id: id }) => {
  if (HIDING.has(kind)) gone.add(id);
  changed(id);
  refreshSoon();
});
on("root", (root) => {
  if (takeRoot(root)) rootsSoon();
});
on("held", () => {
  heldSoon();
  rootsSoon();
});
on("problems", ({ open }) => {
  countProblems(open);
  problemsSoon();
});

everything();
