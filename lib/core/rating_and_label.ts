import { IFD0_TAGS } from "./exif_tags.ts";
import { firstOf, integerWithin, numberWithin, type RawValue, textOf } from "./metadata_values.ts";
import type { RawMetadata } from "./raw_metadata.ts";

/** digiKam's numbers, in the words Lightroom uses for the same labels; Nikon's Urgency counts alike. */
const DIGIKAM_LABELS = [
  "",
  "Red",
  "Orange",
  "Yellow",
  "Green",
  "Blue",
  "Magenta",
  "Gray",
  "Black",
  "White",
];

/** Photo Mechanic's classes; their colours are the user's own, so these are its names for them. */
const PHOTO_MECHANIC_CLASSES = [
  "",
  "Winner",
  "Winner Alt",
  "Superior",
  "Superior Alt",
  "Typical",
  "Typical Alt",
  "Extras",
  "Trash",
];

const DARKTABLE_LABELS = ["Red", "Yellow", "Green", "Blue", "Purple"];

/** Stars: -1 for rejected, 0 to 5. */
export function ratingOf({ ifd0, xmp }: RawMetadata): number | null {
  const percent = numberWithin(xmp.microsoft?.Rating, 1, 100);
  return firstOf(
    integerWithin(xmp.xmp?.Rating, -1, 5),
    integerWithin(xmp.acdsee?.rating, 0, 5),
    percent === null ? null : starsOf(percent),
    integerWithin(ifd0[IFD0_TAGS.rating], 0, 5),
  );
}

/** Windows keeps stars as 1, 25, 50, 75 and 99 percent. */
function starsOf(percent: number): number {
  return [1, 25, 50, 75, 99].findLastIndex((least) => percent >= least) + 1;
}

/** The colour label in English, or a word of the person's own. */
export function labelOf({ xmp }: RawMetadata): string | null {
  const named = (value: RawValue, names: readonly string[], least = 1) => {
    const number = integerWithin(value, least, names.length - 1);
    return number === null ? null : names[number]!;
  };
  return firstOf(
    textOf(xmp.xmp?.Label)?.trim() ?? null,
    named(xmp.digiKam?.ColorLabel, DIGIKAM_LABELS),
    named(xmp.photoshop?.Urgency, DIGIKAM_LABELS),
    named(xmp.photomech?.ColorClass, PHOTO_MECHANIC_CLASSES),
    named(xmp.darktable?.colorlabels, DARKTABLE_LABELS, 0),
  );
}
