/** What tells one photo from another, as far as it is known. */
export interface PhotoMarks {
  /** Of the picture without its metadata. */
  readonly mediaHash: string | null;
  /** Local time, and where that is from. */
  readonly takenAt: string | null;
  readonly takenSource: string | null;
  /** Serial number of the camera. */
  readonly serial: string | null;
}

/** Sources in which a camera says when a photo was taken, and that programs carry over. */
const TOLD_BY_CAMERA: ReadonlySet<string | null> = new Set(["exif", "xmp"]);

/**
 * Whether what is found under a name is surely another photo than the one that was known there: as when a
 * card comes back with the same names, or one photo was copied over another. One that was edited has the
 * same picture, or says that it was taken at the same time by the same camera; where only one of the two
 * differs, or too little is known, it is taken for the same.
 */
export function isAnotherPhoto(known: PhotoMarks, found: PhotoMarks): boolean {
  if (!differs(known.mediaHash, found.mediaHash)) return false;
  const isTimeTold = TOLD_BY_CAMERA.has(known.takenSource) && TOLD_BY_CAMERA.has(found.takenSource);
  return isTimeTold && differs(known.takenAt, found.takenAt) || differs(known.serial, found.serial);
}

/** Only two known values can differ. */
function differs(known: string | null, found: string | null): boolean {
  return known !== null && found !== null && known !== found;
}
