import { applyEdit } from "../core/apply_edit.ts";
import { counted } from "../core/counted.ts";
import type { EditableValues, EditField, FieldValues } from "../core/editable.ts";
import type { EditRow } from "../core/edit_row.ts";
import { EXIT, worstExitCode } from "../core/exit_code.ts";
import type { Edit } from "../core/parse_edit.ts";
import { shownPath } from "../core/shown_path.ts";

/** A present photo that can be edited. */
export interface EditablePhoto {
  readonly id: number;
  readonly rootId: number;
  readonly root: string;
  readonly path: string;
  /** Where edits of it are written, relative to the root. */
  readonly target: string;
}

/** What somebody asks for, on some photos or folders; absolute paths. */
export interface EditRequest {
  readonly paths: readonly string[];
  readonly edit: Edit;
}

/** What accepting edits asks of the catalogue. */
export interface EditPorts {
  /** Photos at or below a path; throws where there is none. */
  photosAt(path: string): Iterable<EditablePhoto>;
  /** What the catalogue shows of a photo; `null` when its record is gone. */
  valuesOf(photo: EditablePhoto): EditableValues | null;
  /** Why a photo is not edited whatever is asked for, as a sentence; otherwise `null`. */
  whyNot(photo: EditablePhoto): string | null;
  /** Runs `work` in one transaction. */
  together(work: () => void): void;
  /** Takes the edit and shows its effect. */
  accept(photo: EditablePhoto, changed: FieldValues): void;
  /** Lets others work in between. */
  breathe(): Promise<void>;
}

/** One photo with the fields that change. */
export interface PlannedEdit {
  readonly photo: EditablePhoto;
  readonly before: EditableValues;
  readonly changed: FieldValues;
}

/** What came of some requests. */
export interface AcceptedEdits {
  readonly planned: readonly PlannedEdit[];
  /** Photos that are what was asked for already. */
  readonly unchanged: number;
  /** Why some photos cannot be edited so, as sentences. */
  readonly refused: readonly string[];
}

/**
 * Photos whose edits are accepted together, all or none of them, also when the program is killed: a
 * transaction of some 30 ms, as others wait for it.
 */
const PHOTOS_TOGETHER = 50;

/**
 * Accepts edits, so many photos at a time; what a photo already says is no edit. Nothing is accepted
 * where a path is not known.
 */
export async function acceptEdits(
  requests: readonly EditRequest[],
  ports: EditPorts,
): Promise<AcceptedEdits> {
  const wanted: WantedEdit[] = [];
  for (const request of requests) {
    wanted.push(...wantedEdits(request, ports));
    await ports.breathe();
  }
  const accepted: Accepting = { planned: [], unchanged: 0, refused: [] };
  for (let first = 0; first < wanted.length; first += PHOTOS_TOGETHER) {
    ports.together(() => {
      for (const one of wanted.slice(first, first + PHOTOS_TOGETHER)) {
        acceptOne(one, accepted, ports);
      }
    });
    await ports.breathe();
  }
  return accepted;
}

interface WantedEdit {
  readonly photo: EditablePhoto;
  readonly edit: Edit;
}

interface Accepting {
  readonly planned: PlannedEdit[];
  unchanged: number;
  readonly refused: string[];
}

/** A photo that is named twice, itself and with its folder, is edited once. */
function wantedEdits({ paths, edit }: EditRequest, ports: EditPorts): WantedEdit[] {
  const photos = paths.flatMap((path) => [...ports.photosAt(path)]);
  const once = new Map(photos.map((photo) => [photo.id, photo]));
  return [...once.values()].map((photo) => ({ photo, edit }));
}

function acceptOne({ photo, edit }: WantedEdit, accepted: Accepting, ports: EditPorts): void {
  const before = ports.valuesOf(photo);
  if (before === null) {
    accepted.refused.push(`Cannot edit '${photo.root}/${photo.path}' as it has just gone`);
    return;
  }
  const changed = applyEdit(edit, before);
  const complaint = ports.whyNot(photo) ?? complain(photo, { ...before, ...changed }, changed);
  if (complaint !== null) accepted.refused.push(complaint);
  else if (Object.keys(changed).length === 0) accepted.unchanged++;
  else {
    ports.accept(photo, changed);
    accepted.planned.push({ photo, before, changed });
  }
}

/** No standard has a place for an offset alone. */
function complain(
  { root, path }: EditablePhoto,
  { taken_at, taken_offset }: EditableValues,
  changed: FieldValues,
): string | null {
  if (changed.taken_offset == null || taken_offset === null) return null;
  if (taken_at !== null && taken_at.length > 10) return null;
  return `Cannot set the offset of '${root}/${path}' as the time it was taken at is not known: ` +
    "give --date, too";
}

/** State of an edit when the command ends. */
export type EditState = Pick<EditRow, "photoId" | "field" | "state" | "reason" | "target">;

/** How the command answers. */
export interface TellEditsOptions {
  readonly json: boolean;
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
  /** What became of the edits so far; empty for a dry run. */
  readonly states: readonly EditState[];
  /** Whether somebody waited for them. */
  readonly isWaitedFor: boolean;
}

/** Tells what was accepted and what became of it, and gives the exit code. */
export function tellEdits(
  { planned, unchanged, refused }: AcceptedEdits,
  { json, print, tell, states, isWaitedFor }: TellEditsOptions,
): number {
  const stateOf = (photoId: number, field: string) =>
    states.find((state) => state.photoId === photoId && state.field === field);
  const edits = planned.flatMap(({ photo, before, changed }) =>
    (Object.keys(changed) as EditField[]).map((field) => {
      const state = stateOf(photo.id, field);
      return {
        photoId: photo.id,
        root: photo.root,
        path: photo.path,
        field,
        old: before[field],
        new: changed[field] ?? null,
        state: state?.state ?? "planned",
        reason: state?.reason ?? null,
        target: state?.target ?? photo.target,
      };
    })
  );
  for (const complaint of refused) tell(complaint);
  if (json) print(JSON.stringify({ edits, unchanged, refused }, null, 2));
  else {
    for (const edit of edits) print(describe(edit));
    print(summary(edits, unchanged));
  }
  // What waits because its root is away has no reason of its own: the root's is told.
  const isInVain = (state: string, reason: string | null) =>
    state === "failed" || (isWaitedFor && state === "pending" && reason !== null);
  const codes = edits.map(({ state, reason }) => isInVain(state, reason) ? EXIT.failed : EXIT.done);
  return worstExitCode(refused.length > 0 ? [...codes, EXIT.failed] : codes);
}

interface DescribedEdit {
  readonly root: string;
  readonly path: string;
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly state: string;
  readonly reason: string | null;
  readonly target: string;
}

function describe({ root, path, field, old, new: value, ...edit }: DescribedEdit): string {
  const where = edit.target === path ? "" : ` in ${shownPath(edit.target)}`;
  const why = edit.reason === null ? "" : `: ${edit.reason}`;
  const shown = shownPath(`${root}/${path}`);
  return `${shown}: ${field} ${shownValue(old)} -> ${
    shownValue(value)
  } (${edit.state}${where}${why})`;
}

/** A value as a person reads it. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return "-";
  }
  if (typeof value === "object" && !Array.isArray(value)) {
    const { latitude, longitude, altitude } = value as Record<string, number | null>;
    return [latitude, longitude, ...altitude === null ? [] : [altitude]].join(",");
  }
  return JSON.stringify(value);
}

function summary(edits: readonly DescribedEdit[], unchanged: number): string {
  const states = [...new Set(edits.map(({ state }) => state))];
  const photos = new Set(edits.map(({ root, path }) => `${root}/${path}`)).size;
  const counts = states.map((state) =>
    `${edits.filter((edit) => edit.state === state).length} ${state}`
  );
  const changed = edits.length === 0
    ? "Nothing to change"
    : `${counted(edits.length, "field")} of ${counted(photos, "photo")}: ${counts.join(", ")}`;
  const same = `${counted(unchanged, "photo")} as wanted already`;
  return unchanged === 0 ? changed : `${changed}; ${same}`;
}
