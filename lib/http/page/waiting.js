// What waits for a person: lists of photos to be hidden, and problems with their cure.
import { ask, baseName, byId, counted, isWide, make, moment } from "./words.js";

const AGAIN = "it is tried again with the next look.";
const ONCE = "It is left alone until it changes; bring it back from a backup if it is damaged.";
const CURES = {
  "damaged": "Bring it back from a backup, or copy it again from the camera.",
  "empty": "It has no content yet: copy it again if it should.",
  "extension-mismatch": "It is shown as what it is; a better name ends this.",
  "io-error": `The disk or share has trouble: look at its health; ${AGAIN}`,
  "link-loop": "Links lead in a circle here: remove one of them.",
  "mount-away":
    "Mount the disk again. If what is there now is to stay: proofsheet roots accept FOLDER.",
  "name-too-long": "Shorten the name, or that of a folder above it.",
  "not-a-directory": `A file came where a folder was; ${AGAIN}`,
  "not-a-file": "A pipe, socket or device has the name of a photo: remove or rename it.",
  "orphan-sidecar":
    "Put its photo back beside it, name the sidecar like the photo it belongs to, or remove it.",
  "out-of-memory": ONCE,
  "out-of-resources": `Too many files are open, or memory is short: close something; ${AGAIN}`,
  "permission": `Let the user that runs Proofsheet read it; ${AGAIN}`,
  "read-in-part": "What could be read is shown; open and save it in another program to mend it.",
  "reader-crashed": ONCE,
  "sidecar-not-read":
    "Two sidecars belong to this photo: merge them, or remove the one you do not want.",
  "stale-handle": `The share was mounted anew; ${AGAIN}`,
  "still-changing": "Something still writes to it; it is looked at again.",
  "timed-out": `The share did not answer; ${AGAIN}`,
  "too-large": "Save the sidecar again without what is not metadata, or remove it.",
  "too-slow": `Reading took too long, mostly as the disk is slow; ${AGAIN}`,
  "unknown-format": "It is no photo: rename it, or hide it with an ignore rule.",
  "unreachable": `The share cannot be reached; ${AGAIN}`,
  "unreadable-name": "Its name is no UTF-8: give it another one.",
  "unusable-rules": "Mend the rules in this file; until then nothing below it is added or hidden.",
};

export async function loadHeld() {
  const { items } = await ask("/held");
  const open = items.filter(({ decision }) => decision === null);
  byId("held").hidden = open.length === 0;
  byId("held-list").replaceChildren(...open.map(heldCard));
}

function heldCard({ id, root, since, count, replaced, paths }) {
  const more = count - paths.length;
  const shown = [...paths, ...(more > 0 ? [`and ${more.toLocaleString("en-US")} more`] : [])];
  const said = make("p", { className: "trouble", hidden: true, role: "alert" });
  const decide = (verb, text, className) => {
    const button = make("button", { type: "button", text, className });
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await ask(`/held/${id}/${verb}`, { method: "POST" });
        await loadHeld();
      } catch (error) {
        said.textContent = error.message;
        said.hidden = false;
        button.disabled = false;
      }
    });
    return button;
  };
  return make("li", {
    children: [
      make("h3", { text: `${counted(count, "file")} gone from ${baseName(root)}` }),
      make("p", {
        className: "cure",
        text: `Since ${
          moment(since)
        }. This looks like an accident, so nothing is hidden until you say so.${
          replaced > 0
            ? ` Other photos are in the places of ${
              replaced.toLocaleString("en-US")
            }: without records until you hide these.`
            : ""
        }`,
      }),
      make("ul", {
        className: "paths",
        tabIndex: 0,
        ariaLabel: "Photos that are gone",
        role: "list",
        children: shown.map((text) => make("li", { text })),
      }),
      make("div", {
        className: "actions",
        children: [
          decide("reject", "Keep them", "strong"),
          decide("approve", "They are gone: hide them", "quiet"),
        ],
      }),
      said,
    ],
  });
}

let nextProblems = null;

byId("problems").open = isWide();

/** How many there are is told by the stream of events. */
export function countProblems(open) {
  byId("problems-title").textContent = open === 0
    ? "Problems"
    : `Problems · ${open.toLocaleString("en-US")}`;
}

export async function loadProblems() {
  const { items, next } = await ask("/problems?limit=6");
  byId("problems").hidden = items.length === 0;
  byId("problem-list").replaceChildren(...items.map(problemCard));
  showMore(next);
}

byId("more-problems").addEventListener("click", async () => {
  const { items, next } = await ask(
    `/problems?limit=100&after=${encodeURIComponent(nextProblems)}`,
  );
  byId("problem-list").append(...items.map(problemCard));
  showMore(next);
});

function showMore(next) {
  nextProblems = next;
  byId("more-problems").hidden = next === null;
}

function problemCard({ root, path, kind, detail, first_seen: first }) {
  const cure = CURES[kind];
  return make("li", {
    children: [
      make("h3", { text: baseName(path || root) }),
      make("p", { className: "root-place", text: path === "" ? root : `${root}/${path}` }),
      make("p", { text: detail }),
      ...(cure ? [make("p", { className: "cure", text: cure })] : []),
      make("p", { className: "cure", text: `Since ${moment(first)}` }),
    ],
  });
}
