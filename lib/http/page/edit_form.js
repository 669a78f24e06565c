// The form by which one photo is edited: what is sent is only what a person has changed.
import { ask, make } from "./words.js";

const LABELS = ["Red", "Orange", "Yellow", "Green", "Blue", "Purple"];
const RATINGS = [
  ["", "not rated"],
  ["-1", "rejected"],
  ["0", "0"],
  ["1", "★"],
  ["2", "★★"],
  ["3", "★★★"],
  ["4", "★★★★"],
  ["5", "★★★★★"],
];

/** Fields by the name under which they are sent: their words, what they show now, and a hint. */
const FIELDS = [
  { name: "title", label: "Title", of: ({ title }) => title, isWide: true },
  {
    name: "description",
    label: "Description",
    of: ({ description }) => description,
    isLong: true,
  },
  {
    name: "keywords",
    label: "Keywords",
    of: ({ keywords }) => keywords.join("\n"),
    isLong: true,
    hint: "One a line; Places|Italy|Rome for a branch of the tree",
  },
  { name: "rating", label: "Rating", of: ({ rating }) => rating, choices: RATINGS },
  { name: "label", label: "Label", of: ({ label }) => label, words: LABELS },
  {
    name: "date",
    label: "Taken",
    of: (photo) => isGuess(photo) ? "" : photo.taken_at,
    hint: "2024-05-01T12:30:00, or as much as is known",
  },
  {
    name: "offset",
    label: "Offset from UTC",
    of: (photo) => isGuess(photo) ? "" : photo.taken_offset,
    hint: "+02:00",
  },
  {
    name: "gps",
    label: "Position",
    of: ({ latitude, longitude, altitude }) =>
      latitude === null || longitude === null
        ? ""
        : [latitude, longitude, ...altitude === null ? [] : [altitude]].join(", "),
    hint: "Latitude, longitude and, if known, metres",
  },
  { name: "city", label: "City", of: ({ city }) => city },
  { name: "state", label: "State", of: ({ state }) => state },
  { name: "country", label: "Country", of: ({ country }) => country },
  { name: "country-code", label: "Country code", of: (photo) => photo.country_code },
  { name: "creator", label: "Creator", of: ({ creator }) => creator },
  { name: "rights", label: "Rights", of: ({ rights }) => rights },
];

const isGuess = ({ taken_source: source }) => source === "filename" || source === "mtime";
const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

/** What has to be sent so that a photo says what is in the form; `null` when it does already. */
export function changedFields(photo, values) {
  const body = {};
  const clear = [];
  for (const { name, of } of FIELDS) {
    const before = String(of(photo) ?? "");
    const after = values[name].trim();
    if (after === before.trim()) continue;
    if (name === "keywords") {
      const [had, has] = [photo.keywords, linesOf(values[name])];
      const added = has.filter((word) => !had.includes(word));
      const removed = had.filter((word) => !has.includes(word));
      if (added.length > 0) body["add-keyword"] = added;
      if (removed.length > 0) body["remove-keyword"] = removed;
    } else if (after === "") clear.push(name);
    else body[name] = name === "rating" ? Number(after) : after;
  }
  if (clear.length > 0) body.clear = clear;
  return Object.keys(body).length === 0 ? null : body;
}

/** Keywords as they were typed, with what somebody else added and took out meanwhile. */
function keywordsUnited(typed, before, now) {
  const kept = linesOf(typed).filter((word) => !before.includes(word) || now.includes(word));
  return [...kept, ...now.filter((word) => !before.includes(word) && !kept.includes(word))];
}

/**
 * The form for a photo.
 *
 * @param onDone told when it is over; whether something was saved
 */
export function editForm(given, onDone) {
  let photo = given;
  const form = make("form", { className: "edit-form", noValidate: true, ariaLabel: "Edit" });
  const rows = new Map(FIELDS.map((field) => [field.name, row(field, photo)]));
  const said = make("p", { className: "trouble", role: "alert", hidden: true });
  const save = make("button", { type: "submit", className: "strong", text: "Save" });
  const cancel = make("button", { type: "button", className: "quiet", text: "Cancel" });
  cancel.addEventListener("click", () => onDone(false));
  form.append(
    ...[...rows.values()].map(({ element }) => element),
    said,
    make("div", { className: "actions", children: [save, cancel] }),
  );
  const values = () =>
    Object.fromEntries([...rows].map(([name, { control }]) => [name, control.value]));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const one of rows.values()) one.complain(null);
    said.hidden = true;
    const body = changedFields(photo, values());
    if (body === null) return onDone(false);
    save.disabled = true;
    try {
      await ask(`/photos/${photo.id}/edits`, { method: "POST", body });
      await onDone(true);
    } catch (error) {
      tell(error, rows, said);
    } finally {
      save.disabled = false;
    }
  });
  /** Somebody else changed it meanwhile: what is not touched here follows, of the rest it is told. */
  const follow = (next) => {
    for (const { name, of } of FIELDS) {
      const [before, now] = [of(photo), of(next)].map((value) => String(value ?? ""));
      const { control, complain } = rows.get(name);
      if (before === now || control.value.trim() === now.trim()) continue;
      if (control.value === before) control.value = now;
      else if (name === "keywords") {
        control.value = keywordsUnited(control.value, photo.keywords, next.keywords).join("\n");
      } else complain(`It was made “${now || "nothing"}” meanwhile: saving replaces that.`);
    }
    photo = next;
  };
  return {
    form,
    follow,
    focus: () => rows.get("title").control.focus(),
    isChanged: () => changedFields(photo, values()) !== null,
    /** Says that something is not saved, and stays. */
    hold: () => {
      said.textContent = "This is not saved yet: save it, or cancel.";
      said.hidden = false;
      save.focus();
    },
  };
}

/** Each complaint stands at its field, where there is one. */
function tell(error, rows, said) {
  const rest = [];
  let first = null;
  for (const { name, reason } of error.problem?.errors ?? []) {
    const [part] = name.split(".");
    const row = rows.get(/^(add|remove)-keyword$/.test(part) ? "keywords" : part);
    if (row === undefined) rest.push(reason);
    else row.complain(reason);
    first ??= row?.control ?? null;
  }
  if (first !== null) first.focus();
  if (first !== null && rest.length === 0) return;
  said.textContent = rest.join(" ") || error.message;
  said.hidden = false;
}

function row({ name, label, of, hint, isLong, isWide = isLong, choices, words }, photo) {
  const id = `edit-${name}`;
  const value = String(of(photo) ?? "");
  const control = choices !== undefined
    ? make("select", {
      id,
      name,
      children: choices.map(([key, text]) => make("option", { value: key, text })),
    })
    : isLong
    ? make("textarea", { id, name, rows: Math.min(6, Math.max(2, value.split("\n").length)) })
    : make("input", { id, name, type: "text", autocomplete: "off" });
  control.value = value;
  const complaint = make("p", { id: `${id}-complaint`, className: "trouble", hidden: true });
  const children = [make("label", { htmlFor: id, text: label }), control];
  const described = [complaint.id];
  if (hint !== undefined) {
    children.push(make("p", { id: `${id}-hint`, className: "hint", text: hint }));
    described.push(`${id}-hint`);
  }
  if (words !== undefined) {
    control.setAttribute("list", `${id}-words`);
    children.push(make("datalist", {
      id: `${id}-words`,
      children: words.map((text) => make("option", { value: text })),
    }));
  }
  control.setAttribute("aria-describedby", described.join(" "));
  const complain = (reason) => {
    complaint.hidden = reason === null;
    complaint.textContent = reason ?? "";
    if (reason === null) control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
  };
  const className = isWide ? "edit-row is-wide" : "edit-row";
  return {
    control,
    complain,
    element: make("div", { className, children: [...children, complaint] }),
  };
}
