import {
  EDIT_FIELDS,
  type EditableValues,
  type EditField,
  type FieldValues,
  isSameValue,
} from "./editable.ts";

/** Fields that can follow from another one where the file does not say them itself. */
const FOLLOWING: Partial<Record<EditField, readonly EditField[]>> = {
  // The zone may be told by another standard's date, or by the satellites' clock.
  taken_offset: ["taken_at", "position"],
  // Where there are none, the leaves of the tree are the keywords.
  keywords: ["keyword_paths"],
};

/**
 * What of a written file is not as it was meant: fields that were to change and did not, and fields that
 * changed although they were not to. Empty when all is well.
 */
export function judgeWritten(
  before: EditableValues,
  after: EditableValues,
  changed: FieldValues,
): string[] {
  return EDIT_FIELDS.flatMap((field) => {
    const meant = changed[field] === undefined ? before[field] : changed[field];
    const follows = FOLLOWING[field]?.some((other) => changed[other] !== undefined) ?? false;
    if (changed[field] === undefined && follows) return [];
    if (isSameValue(field, meant, after[field])) return [];
    return [`${field} would be ${shown(after[field])} instead of ${shown(meant)}`];
  });
}

function shown(value: unknown): string {
  return value === null ? "absent" : JSON.stringify(value);
}
