// Edits that are not done with: beside the fields they change, and as a list of what waits for a person.
import { ask, baseName, byId, make } from "./words.js";

export const FIELD_NAMES = {
  title: "Title",
  description: "Description",
  keywords: "Keywords",
  keyword_paths: "Keyword tree",
  rating: "Rating",
  label: "Label",
  taken_at: "Taken",
  taken_offset: "Offset from UTC",
  position: "Position",
  city: "City",
  state: "State",
  country: "Country",
  country_code: "Country code",
  creator: "Creator",
  rights: "Rights",
};

/** A value as a person reads it. */
export function shownValue(value) {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return "nothing";
  }
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") {
    return [value.latitude, value.longitude, value.altitude].filter((one) => one !== null)
      .join(", ");
  }
  return String(value);
}

/** What a person can know of an edit in a line, and what there is to do about it. */
export function editNote(edit, onDone) {
  const { id, state, reason, winner, lost } = edit;
  const said = make("span", { role: "alert", className: "trouble", hidden: true });
  const act = (decision, text) => {
    const button = make("button", { type: "button", className: "small", text });
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await ask(`/edits/${id}/${decision}`, { method: "POST" });
        await onDone();
      } catch (error) {
        said.textContent = error.message;
        said.hidden = false;
        button.disabled = false;
      }
    });
    return button;
  };
  if (state === "conflict") {
    const who = winner === "ours"
      ? `Somebody else had made it “${shownValue(lost)}”; this was later and stayed.`
      : `Somebody else changed it after you had made it “${shownValue(lost)}”; theirs stayed.`;
    return note("is-bad", who, [
      act("retry", `Make it “${short(shownValue(lost))}”`),
      act("seen", "Leave it"),
      said,
    ]);
  }
  if (state === "failed") {
    return note("is-bad", `Not written: ${reason}`, [
      act("retry", "Try again"),
      act("discard", "Take it back"),
      said,
    ]);
  }
  if (reason === null) return note("is-busy", "Being written into the file", []);
  return note("is-busy", `Waits to be written: ${reason}`, [
    act("retry", "Try now"),
    act("discard", "Take it back"),
    said,
  ]);
}

function note(className, text, children) {
  return make("div", {
    className: `edit-note ${className}`,
    children: [
      make("span", { className: "dot" }),
      make("span", { className: "edit-said", text }),
      ...children,
    ],
  });
}

const short = (text) => text.length > 24 ? `${text.slice(0, 23)}…` : text;

/** What is only about to be written needs nobody. */
const waits = ({ state, reason }) => state !== "pending" || reason !== null;

/** @param open shows a photo */
export async function loadEdits(open) {
  const { items, next } = await ask("/edits?limit=100");
  const waiting = items.filter(waits);
  byId("edits").hidden = waiting.length === 0;
  const more = next === null ? "" : "+";
  byId("edits-title").textContent = `Edits · ${waiting.length}${more}`;
  byId("edit-list").replaceChildren(...waiting.map((edit) => card(edit, open)));
}

function card(edit, open) {
  const { photo_id: id, root, path, field, old_value: before, new_value: after } = edit;
  return make("li", {
    children: [
      make("h3", {
        children: [
          make("button", {
            type: "button",
            className: "link-button",
            text: baseName(path),
            on: { click: () => open(id) },
          }),
        ],
      }),
      make("p", { className: "root-place", text: `${root}/${path}` }),
      make("p", {
        text: `${FIELD_NAMES[field] ?? field}: ${shownValue(before)} → ${shownValue(after)}`,
      }),
      editNote(edit, () => loadEdits(open)),
    ],
  });
}
