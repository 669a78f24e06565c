import { type EditableValues, type EditField, isSameValue } from "./editable.ts";

/** Three views of one field. */
export interface ThreeWays<Field extends EditField = EditField> {
  /** What the catalogue had last read of the file when the edit was made. */
  readonly base: EditableValues[Field];
  /** What we were writing last, if it may have come into the file unnoticed; absent where nothing was. */
  readonly sent?: EditableValues[Field];
  /** What the edit asks for. */
  readonly ours: EditableValues[Field];
  /** What the file says now. */
  readonly theirs: EditableValues[Field];
  /** Whether the file was changed after the edit was made. */
  readonly isTheirsLater: boolean;
}

/** What becomes of an edit when its file has been read again. */
export type MergedEdit<Field extends EditField = EditField> =
  /** Only we changed it, or both changed keywords: this is to be written. */
  | { readonly kind: "write"; readonly value: EditableValues[Field] }
  /** The file says what the edit asked for: there is nothing left to write. */
  | { readonly kind: "done" }
  /** Both changed it and ours, which is later, is to be written; `lost` is what the file said. */
  | { readonly kind: "ours"; readonly value: EditableValues[Field]; readonly lost: unknown }
  /** Both changed it and the file's is later, so it stays; `lost` is what the edit asked for. */
  | { readonly kind: "theirs"; readonly lost: unknown };

/**
 * Merges one field. Where both sides changed it, keywords are united: what either side added is there,
 * and what either side removed is gone. Of two other values the later one stays: somebody saw the other
 * one, or could have, when they gave it; that there were two is kept as a conflict until it was seen.
 */
export function mergeEdit<Field extends EditField>(
  field: Field,
  { base: known, sent, ours, theirs, isTheirsLater }: ThreeWays<Field>,
): MergedEdit<Field> {
  if (isSameValue(field, ours, theirs)) return { kind: "done" };
  // Nobody else changed it: we did, and somebody wished for something else since.
  const base = sent !== undefined && isSameValue(field, sent, theirs) ? theirs : known;
  if (isSameValue(field, base, theirs)) return { kind: "write", value: ours };
  if (isListOfTexts(base) && isListOfTexts(ours) && isListOfTexts(theirs)) {
    const united = unite(base, ours, theirs);
    if (isSameValue(field, united as EditableValues[Field], theirs)) return { kind: "done" };
    return { kind: "write", value: united as EditableValues[Field] };
  }
  return isTheirsLater
    ? { kind: "theirs", lost: ours }
    : { kind: "ours", value: ours, lost: theirs };
}

/** In the order of the file, what we added at the end. */
function unite(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const [before, wanted, found] = [new Set(base), new Set(ours), new Set(theirs)];
  const kept = theirs.filter((text) => wanted.has(text) || !before.has(text));
  return [...kept, ...ours.filter((text) => !before.has(text) && !found.has(text))];
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
