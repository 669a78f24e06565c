// One photo with all its fields and its history.
import { editForm } from "./edit_form.js";
import { editNote } from "./edits.js";
import { focusFrame, idsShown, mark, onOpenPhoto, picture } from "./grid.js";
import { ask, baseName, byId, bytes, make, moment } from "./words.js";

/** Fields in groups, each with its words. */
const GROUPS = [
  ["What it says", {
    title: "Title",
    description: "Description",
    rating: "Rating",
    label: "Label",
    keywords: "Keywords",
    keyword_paths: "Keyword tree",
    faces: "Faces",
    taken_at: "Taken",
    taken_offset: "Offset from UTC",
    taken_source: "Known from",
    city: "City",
    state: "State",
    country: "Country",
    country_code: "Country code",
    position: "Position",
    creator: "Creator",
    rights: "Rights",
  }],
  ["How it was taken", {
    make: "Make",
    model: "Camera",
    lens: "Lens",
    exposure_time: "Exposure",
    f_number: "Aperture",
    iso: "ISO",
    focal_length: "Focal length",
    focal_length_35mm: "In 35 mm terms",
    flash: "Flash",
    serial: "Serial number",
    software: "Software",
  }],
  ["Its file", {
    path: "Path",
    root: "Folder",
    sidecar: "Sidecar",
    from_sidecar: "From the sidecar",
    format: "Format",
    mime: "Type",
    dimensions: "Pixels",
    orientation: "Orientation",
    duration: "Duration",
    size: "Size",
    mtime: "File changed",
    added_at: "Added",
    updated_at: "Updated",
    stack_key: "Shot",
    change_seq: "Last change",
    sample_hash: "Sample hash",
    content_hash: "Content hash",
    media_hash: "Media hash",
    id: "Number",
  }],
];
const CHANGES = {
  appeared: "Appeared",
  changed: "Changed",
  moved: "Moved",
  missing: "Gone missing",
  revived: "Came back",
  merged: "Took the place of its copy",
  purged: "Given up",
  edited: "Edited",
};

/** From where the time of taking is known. */
const SOURCES = {
  exif: "EXIF",
  xmp: "XMP",
  iptc: "IPTC",
  quicktime: "the header of the film",
  png: "PNG",
  filename: "the name of the file",
  mtime: "when the file was changed",
};

const dialog = byId("photo");
let current = null;
/** The form while one is open: nothing may be drawn over what a person types. */
let editing = null;

onOpenPhoto(open);

export async function open(id) {
  current = id;
  editing = null;
  mark(id);
  let photo;
  try {
    photo = await ask(`/photos/${id}`);
  } catch (error) {
    byId("photo-title").textContent = error.message;
    byId("photo-body").replaceChildren();
    if (!dialog.open) dialog.showModal();
    return;
  }
  if (current !== id || editing !== null) return;
  show(photo);
  if (!dialog.open) dialog.showModal();
}

function show(photo) {
  const name = baseName(photo.path);
  byId("photo-title").textContent = photo.title ?? name;
  const edit = make("button", { type: "button", name: "edit", text: "Edit" });
  edit.addEventListener("click", () => startEditing(photo));
  const [first, ...rest] = GROUPS;
  const details = make("div", {
    className: "details",
    children: [
      make("div", {
        className: "details-head",
        children: [make("h3", { text: first[0] }), edit],
      }),
      fields(photo, first[1]),
      ...problems(photo.problems),
      ...rest.flatMap(([title, names]) => [make("h3", { text: title }), fields(photo, names)]),
      make("h3", { text: "History" }),
      history(photo.history),
    ],
  });
  byId("photo-body").replaceChildren(picture(photo, photo.title ?? name), details);
}

function startEditing(photo) {
  editing = editForm(photo, async () => {
    await open(photo.id);
    byId("photo-body").querySelector("button[name=edit]")?.focus();
  });
  const details = byId("photo-body").querySelector(".details");
  details.replaceChildren(make("h3", { text: "Edit" }), editing.form);
  dialog.scrollTop = 0;
  editing.focus();
}

/** Shows the photo anew when it has changed; what is typed stays. */
export async function changed(id) {
  if (!dialog.open || current !== id) return;
  if (editing === null) return open(id);
  const form = editing;
  const photo = await ask(`/photos/${id}`).catch(() => null);
  if (photo !== null && editing === form) form.follow(photo);
}

/** The same when edits have come further; which of them is not told. */
export function editsChanged() {
  if (current !== null) changed(current);
}

function fields(photo, names) {
  const rows = Object.entries(names).map(([key, name]) => ({
    name,
    value: text(key, valueOf(key, photo)),
    edits: photo.edits.filter(({ field }) => field === key),
  })).filter(({ value, edits }) => value !== "" || edits.length > 0);
  if (rows.length === 0) return make("p", { className: "soft", text: "Nothing" });
  return make("dl", {
    className: "fields",
    children: rows.flatMap(({ name, value, edits }) => [
      make("dt", { text: name }),
      make("dd", {
        children: [
          make("span", { text: value || "nothing any more" }),
          ...edits.map((edit) => editNote(edit, () => open(photo.id))),
        ],
      }),
    ]),
  });
}

function valueOf(key, photo) {
  const { latitude, longitude, altitude, width, height } = photo;
  if (key === "dimensions") return width && height ? `${width} × ${height}` : null;
  if (key !== "position") return photo[key];
  if (latitude === null || longitude === null) return null;
  const degrees = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return altitude === null ? degrees : `${degrees}, ${Math.round(altitude * 10) / 10} m`;
}

function text(key, value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (key === "size") return bytes(value);
  if (["mtime", "added_at", "updated_at"].includes(key)) return moment(value);
  if (key === "taken_at") return value.replace("T", " ");
  if (key === "rating") return value > 0 ? `${"★".repeat(value)} (${value})` : ratingText(value);
  if (key === "f_number") return `f/${value}`;
  if (key === "exposure_time") {
    return value > 0 && value < 0.4 ? `1/${Math.round(1 / value)} s` : `${value} s`;
  }
  if (key === "duration") return `${Math.round(value * 10) / 10} s`;
  if (key === "focal_length" || key === "focal_length_35mm") return `${value} mm`;
  if (key === "taken_source") return SOURCES[value] ?? value;
  if (key === "flash") return value % 2 === 1 ? "fired" : "did not fire";
  return String(value);
}

const ratingText = (value) => value === -1 ? "rejected" : String(value);

function problems(list) {
  if (list.length === 0) return [];
  return [
    make("h3", { text: "Problems" }),
    ...list.map(({ detail }) => make("p", { className: "trouble", text: detail })),
  ];
}

function history(changes) {
  return make("ul", {
    className: "history",
    children: changes.toReversed().map(({ at, kind, path, old_path: old }) =>
      make("li", {
        children: [
          make("time", { dateTime: at, text: moment(at) }),
          make("span", {
            text: `${CHANGES[kind] ?? kind}${old === null ? "" : `: ${old} → ${path}`}`,
          }),
        ],
      })
    ),
  });
}

function step(by) {
  const ids = idsShown();
  const at = ids.indexOf(current);
  const next = at < 0 ? undefined : ids[at + by];
  if (next !== undefined) open(next);
}

/** Whether the photo may be left: not while something is typed and not saved. */
function mayLeave() {
  if (editing === null || !editing.isChanged()) return true;
  editing.hold();
  return false;
}

dialog.addEventListener("click", ({ target }) => {
  if (target === dialog || target.closest("[data-close]")) {
    if (mayLeave()) dialog.close();
    return;
  }
  const button = target.closest("[data-step]");
  if (button && mayLeave()) step(Number(button.dataset.step));
});
dialog.addEventListener("keydown", (event) => {
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (event.altKey || event.ctrlKey || event.metaKey || editing !== null) return;
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
  if (event.key !== "e") return;
  event.preventDefault();
  byId("photo-body").querySelector("button[name=edit]")?.click();
});
// Escape leaves the form first, then the photo.
dialog.addEventListener("cancel", (event) => {
  if (event.target !== dialog || editing === null) return;
  event.preventDefault();
  if (mayLeave()) open(current);
});
dialog.addEventListener("close", () => {
  focusFrame(current);
  current = null;
  editing = null;
});
