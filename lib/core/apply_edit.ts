import { type EditableValues, type EditField, type FieldValues, isSameValue } from "./editable.ts";
import type { Edit } from "./parse_edit.ts";

/**
 * The fields that an edit changes, with their new values; those that already are what is asked for are
 * left out, so that nothing is written for them.
 */
export function applyEdit(edit: Edit, now: EditableValues): FieldValues {
  const wanted: FieldValues = {
    ...edit.set,
    ...changedKeywords(edit, now),
    ...hasNoClock(edit.set.taken_at) ? { taken_offset: null } : {},
  };
  return changedFields(wanted, now);
}

/** A date without a time of day has no offset. */
function hasNoClock(takenAt: string | null | undefined): boolean {
  return typeof takenAt === "string" && takenAt.length <= 10;
}

/** Of `wanted` what differs from `now`. */
function changedFields(wanted: FieldValues, now: EditableValues): FieldValues {
  const changed = (Object.keys(wanted) as EditField[]).filter((field) =>
    !isSameValue(field, wanted[field]!, now[field])
  );
  return Object.fromEntries(changed.map((field) => [field, wanted[field]])) as FieldValues;
}

/**
 * A path of the tree brings its last level as a flat keyword, and takes it away with the last path that
 * ends in it; a flat keyword that goes takes the paths that end in it along, or it would be read again
 * from them.
 */
function changedKeywords(
  { set, addKeywords, removeKeywords }: Edit,
  now: EditableValues,
): FieldValues {
  if (addKeywords.length + removeKeywords.length === 0) return {};
  const keywords = new Set(set.keywords ?? now.keywords);
  const paths = new Set(set.keyword_paths ?? now.keyword_paths);
  for (const keyword of removeKeywords) {
    paths.delete(keyword);
    for (const path of paths) if (leafOf(path) === keyword) paths.delete(path);
    const leaf = leafOf(keyword);
    if (![...paths].some((path) => leafOf(path) === leaf)) keywords.delete(leaf);
  }
  for (const keyword of addKeywords) {
    if (keyword.includes("|")) paths.add(keyword);
    keywords.add(leafOf(keyword));
  }
  return { keywords: [...keywords], keyword_paths: [...paths] };
}

function leafOf(path: string): string {
  return path.slice(path.lastIndexOf("|") + 1);
}
