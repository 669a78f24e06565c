// One photo with all its fields and its history.
import { focusFrame, idsShown, mark, onOpenPhoto, picture } from "./grid.js";
import { ask, baseName, byId, bytes, make, moment } from "./words.js";

const NAMES = {
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
  make: "Make",
  model: "Camera",
  lens: "Lens",
  serial: "Serial number",
  iso: "ISO",
  f_number: "Aperture",
  exposure_time: "Exposure",
  focal_length: "Focal length",
  focal_length_35mm: "In 35 mm terms",
  flash: "Flash",
  city: "City",
  state: "State",
  country: "Country",
  country_code: "Country code",
  latitude: "Latitude",
  longitude: "Longitude",
  altitude: "Altitude",
  creator: "Creator",
  rights: "Rights",
  software: "Software",
  width: "Width",
  height: "Height",
  orientation: "Orientation",
  duration: "Duration",
  format: "Format",
  mime: "Type",
  size: "Size",
  mtime: "File changed",
  root: "Folder",
  path: "Path",
  sidecar: "Sidecar",
  stack_key: "Shot",
  added_at: "Added",
  updated_at: "Updated",
  change_seq: "Last change",
  sample_hash: "Sample hash",
  content_hash: "Content hash",
  media_hash: "Media hash",
  id: "Number",
};
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

const dialog = byId("photo");
let current = null;

onOpenPhoto(open);

async function open(id) {
  current = id;
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
  if (current !== id) return;
  const name = baseName(photo.path);
  byId("photo-title").textContent = photo.title ?? name;
  const details = make("div", {
    children: [
      make("h3", { text: "What it says" }),
      fields(photo),
      ...problems(photo.problems),
      make("h3", { text: "History" }),
      history(photo.history),
    ],
  });
  byId("photo-body").replaceChildren(picture(photo, photo.title ?? name), details);
  if (!dialog.open) dialog.showModal();
}

/** Shows the photo anew when it has changed. */
export function changed(id) {
  if (dialog.open && current === id) open(id);
}

function fields(photo) {
  const known = Object.entries(NAMES).map(([key, name]) => [name, text(key, photo[key])])
    .filter(([, value]) => value !== "");
  return make("dl", {
    className: "fields",
    children: known.flatMap((
      [name, value],
    ) => [make("dt", { text: name }), make("dd", { text: value })]),
  });
}

function text(key, value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (key === "size") return bytes(value);
  if (["mtime", "added_at", "updated_at"].includes(key)) return moment(value);
  if (key === "taken_at") return value.replace("T", " ");
  if (key === "rating") return value > 0 ? `${"★".repeat(value)} (${value})` : String(value);
  if (key === "f_number") return `f/${value}`;
  if (key === "exposure_time") {
    return value > 0 && value < 0.4 ? `1/${Math.round(1 / value)} s` : `${value} s`;
  }
  if (key === "focal_length" || key === "focal_length_35mm") return `${value} mm`;
  if (key === "altitude") return `${value} m`;
  return String(value);
}

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
  const next = ids[ids.indexOf(current) + by];
  if (next !== undefined) open(next);
}

dialog.addEventListener("click", ({ target }) => {
  if (target === dialog || target.closest("[data-close]")) return dialog.close();
  const button = target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});
dialog.addEventListener("close", () => {
  focusFrame(current);
  current = null;
});
