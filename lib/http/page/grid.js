// The contact sheet: newest photos or what a search found, a page at a time.
import { ask, baseName, byId, counted, make } from "./words.js";

const PAGE = 60;
let query = "";
let sort = "added";
let next = null;
/** Answers of an older search are not shown. */
let turn = 0;
let onOpen = () => {};

export function onOpenPhoto(listener) {
  onOpen = listener;
}

/** Shows the first page of a search. */
export async function show(newQuery, newSort) {
  query = newQuery;
  sort = newSort;
  const mine = ++turn;
  const answer = await ask(address(null));
  if (mine !== turn) return;
  byId("grid").replaceChildren(...answer.items.map(frame));
  byId("sheet-title").textContent = query === "" ? titleOf(sort) : "Found";
  shown(answer.next);
}

/** A search that cannot be done leaves what an older one found, and says so. */
export function keepFound() {
  if (query !== "") byId("sheet-title").textContent = "Found before";
}

const titleOf = (sort) =>
  ({
    added: "Newest photos",
    taken: "Taken last",
    "-added": "First found",
    "-taken": "Taken first",
  })[sort];

/** The page that is on its way: nobody asks for it twice. */
let coming = null;

/** Shows one page more; where there is no answer the button stays, and says so. */
function more() {
  coming ??= append().then(
    // Told anew where the button is: it may still be in sight.
    () => watchForEnd(),
    () => byId("more").textContent = "No answer: try again for more photos",
  ).finally(() => coming = null);
}

async function append() {
  if (next === null) return;
  const mine = turn;
  const answer = await ask(address(next));
  byId("more").textContent = "More photos";
  if (mine !== turn) return;
  byId("grid").append(...answer.items.filter(({ id }) => frameOf(id) === null).map(frame));
  shown(answer.next);
}

/** What changed in the catalogue: the first page is asked for again, the rest stays where it is. */
export async function refresh(gone) {
  const mine = turn;
  const answer = await ask(address(null));
  if (mine !== turn) return 0;
  const grid = byId("grid");
  for (const id of gone) frameOf(id)?.remove();
  const isOnlyPage = grid.children.length <= PAGE;
  let fresh = 0;
  let place = null;
  for (const photo of answer.items) {
    const old = frameOf(photo.id);
    if (old === null) fresh++;
    const item = old !== null && old.dataset.seq === String(photo.change_seq) ? old : frame(photo);
    if (old !== null && old !== item) {
      const hadFocus = old.contains(document.activeElement);
      old.replaceWith(item);
      if (hadFocus) item.firstChild.focus();
    }
    const wanted = place === null ? grid.firstElementChild : place.nextElementSibling;
    if (item !== wanted) grid.insertBefore(item, wanted);
    place = item;
  }
  if (isOnlyPage) {
    const ids = new Set(answer.items.map(({ id }) => String(id)));
    for (const item of [...grid.children]) if (!ids.has(item.dataset.id)) item.remove();
    next = answer.next;
  }
  shown(next);
  return fresh;
}

export function idsShown() {
  return [...byId("grid").children].map(({ dataset }) => Number(dataset.id));
}

export function mark(id) {
  for (const item of document.querySelectorAll(".grid .marked")) item.classList.remove("marked");
  frameOf(id)?.firstChild.classList.add("marked");
}

export function focusFrame(id) {
  frameOf(id)?.firstChild.focus();
}

function frameOf(id) {
  return byId("grid").querySelector(`li[data-id="${id}"]`);
}

function address(after) {
  const values = new URLSearchParams({ q: query, sort, limit: String(PAGE) });
  if (after !== null) values.set("after", after);
  return `/photos?${values}`;
}

function shown(following) {
  next = following;
  const count = byId("grid").children.length;
  byId("more").hidden = next === null;
  byId("found").textContent = query === ""
    ? ""
    : next === null
    ? counted(count, "photo")
    : `${count}+ photos`;
  const nothing = byId("nothing");
  nothing.hidden = count > 0;
  nothing.textContent = query === ""
    ? "No photos yet. They appear here by themselves once a folder has been looked at."
    : "No photo is like that.";
}

/** A small picture, or what stands for it where the file holds none. */
export function picture(photo, alt) {
  const box = make("span", { className: "picture", ariaHidden: alt === "" ? "true" : null });
  const img = make("img", {
    alt,
    loading: "lazy",
    decoding: "async",
    className: `o${photo.orientation ?? 1}`,
    src: `/api/v1/photos/${photo.id}/preview?v=${(photo.sample_hash ?? "").slice(0, 12)}`,
  });
  // Twice its size is as far as a small picture goes.
  img.addEventListener("load", () => {
    img.style.maxWidth = `${img.naturalWidth * 2}px`;
    img.style.maxHeight = `${img.naturalHeight * 2}px`;
  });
  img.addEventListener("error", () => box.replaceChildren(blank(photo)));
  box.append(img);
  return box;
}

function blank(photo) {
  return make("span", {
    className: "blank",
    children: [make("b", { text: photo.format }), make("span", { text: "no preview inside" })],
  });
}

function frame(photo) {
  const name = baseName(photo.path);
  const title = photo.title ?? name;
  const taken = photo.taken_at?.slice(0, 10) ?? "";
  const rated = photo.rating > 0 ? `, ${photo.rating} stars, ` : ", ";
  const spoken = title === name ? rated.slice(2) : `${title}${rated}`;
  const stars = photo.rating > 0 ? "★".repeat(photo.rating) : taken;
  return make("li", {
    data: { id: photo.id, seq: photo.change_seq },
    children: [
      make("button", {
        type: "button",
        title: photo.path,
        on: { click: () => onOpen(photo.id) },
        children: [
          picture(photo, ""),
          make("span", { className: "hidden", text: spoken }),
          make("span", {
            className: "edge",
            children: [make("span", { text: name }), make("span", { text: stars })],
          }),
        ],
      }),
    ],
  });
}

/** Arrows move along the sheet as the eye does. */
byId("grid").addEventListener("keydown", (event) => {
  const frames = [...byId("grid").querySelectorAll("button")];
  const at = frames.indexOf(document.activeElement);
  const columns = getComputedStyle(byId("grid")).gridTemplateColumns.split(" ").length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  if (at < 0 || step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  frames[Math.max(0, Math.min(frames.length - 1, at + step))].focus();
});

const end = new IntersectionObserver((entries) => {
  if (entries.at(-1).isIntersecting) more();
}, { rootMargin: "600px" });

function watchForEnd() {
  end.unobserve(byId("more"));
  end.observe(byId("more"));
}

watchForEnd();
byId("more").addEventListener("click", more);
