/** What tells one photo from another, as far as it is known. */
export interface PhotoMarks {
  /** Of the picture without its metadata. */
  readonly mediaHash: string | null;
  /** Local time, and where that is from. */
  readonly takenAt: string | null;
  readonly takenSource: string | null;
  /** Seconds, of a film. */
  readonly duration: number | null;
  /** Serial number of the camera. */
  readonly serial: string | null;
}

/** Sources in which a camera says when a photo was taken, and that programs carry over. */
const TOLD_BY_CAMERA: ReadonlySet<string | null> = new Set(["exif", "xmp"]);

/** Encoded anew, or cut at whole frames, a film is as long as it was but for so many seconds. */
const SAME_DURATION_SECONDS = 1;

/**
 * Whether what is found under a name is surely another photo than the one that was known there: as when a
 * card comes back with the same names, or one photo was copied over another. One that was edited has the
 * same picture, or says that it was taken at the same time by the same camera; where only one of the two
 * differs, or too little is known, it is taken for the same.
 */
export function isAnotherPhoto(known: PhotoMarks, found: PhotoMarks): boolean {
  if (!differs(known.mediaHash, found.mediaHash)) return false;
  return isOfAnotherTime(known, found) || differs(known.serial, found.serial);
}

/**
 * The time in the header of a film is that of the program that wrote it last, as often as that of the
 * camera (ISO/IEC 14496-12 §8.2.2), so there the length has to differ too.
 */
function isOfAnotherTime(known: PhotoMarks, found: PhotoMarks): boolean {
  if (!differs(known.takenAt, found.takenAt)) return false;
  if (TOLD_BY_CAMERA.has(known.takenSource) && TOLD_BY_CAMERA.has(found.takenSource)) return true;
  return known.takenSource === "quicktime" && found.takenSource === "quicktime" &&
    known.duration !== null && found.duration !== null &&
    Math.abs(known.duration - found.duration) > SAME_DURATION_SECONDS;
}

/** Only two known values can differ. */
function differs(known: string | null, found: string | null): boolean {
  return known !== null && found !== null && known !== found;
}
